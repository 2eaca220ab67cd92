// Pauses between attempts to use a server that is busy.
#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace ldapsnap {

/// Pauses that double, from 0.1 s to 2 s, until the time given is used up.
class Backoff {
 public:
  explicit Backoff(std::chrono::milliseconds patience) : end_(std::chrono::steady_clock::now() + patience) {}

  /// Sleeps and returns true; returns false at once when no time is left for another attempt.
  bool pause() {
    constexpr std::chrono::milliseconds kLongest{2000};
    if (std::chrono::steady_clock::now() + next_ > end_) return false;
    std::this_thread::sleep_for(next_);
    next_ = std::min(next_ * 2, kLongest);
    return true;
  }

 private:
  std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds next_{100};
};

}  // namespace ldapsnap

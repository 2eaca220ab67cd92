// Asking a server again that is busy.
#pragma once

#include <chrono>

namespace ldapsnap {

/// Pauses that double, from 0.1 s to 2 s, until the time is up.
class Backoff {
 public:
  explicit Backoff(std::chrono::milliseconds patience) : end_(std::chrono::steady_clock::now() + patience) {}

  /// Sleeps and returns true, or returns false at once: no time is left for another try.
  bool pause();

 private:
  std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds next_{100};
};

}  // namespace ldapsnap

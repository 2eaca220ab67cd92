// One line on a terminal that says how far the work is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ldapsnap {

/// Prints to stderr, not before a second has gone and at most five times a second, and wipes its line when it goes.
class Progress {
 public:
  Progress() : start_(Clock::now()), last_(start_) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::uint64_t entries, const std::string& what);

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point start_, last_;
  bool shown_ = false;
};

}  // namespace ldapsnap

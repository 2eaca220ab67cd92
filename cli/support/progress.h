// One line on a terminal that says how far the work is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "snapshot/base/read_progress.h"

namespace ldapsnap {

/// Prints to stderr, not before a second has gone and at most five times a second, and wipes its line when it goes.
class Progress {
 public:
  /// `noun`: what is counted.
  explicit Progress(std::string noun = "entries") : noun_(std::move(noun)), start_(Clock::now()), last_(start_) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(const ReadProgress& progress);

 private:
  using Clock = std::chrono::steady_clock;

  std::string noun_;
  Clock::time_point start_, last_;
  bool shown_ = false;
};

}  // namespace ldapsnap

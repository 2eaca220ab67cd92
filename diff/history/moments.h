// When a directory was written to: distinct seconds, and the bursts that they make.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diff/history/metadata/event.h"

namespace ldapsnap {

/// A second in which changes were made on one server.
struct Moment {
  Time time{};
  std::uint32_t server = 0;
  std::uint64_t lowest = 0, highest = 0;  ///< sequence numbers of that server; 0: it has none

  bool operator==(const Moment&) const = default;
};

class Moments {
 public:
  void add(Time time, std::uint32_t server, std::uint64_t sequence);
  /// By time, each second of a server once.
  const std::vector<Moment>& all();

 private:
  void compact();

  std::vector<Moment> moments_;
  std::size_t compacted_ = 0;
};

/// From the first to the last change of a burst.
struct Period {
  Time begin{}, end{};

  bool operator==(const Period&) const = default;
};

/// Moments without a pause longer than `gap` are one period; without `gap`, longer than two minutes, and a period ends
/// a quarter of an hour after it began. `moments` by time; oldest first.
std::vector<Period> periodsOf(const std::vector<Moment>& moments, std::optional<std::chrono::seconds> gap);

/// A server's clock that was set back: a change with a higher sequence number has an earlier time.
struct ClockStep {
  std::uint32_t server = 0;
  Time before{}, after{};  ///< the later time, and the earlier one that was recorded after it
};
/// The largest for each server, of two minutes or more. `moments` by time.
std::vector<ClockStep> clockStepsIn(const std::vector<Moment>& moments);

}  // namespace ldapsnap

// Which snapshots a policy keeps, as `restic forget` defines it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "snapshot/base/time.h"

namespace ldapsnap {

/// "1y5m7d2h": calendar years and months, then days and hours.
struct CalendarSpan {
  int years = 0, months = 0, days = 0, hours = 0;

  bool operator==(const CalendarSpan&) const = default;
};
/// Throws Error(Usage) for anything else; each unit once, in this order, at least one.
CalendarSpan parseCalendarSpan(std::string_view text);
/// A day that the month does not have counts on into the next one: a month before 31 March is 3 March.
Time before(Time time, const CalendarSpan& span);

/// How many to keep: the newest; of each hour, day, week (ISO 8601), month, year the newest, for that many of them that
/// have snapshots; all since `within` before the newest. All in UTC.
struct KeepPolicy {
  std::size_t last = 0, hourly = 0, daily = 0, weekly = 0, monthly = 0, yearly = 0;
  std::optional<CalendarSpan> within = {};

  bool empty() const { return last + hourly + daily + weekly + monthly + yearly == 0 && !within; }
};

/// For each of `times`, newest first, whether `policy` keeps it. Where a policy by time is not used up when the oldest
/// is reached, the oldest is kept as well: it stands for the time before the first full period.
std::vector<bool> keptBy(const KeepPolicy& policy, const std::vector<Time>& times);

}  // namespace ldapsnap

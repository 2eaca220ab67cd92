#include "snapshot/store/maintenance/retention.h"

#include <array>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::year_month_day;

using Period = std::int64_t;

Period hourOf(Time time) { return floor<std::chrono::hours>(time).time_since_epoch().count(); }
Period dayOf(Time time) { return floor<days>(time).time_since_epoch().count(); }
/// Weeks begin on Monday; 1 January 1970 was a Thursday.
Period weekOf(Time time) { return floor<std::chrono::weeks>(time + days(3)).time_since_epoch().count(); }
Period yearOf(Time time) { return static_cast<int>(year_month_day(floor<days>(time)).year()); }
Period monthOf(Time time) {
  constexpr Period kMonths = 12;
  return yearOf(time) * kMonths + static_cast<unsigned>(year_month_day(floor<days>(time)).month());
}

/// One of the policies by time: how many are left to keep, and the period of the last one kept.
struct Bucket {
  std::size_t left;
  Period (*periodOf)(Time);
  std::optional<Period> last = std::nullopt;

  bool keeps(Time time, bool isOldest) {
    if (left == 0) return false;
    const Period period = periodOf(time);
    if (last == period && !isOldest) return false;
    last = period;
    --left;
    return true;
  }
};

[[noreturn]] void failSpan(std::string_view text) {
  throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not a length of time", visible(text)))
      .fix("write years, months, days and hours in this order, as in 1y6m, 14d or 2d12h");
}

}  // namespace

CalendarSpan parseCalendarSpan(std::string_view text) {
  constexpr int kMost = 10000;
  CalendarSpan span;
  const std::array<std::pair<char, int*>, 4> units = {std::pair{'y', &span.years}, std::pair{'m', &span.months},
                                                      std::pair{'d', &span.days}, std::pair{'h', &span.hours}};
  auto unit = units.begin();
  int number = 0;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      number = number * 10 + (c - '0');
      ++digits;
      if (number > kMost) failSpan(text);
      continue;
    }
    while (unit != units.end() && unit->first != c) ++unit;
    if (unit == units.end() || digits == 0) failSpan(text);
    *unit->second = number;
    number = 0;
    digits = 0;
    ++unit;
  }
  if (text.empty() || digits > 0) failSpan(text);
  return span;
}

Time before(Time time, const CalendarSpan& span) {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const std::chrono::year_month month = std::chrono::year_month(date.year(), date.month()) -
                                        std::chrono::years(span.years) - std::chrono::months(span.months);
  const auto first = std::chrono::sys_days(year_month_day(month.year(), month.month(), std::chrono::day(1)));
  const auto moved = first + days(static_cast<unsigned>(date.day()) - 1) - days(span.days);
  return moved + (time - day) - std::chrono::hours(span.hours);
}

std::vector<bool> keptBy(const KeepPolicy& policy, const std::vector<Time>& times) {
  std::array<Bucket, 5> buckets = {Bucket{policy.hourly, hourOf}, Bucket{policy.daily, dayOf},
                                   Bucket{policy.weekly, weekOf}, Bucket{policy.monthly, monthOf},
                                   Bucket{policy.yearly, yearOf}};
  std::vector<bool> kept(times.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    bool keeps = i < policy.last;
    for (Bucket& bucket : buckets) keeps |= bucket.keeps(times[i], i + 1 == times.size());
    if (policy.within) keeps |= times[i] > before(times.front(), *policy.within);
    kept[i] = keeps;
  }
  return kept;
}

}  // namespace ldapsnap

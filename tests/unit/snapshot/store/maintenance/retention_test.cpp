// What a policy keeps: the examples are those of restic's manual ("Removing snapshots according to a policy").
#include "snapshot/store/maintenance/retention.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

/// The days kept, newest first, of snapshots taken at noon.
std::string kept(const KeepPolicy& policy, const std::vector<std::string>& daysNewestFirst) {
  std::vector<Time> times;
  for (const std::string& day : daysNewestFirst)
    times.push_back(parseTime(day.size() == 10 ? day + "T12:00:00Z" : day));
  const std::vector<bool> keeps = keptBy(policy, times);
  std::string text;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (keeps[i]) text += (text.empty() ? "" : " ") + daysNewestFirst[i];
  return text;
}

/// Every Sunday from 2022-01-02 to 2022-12-04, newest first.
std::vector<std::string> sundays() {
  std::vector<std::string> days;
  for (Time day = parseTime("2022-12-04T12:00:00Z"); day >= parseTime("2022-01-02T12:00:00Z");
       day -= std::chrono::weeks(1))
    days.push_back(formatTime(day).substr(0, 10));
  return days;
}

TEST(Retention, LastKeepsTheNewest) {
  EXPECT_EQ(kept({.last = 2}, {"2026-03-03", "2026-03-02", "2026-03-01"}), "2026-03-03 2026-03-02");
  EXPECT_EQ(kept({.last = 9}, {"2026-03-03"}), "2026-03-03");
  EXPECT_EQ(kept({.last = 1}, {}), "");
}

TEST(Retention, DailyCountsOnlyDaysWithSnapshots) {
  // A snapshot each Sunday: four days are four Sundays.
  EXPECT_EQ(kept({.daily = 4}, sundays()), "2022-12-04 2022-11-27 2022-11-20 2022-11-13");
  EXPECT_EQ(kept({.weekly = 4}, sundays()), "2022-12-04 2022-11-27 2022-11-20 2022-11-13");
  EXPECT_EQ(kept({.monthly = 3}, sundays()), "2022-12-04 2022-11-27 2022-10-30");
}

TEST(Retention, PoliciesOfDifferentLengthOverlap) {
  // Each policy chooses by itself; what one of them chooses is kept.
  EXPECT_EQ(kept({.daily = 2, .monthly = 3, .yearly = 1}, sundays()), "2022-12-04 2022-11-27 2022-10-30");
}

TEST(Retention, NewestOfAPeriodIsKept) {
  EXPECT_EQ(kept({.hourly = 2},
                 {"2026-03-01T10:50:00Z", "2026-03-01T10:10:00Z", "2026-03-01T09:59:59Z", "2026-03-01T08:00:00Z"}),
            "2026-03-01T10:50:00Z 2026-03-01T09:59:59Z");
  EXPECT_EQ(kept({.daily = 1}, {"2026-03-01T10:50:00Z", "2026-03-01T10:10:00Z", "2026-02-28T09:59:59Z"}),
            "2026-03-01T10:50:00Z");
}

TEST(Retention, WeekBeginsOnMondayAlsoAtTheTurnOfTheYear) {
  EXPECT_EQ(kept({.weekly = 2}, {"2026-01-04", "2026-01-01", "2025-12-29", "2025-12-28"}), "2026-01-04 2025-12-28");
}

TEST(Retention, OldestIsKeptWhileAPolicyIsNotUsedUp) {
  EXPECT_EQ(kept({.yearly = 3}, {"2022-12-04", "2022-06-05", "2022-01-02"}), "2022-12-04 2022-01-02");
  EXPECT_EQ(kept({.yearly = 1}, {"2022-12-04", "2022-06-05", "2022-01-02"}), "2022-12-04");
}

TEST(Retention, WithinCountsBackFromTheNewestSnapshot) {
  EXPECT_EQ(kept({.within = parseCalendarSpan("7d")}, {"2026-03-10", "2026-03-04", "2026-03-03", "2026-02-01"}),
            "2026-03-10 2026-03-04");
  EXPECT_EQ(kept({.within = parseCalendarSpan("1m")}, {"2026-03-10", "2026-02-11", "2026-02-10"}),
            "2026-03-10 2026-02-11");
}

TEST(Retention, CalendarSpansAreReadStrictly) {
  EXPECT_EQ(parseCalendarSpan("1y5m7d2h"), (CalendarSpan{1, 5, 7, 2}));
  EXPECT_EQ(parseCalendarSpan("12h"), (CalendarSpan{0, 0, 0, 12}));
  for (const char* text : {"", "7", "d", "7d1y", "7x", "1d1d", "99999d", "-1d", "1 d"})
    EXPECT_THROW(parseCalendarSpan(text), Error) << text;
}

TEST(Retention, MonthBeforeADayThatItDoesNotHaveCountsOn) {
  EXPECT_EQ(formatTime(before(parseTime("2026-03-31T10:00:00Z"), {0, 1, 0, 0})), "2026-03-03T10:00:00Z");
  EXPECT_EQ(formatTime(before(parseTime("2024-02-29T10:00:00Z"), {1, 0, 0, 11})), "2023-02-28T23:00:00Z");
}

}  // namespace
}  // namespace ldapsnap

#include "snapshot/capture/feed/change_time.h"

#include <charconv>
#include <fmt/format.h>

#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

/// The number in `digits`, all of which are digits.
int numberIn(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// The first three digits after the decimal point; missing ones are zeros.
milliseconds fractionIn(std::string_view digits) {
  std::string three(digits.substr(0, 3));
  three.resize(3, '0');
  return milliseconds(numberIn(three));
}

}  // namespace

// The matching rule does the work: its normal form is YYYYMMDDHHMMSS in UTC, then a fraction if there is one, then Z.
std::optional<ChangeTime> changeTime(std::string_view text) {
  using namespace std::chrono;
  static const MatchingRule* const kRule = findMatchingRule("generalizedTimeMatch");
  const std::optional<std::string> normal = kRule->normalise(text, Schema::builtin());
  if (!normal) return std::nullopt;
  const std::string_view form = *normal;
  const year_month_day date{year(numberIn(form.substr(0, 4))),
                            month(static_cast<unsigned>(numberIn(form.substr(4, 2)))),
                            day(static_cast<unsigned>(numberIn(form.substr(6, 2))))};
  const ChangeTime whole = sys_days(date) + hours(numberIn(form.substr(8, 2))) + minutes(numberIn(form.substr(10, 2))) +
                           seconds(numberIn(form.substr(12, 2)));
  const std::string_view rest = form.substr(14);  // ".5Z" or "Z"
  return rest.starts_with('.') ? whole + fractionIn(rest.substr(1, rest.size() - 2)) : whole;
}

std::optional<ChangeTime> timeOfCsn(std::string_view csn) { return changeTime(csn.substr(0, csn.find('#'))); }

ChangeTime timeNow() { return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()); }

std::string toGeneralizedTime(ChangeTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count() * 1000);
}

}  // namespace ldapsnap

// Generalized time and UTC time (RFC 4517, 4.2.16, 4.2.17, 3.3.13, 3.3.34; X.520 for utcTimeMatch).
//
// One moment has many spellings: a zone or Z, seconds and minutes left out, a fraction of whatever unit comes last,
// with a dot or a comma and as many digits as one likes. The form is the moment in UTC with seconds, and a fraction
// without zeros at its end. Fractions are worked out digit by digit, so that none is rounded. A leap second keeps
// its 60.

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "snapshot/ldap/matching/matching_rule_families.h"

namespace ldapsnap {
namespace {

using Form = std::optional<std::string>;
using Minutes = std::chrono::sys_time<std::chrono::minutes>;

enum class Zone { Utc, Unknown };

struct Moment {
  Minutes minute;
  int second = 0;
  std::string fraction;  ///< digits behind the decimal point, without zeros at the end
  Zone zone = Zone::Utc;
};

/// Digits behind a decimal point, times `factor`: the whole part is returned, the digits behind it replace `digits`.
int multiply(std::string& digits, int factor) {
  int carry = 0;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    carry += (*digit - '0') * factor;
    *digit = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  return carry;
}

class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  std::optional<Moment> generalizedTime() {
    const std::optional<int> year = number(4, 0, 9999);
    if (!year || !readDate(*year) || !readHour()) return std::nullopt;
    readMinuteAndSecond();
    if (!readFraction() || !readZone() || moment_.zone == Zone::Unknown) return std::nullopt;
    return finish();
  }

  std::optional<Moment> utcTime() {
    constexpr int kPivot = 50;  // X.520: 50 to 99 are of the twentieth century
    const std::optional<int> year = number(2, 0, 99);
    if (!year || !readDate(*year + (*year < kPivot ? 2000 : 1900)) || !readHour()) return std::nullopt;
    readMinuteAndSecond();
    if (unit_ == 3600 || !readZone()) return std::nullopt;
    return finish();
  }

 private:
  bool nextIs(char c) const { return !rest_.empty() && rest_.front() == c; }

  /// The next `size` digits if they are a number of that range.
  std::optional<int> number(std::size_t size, int least, int most) {
    const std::string_view digits = rest_.substr(0, size);
    if (digits.size() != size || !isAllDigits(digits)) return std::nullopt;
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    if (value < least || value > most) return std::nullopt;
    rest_.remove_prefix(size);
    return value;
  }

  bool readDate(int year) {
    const std::optional<int> month = number(2, 1, 12);
    const std::optional<int> day = month ? number(2, 1, 31) : std::nullopt;
    if (!day) return false;
    const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    moment_.minute = std::chrono::sys_days(date);
    return date.ok();
  }

  bool readHour() {
    const std::optional<int> hour = number(2, 0, 23);
    if (!hour) return false;
    moment_.minute += std::chrono::hours(*hour);
    return true;
  }

  void readMinuteAndSecond() {
    const std::optional<int> minute = number(2, 0, 59);
    if (!minute) return;
    moment_.minute += std::chrono::minutes(*minute);
    unit_ = 60;
    const std::optional<int> second = number(2, 0, 60);
    if (!second) return;
    moment_.second = *second;
    unit_ = 1;
  }

  bool readFraction() {
    if (!nextIs('.') && !nextIs(',')) return true;
    rest_.remove_prefix(1);
    const std::size_t size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (size == 0) return false;
    moment_.fraction = rest_.substr(0, size);
    rest_.remove_prefix(size);
    const int seconds = multiply(moment_.fraction, unit_);
    moment_.minute += std::chrono::minutes(seconds / 60);
    moment_.second += seconds % 60;
    moment_.fraction.resize(moment_.fraction.find_last_not_of('0') + 1);
    return true;
  }

  bool readZone() {
    if (rest_.empty()) return moment_.zone = Zone::Unknown, true;
    const char sign = rest_.front();
    rest_.remove_prefix(1);
    if (sign == 'Z') return rest_.empty();
    if (sign != '+' && sign != '-') return false;
    const std::optional<int> hours = number(2, 0, 23);
    if (!hours) return false;
    const std::optional<int> minutes = rest_.empty() ? 0 : number(2, 0, 59);
    if (!minutes || !rest_.empty()) return false;
    const std::chrono::minutes offset(*hours * 60 + *minutes);
    moment_.minute -= sign == '+' ? offset : -offset;
    return true;
  }

  std::optional<Moment> finish() const {
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(moment_.minute));
    const bool isWritable = date.year() >= std::chrono::year(0) && date.year() <= std::chrono::year(9999);
    return isWritable ? std::optional(moment_) : std::nullopt;
  }

  std::string_view rest_;
  Moment moment_;
  int unit_ = 3600;  ///< seconds of the smallest unit that was read
};

std::string text(const Moment& moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment.minute);
  const std::chrono::year_month_day date(day);
  const auto minutes = (moment.minute - day).count();
  std::string form =
      fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), minutes / 60, minutes % 60, moment.second);
  if (!moment.fraction.empty()) form.append(".").append(moment.fraction);
  return form;
}

/// "Z" would sort behind a fraction; without it a moment sorts before the fractions of its second.
Form ordering(const std::optional<Moment>& moment) { return moment ? Form(text(*moment)) : std::nullopt; }

/// A time without a zone is local time of nobody knows where: it equals only another such.
Form equality(const std::optional<Moment>& moment) {
  return moment ? Form(text(*moment) + (moment->zone == Zone::Utc ? "Z" : "")) : std::nullopt;
}

Form generalizedTime(std::string_view value, const Schema&) { return equality(TimeReader(value).generalizedTime()); }
Form generalizedTimeOrdering(std::string_view value, const Schema&) {
  return ordering(TimeReader(value).generalizedTime());
}
Form utcTime(std::string_view value, const Schema&) { return equality(TimeReader(value).utcTime()); }
Form utcTimeOrdering(std::string_view value, const Schema&) { return ordering(TimeReader(value).utcTime()); }

using Kind = MatchingRule::Kind;

constexpr MatchingRule kTimeRules[] = {
    {"utcTimeMatch", "2.5.13.25", Kind::Equality, utcTime},
    {"utcTimeOrderingMatch", "2.5.13.26", Kind::Ordering, utcTimeOrdering},
    {"generalizedTimeMatch", "2.5.13.27", Kind::Equality, generalizedTime},
    {"generalizedTimeOrderingMatch", "2.5.13.28", Kind::Ordering, generalizedTimeOrdering},
};

}  // namespace

std::span<const MatchingRule> timeRules() { return kTimeRules; }

}  // namespace ldapsnap

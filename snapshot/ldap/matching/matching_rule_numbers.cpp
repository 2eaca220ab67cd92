// Integers, booleans, bit strings (RFC 4517, 4.2.1, 4.2.2, 4.2.19, 4.2.20). Integers have no limit there, and none
// here.

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/text.h"
#include "snapshot/ldap/matching/matching_rule_families.h"

namespace ldapsnap {
namespace {

using Form = std::optional<std::string>;

/// Sign and digits without leading zeros, which RFC 4517 does not allow and some servers keep. There is no "-0".
Form integer(std::string_view value, const Schema&) {
  const bool isNegative = !value.empty() && value.front() == '-';
  std::string_view digits = value.substr(isNegative ? 1 : 0);
  if (!isAllDigits(digits)) return std::nullopt;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return (isNegative && digits != "0" ? "-" : "") + std::string(digits);
}

/// Sorts as the numbers do: sign, number of digits, digits; for a negative number everything turned around.
Form integerOrdering(std::string_view value, const Schema& schema) {
  const Form number = integer(value, schema);
  if (!number) return std::nullopt;
  const bool isNegative = number->front() == '-';
  const std::string_view digits = std::string_view(*number).substr(isNegative ? 1 : 0);
  std::string form = fmt::format("{:010}{}", digits.size(), digits);
  if (isNegative)
    std::transform(form.begin(), form.end(), form.begin(), [](char c) { return static_cast<char>('0' + '9' - c); });
  return (isNegative ? "-" : "0") + form;
}

/// RFC 4517, 3.3.3 has upper case alone; directories that take other spellings mean the same by them.
Form boolean(std::string_view value, const Schema&) {
  for (const std::string_view known : {"TRUE", "FALSE"}) {
    if (equalsIgnoreAsciiCase(value, known)) return std::string(known);
  }
  return std::nullopt;
}

/// 'bits'B (RFC 4517, 3.3.2). No attribute names its bits, so zeros at the end count (4.2.1).
Form bitString(std::string_view value, const Schema&) {
  constexpr std::string_view kEnd = "'B";
  if (value.size() < 3 || value.front() != '\'' || value.substr(value.size() - 2) != kEnd) return std::nullopt;
  const std::string_view bits = value.substr(1, value.size() - 3);
  if (bits.find_first_not_of("01") != std::string_view::npos) return std::nullopt;
  return std::string(value);
}

using Kind = MatchingRule::Kind;

constexpr MatchingRule kNumberRules[] = {
    {"booleanMatch", "2.5.13.13", Kind::Equality, boolean},
    {"integerMatch", "2.5.13.14", Kind::Equality, integer},
    {"integerOrderingMatch", "2.5.13.15", Kind::Ordering, integerOrdering},
    {"bitStringMatch", "2.5.13.16", Kind::Equality, bitString},
};

}  // namespace

std::span<const MatchingRule> numberRules() { return kNumberRules; }

}  // namespace ldapsnap

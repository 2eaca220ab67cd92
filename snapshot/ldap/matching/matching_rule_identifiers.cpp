// Octet strings (RFC 4517, 4.2.29, 4.2.30), UUID (RFC 4530) and OpenLDAP's change sequence numbers.

#include <fmt/format.h>

#include "snapshot/base/text.h"
#include "snapshot/ldap/matching/matching_rule_families.h"

namespace ldapsnap {
namespace {

using Form = std::optional<std::string>;

Form octets(std::string_view value, const Schema&) { return std::string(value); }

/// The text form of RFC 4122 to lower case, which sorts as the 16 octets do (RFC 4530, 2.3).
Form uuid(std::string_view value, const Schema&) {
  constexpr std::string_view kPattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (value.size() != kPattern.size()) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if ((kPattern[i] == '-') != (value[i] == '-')) return std::nullopt;
    if (value[i] != '-') digits += value[i];
  }
  if (!fromHex(digits)) return std::nullopt;
  return asciiLower(value);
}

/// The parts of a CSN between its '#'s.
struct Csn {
  std::string time, count, serverId, modification;
};

std::optional<Csn> splitCsn(std::string_view value) {
  const std::size_t first = value.find('#');
  const std::size_t second = value.find('#', first == std::string_view::npos ? first : first + 1);
  const std::size_t third = value.find('#', second == std::string_view::npos ? second : second + 1);
  if (third == std::string_view::npos) return std::nullopt;
  return Csn{std::string(value.substr(0, first)), asciiLower(value.substr(first + 1, second - first - 1)),
             asciiLower(value.substr(second + 1, third - second - 1)), asciiLower(value.substr(third + 1))};
}

/// Brings the time of OpenLDAP 2.1 (with colons) and 2.3 (without a fraction) to today's "20260302101407.123456Z".
void modernise(Csn& csn) {
  constexpr std::string_view kTime21 = "YYYYmmddHH:MM:SSZ", kTime23 = "YYYYmmddHHMMSSZ";
  std::string& time = csn.time;
  if (time.size() == kTime21.size() && time[10] == ':' && time[13] == ':') {
    time.erase(13, 1).erase(10, 1);
    if (csn.count.substr(0, 2) == "0x") csn.count.erase(0, 2);
  }
  if (time.size() == kTime23.size()) time.insert(kTime23.size() - 1, ".000000");
}

/// `digits` brought to `size` by zeros in front; empty when it is no hexadecimal number of at most that size.
std::string padded(const std::string& digits, std::size_t size) {
  const bool isHex = digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  return !isHex || digits.empty() || digits.size() > size ? std::string()
                                                          : std::string(size - digits.size(), '0') + digits;
}

/// OpenLDAP, servers/slapd/schema_init.c (csnNormalize and its forms for 2.1 and 2.3): time#count#server
/// id#modification.
Form csn(std::string_view value, const Schema&) {
  std::optional<Csn> csn = splitCsn(value);
  if (!csn) return std::nullopt;
  modernise(*csn);
  const std::string_view time = csn->time;
  const bool isTime = time.size() == 22 && isAllDigits(time.substr(0, 14)) && time[14] == '.' &&
                      isAllDigits(time.substr(15, 6)) && time[21] == 'Z';
  const std::string count = padded(csn->count, 6), serverId = padded(csn->serverId, 3);
  const std::string modification = padded(csn->modification, 6);
  if (!isTime || count.empty() || serverId.empty() || modification.empty()) return std::nullopt;
  return fmt::format("{}#{}#{}#{}", time, count, serverId, modification);
}

using Kind = MatchingRule::Kind;

constexpr MatchingRule kIdentifierRules[] = {
    {"octetStringMatch", "2.5.13.17", Kind::Equality, octets},
    {"octetStringOrderingMatch", "2.5.13.18", Kind::Ordering, octets},
    {"octetStringSubstringsMatch", kOctetStringSubstringsMatch, Kind::Substrings, octets},
    {"UUIDMatch", "1.3.6.1.1.16.2", Kind::Equality, uuid},
    {"UUIDOrderingMatch", "1.3.6.1.1.16.3", Kind::Ordering, uuid},
    {"CSNMatch", "1.3.6.1.4.1.4203.666.11.2.2", Kind::Equality, csn},
    {"CSNOrderingMatch", "1.3.6.1.4.1.4203.666.11.2.3", Kind::Ordering, csn},
};

}  // namespace

std::span<const MatchingRule> identifierRules() { return kIdentifierRules; }

}  // namespace ldapsnap

// Rules for the syntaxes that only Active Directory has ([MS-ADTS] 3.1.1.2.2.2). No standard names them or gives them
// OIDs; the names are ours.

#include <charconv>
#include <fmt/format.h>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/matching/matching_rule_families.h"
#include "snapshot/ldap/value/security_descriptor.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

using Form = std::optional<std::string>;

/// What stands before the DN in "B:8:0badf00d:cn=a", and the DN. The count is of characters; a part may hold ':'.
struct CountedDn {
  std::string_view part, dn;
};

/// How many bytes the first `count` characters of `text` take; npos when it has fewer.
std::size_t sizeOfCharacters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (!isContinuationByte(text[at]) && count-- == 0) return at;
  }
  return count == 0 ? at : std::string_view::npos;
}

std::optional<CountedDn> splitCountedDn(std::string_view value, char mark) {
  if (value.size() < 2 || value[0] != mark || value[1] != ':') return std::nullopt;
  value.remove_prefix(2);
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos || !isAllDigits(value.substr(0, colon))) return std::nullopt;
  std::size_t count = 0;
  if (std::from_chars(value.data(), value.data() + colon, count).ec != std::errc()) return std::nullopt;
  value.remove_prefix(colon + 1);
  const std::size_t size = sizeOfCharacters(value, count);
  if (size >= value.size() || value[size] != ':') return std::nullopt;
  return CountedDn{value.substr(0, size), value.substr(size + 1)};
}

/// Object(DN-Binary): hexadecimal digits of any case, and a DN. The form writes the DN last, as the value does.
Form dnWithBinary(std::string_view value, const Schema& schema) {
  const std::optional<CountedDn> parts = splitCountedDn(value, 'B');
  if (!parts || !fromHex(parts->part)) return std::nullopt;
  const Form name = tryNormalForm(parts->dn, schema);
  return name ? Form(fmt::format("B:{}:{}:{}", parts->part.size(), asciiLower(parts->part), *name)) : std::nullopt;
}

/// Object(DN-String): a string that compares by its bytes, and a DN.
Form dnWithString(std::string_view value, const Schema& schema) {
  const std::optional<CountedDn> parts = splitCountedDn(value, 'S');
  const Form name = parts ? tryNormalForm(parts->dn, schema) : std::nullopt;
  return name ? Form(fmt::format("S:{}:{}:{}", parts->part.size(), parts->part, *name)) : std::nullopt;
}

/// The binary form, also of what ldbsearch prints as "S-1-5-...".
Form sid(std::string_view value, const Schema&) {
  if (isSid(value)) return std::string(value);
  return sidFromText(value);
}

Form securityDescriptor(std::string_view value, const Schema&) {
  const std::optional<SecurityDescriptor> descriptor = readSecurityDescriptor(value);
  return descriptor ? Form(canonicalBytes(*descriptor)) : std::nullopt;
}

using Kind = MatchingRule::Kind;

constexpr MatchingRule kActiveDirectoryRules[] = {
    {"dnWithBinaryMatch", "", Kind::Equality, dnWithBinary},
    {"dnWithStringMatch", "", Kind::Equality, dnWithString},
    {"sidMatch", "", Kind::Equality, sid},
    {"securityDescriptorMatch", "", Kind::Equality, securityDescriptor},
};

}  // namespace

std::span<const MatchingRule> activeDirectoryRules() { return kActiveDirectoryRules; }

}  // namespace ldapsnap

// Object identifiers, first components of definitions, distinguished names (RFC 4517, 4.2.15, 4.2.18, 4.2.25, 4.2.26,
// 4.2.31).

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/dn/dn_scanner.h"
#include "snapshot/ldap/matching/matching_rule_families.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

using Form = std::optional<std::string>;

/// The OID that a name stands for. Object classes come first: they are what most values of this syntax name, and an
/// attribute type may have a class's name. A name that nobody knows stands for itself.
Form objectIdentifier(std::string_view value, const Schema& schema) {
  const std::string_view name = trimSpaces(value);
  if (!isAttributeType(name)) return std::nullopt;
  if (const ObjectClass* const objectClass = schema.objectClass(name)) return asciiLower(objectClass->oid);
  if (schema.attributeType(name) != nullptr) return schema.identity(name);
  if (const MatchingRule* const rule = findMatchingRule(name); rule && !rule->oid.empty())
    return std::string(rule->oid);
  return asciiLower(name);
}

/// The first word of "( first ... )"; of an assertion, which is only that component, the whole.
std::string_view firstComponent(std::string_view value) {
  std::string_view rest = trimSpaces(withoutOrder(value));
  if (rest.empty() || rest.front() != '(') return rest;
  rest = trimSpaces(rest.substr(1));
  rest = rest.substr(0, rest.find_first_of(" )"));
  const bool isQuoted = rest.size() > 1 && rest.front() == '\'' && rest.back() == '\'';
  return isQuoted ? rest.substr(1, rest.size() - 2) : rest;
}

Form objectIdentifierFirstComponent(std::string_view value, const Schema& schema) {
  return objectIdentifier(firstComponent(value), schema);
}

Form integerFirstComponent(std::string_view value, const Schema& schema) {
  static const MatchingRule* const kInteger = findMatchingRule("integerMatch");
  return kInteger->normalise(firstComponent(value), schema);
}

Form distinguishedName(std::string_view value, const Schema& schema) { return tryNormalForm(value, schema); }

/// DN, or DN#'bits'B (RFC 4517, 3.3.21). A '#' elsewhere belongs to the name.
Form uniqueMember(std::string_view value, const Schema& schema) {
  static const MatchingRule* const kBitString = findMatchingRule("bitStringMatch");
  const std::size_t mark = value.rfind("#'");
  const Form bits =
      mark == std::string_view::npos ? std::nullopt : kBitString->normalise(value.substr(mark + 1), schema);
  if (!bits) return tryNormalForm(value, schema);
  const Form name = tryNormalForm(value.substr(0, mark), schema);
  return name ? Form(*name + "#" + *bits) : std::nullopt;
}

using Kind = MatchingRule::Kind;
constexpr auto kFirstComponent = MatchingRule::Assertion::FirstComponent;

constexpr MatchingRule kNameRules[] = {
    {"objectIdentifierMatch", "2.5.13.0", Kind::Equality, objectIdentifier},
    {"distinguishedNameMatch", "2.5.13.1", Kind::Equality, distinguishedName},
    {"uniqueMemberMatch", "2.5.13.23", Kind::Equality, uniqueMember},
    {"integerFirstComponentMatch", "2.5.13.29", Kind::Equality, integerFirstComponent, kFirstComponent},
    {"objectIdentifierFirstComponentMatch", "2.5.13.30", Kind::Equality, objectIdentifierFirstComponent,
     kFirstComponent},
};

}  // namespace

std::span<const MatchingRule> nameRules() { return kNameRules; }

}  // namespace ldapsnap

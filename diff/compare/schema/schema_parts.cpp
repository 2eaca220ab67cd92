#include "diff/compare/schema/schema_parts.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

using Values = std::vector<std::string>;

/// What makes two values of a part the same.
using KeyOf = std::string (*)(const std::string& value, const Schema& schema);

std::string exactKey(const std::string& value, const Schema&) { return value; }
std::string nameKey(const std::string& value, const Schema&) { return asciiLower(value); }
std::string typeKey(const std::string& value, const Schema& schema) { return schema.identity(value); }
std::string classKey(const std::string& value, const Schema& schema) {
  const ObjectClass* objectClass = schema.objectClass(value);
  return asciiLower(objectClass ? objectClass->oid : value);
}
std::string ruleKey(const std::string& value, const Schema&) {
  const MatchingRule* rule = findMatchingRule(value);
  return asciiLower(rule && !rule->oid.empty() ? rule->oid : std::string_view(value));
}

Values one(const std::string& value) { return value.empty() ? Values() : Values{value}; }
Values flag(bool isSet, const char* name) { return isSet ? Values{name} : Values(); }

class Parts {
 public:
  explicit Parts(const SchemaSides& sides) : sides_(sides) {}

  /// Adds the part when the sets differ. A value that is spelled the same on both sides is the same, whatever it stands
  /// for: that its OID moved is that element's own change.
  void compare(const char* part, const Values& before, const Values& after, KeyOf keyOf) {
    SchemaPart change{part, without(before, sides_.before, after, sides_.after, keyOf),
                      without(after, sides_.after, before, sides_.before, keyOf)};
    if (!change.removed.empty() || !change.added.empty()) parts_.push_back(std::move(change));
  }

  void compareCommon(const SchemaElement& before, const SchemaElement& after) {
    compare("OID", {before.oid}, {after.oid}, nameKey);
    compare("NAME", before.names, after.names, nameKey);
    compare("DESC", one(before.description), one(after.description), exactKey);
    compare("OBSOLETE", flag(before.obsolete, "OBSOLETE"), flag(after.obsolete, "OBSOLETE"), exactKey);
  }

  std::vector<SchemaPart> finish() && { return std::move(parts_); }

 private:
  /// The values that the other side does not have, by name.
  static Values without(const Values& values, const Schema& schema, const Values& others, const Schema& otherSchema,
                        KeyOf keyOf) {
    std::unordered_set<std::string> known;
    for (const std::string& other : others) {
      known.insert("written " + asciiLower(other));
      known.insert("means " + keyOf(other, otherSchema));
    }
    const bool byCase = keyOf == exactKey;
    Values left;
    for (const std::string& value : values)
      if (!known.contains("means " + keyOf(value, schema)) &&
          (byCase || !known.contains("written " + asciiLower(value))))
        left.push_back(value);
    std::sort(left.begin(), left.end(),
              [](const std::string& a, const std::string& b) { return asciiLower(a) < asciiLower(b); });
    return left;
  }

  const SchemaSides& sides_;
  std::vector<SchemaPart> parts_;
};

std::string syntaxOf(const AttributeType& type) {
  return type.syntaxLength == 0 ? type.syntax : fmt::format("{}{{{}}}", type.syntax, type.syntaxLength);
}

}  // namespace

std::vector<SchemaPart> compareParts(const AttributeType& before, const AttributeType& after,
                                     const SchemaSides& sides) {
  Parts parts(sides);
  const auto compareFlag = [&parts](const char* name, bool wasSet, bool isSet) {
    parts.compare(name, flag(wasSet, name), flag(isSet, name), exactKey);
  };
  parts.compareCommon(before, after);
  parts.compare("SUP", one(before.superior), one(after.superior), typeKey);
  parts.compare("EQUALITY", one(before.equality), one(after.equality), ruleKey);
  parts.compare("ORDERING", one(before.ordering), one(after.ordering), ruleKey);
  parts.compare("SUBSTR", one(before.substrings), one(after.substrings), ruleKey);
  parts.compare("SYNTAX", one(syntaxOf(before)), one(syntaxOf(after)), nameKey);
  compareFlag("SINGLE-VALUE", before.singleValue, after.singleValue);
  compareFlag("COLLECTIVE", before.collective, after.collective);
  compareFlag("NO-USER-MODIFICATION", before.noUserModification, after.noUserModification);
  parts.compare("USAGE", {std::string(nameOf(before.usage))}, {std::string(nameOf(after.usage))}, exactKey);
  return std::move(parts).finish();
}

std::vector<SchemaPart> compareParts(const ObjectClass& before, const ObjectClass& after, const SchemaSides& sides) {
  Parts parts(sides);
  parts.compareCommon(before, after);
  parts.compare("SUP", before.superiors, after.superiors, classKey);
  parts.compare("KIND", {std::string(nameOf(before.kind))}, {std::string(nameOf(after.kind))}, exactKey);
  parts.compare("MUST", before.must, after.must, typeKey);
  parts.compare("MAY", before.may, after.may, typeKey);
  return std::move(parts).finish();
}

}  // namespace ldapsnap

#include "diff/compare/schema/schema_parts.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <unordered_set>

#include "snapshot/base/text.h"
#include "snapshot/ldap/product/schema_extensions.h"

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

std::string formKey(const std::string& value, const Schema& schema) {
  const SchemaDefinition* form = schema.definition(DefinitionKind::NameForm, value);
  return asciiLower(form ? form->oid : value);
}

Values one(const std::string& value) { return value.empty() ? Values() : Values{value}; }
Values flag(bool isSet, const char* name) { return isSet ? Values{name} : Values(); }

class Parts {
 public:
  explicit Parts(const SchemaSides& sides) : sides_(sides) {}

  /// Adds the part when the sets differ. A value that is spelled the same on both sides is the same, whatever it stands
  /// for: that its OID moved is that element's own change.
  void compare(const std::string& part, const Values& before, const Values& after, KeyOf keyOf) {
    SchemaPart change = differing(part, before, after, keyOf);
    if (!change.removed.empty() || !change.added.empty()) parts_.push_back(std::move(change));
  }

  void compareCommon(const SchemaElement& before, const SchemaElement& after) {
    compare("OID", {before.oid}, {after.oid}, nameKey);
    compare("NAME", before.names, after.names, nameKey);
    compare("DESC", one(before.description), one(after.description), exactKey);
    compare("OBSOLETE", flag(before.obsolete, "OBSOLETE"), flag(after.obsolete, "OBSOLETE"), exactKey);
  }

  /// Values of an extension are a set of words (qdstrings).
  void compareExtensions(const SchemaElement& before, const SchemaElement& after) {
    std::set<std::string> names;
    for (const SchemaElement* element : {&before, &after})
      for (const auto& [name, values] : element->extensions) names.insert(name);
    for (const std::string& name : names) {
      const auto old = before.extensions.find(name), now = after.extensions.find(name);
      const bool wasThere = old != before.extensions.end(), isThere = now != after.extensions.end();
      SchemaPart part = differing(name, wasThere ? old->second : Values(), isThere ? now->second : Values(), nameKey);
      if (part.removed.empty() && part.added.empty() && wasThere == isThere) continue;
      (decides(part) ? parts_ : extensions_).push_back(std::move(part));
    }
  }

  PartsThatDiffer finish() && { return {std::move(parts_), std::move(extensions_)}; }

 private:
  SchemaPart differing(const std::string& part, const Values& before, const Values& after, KeyOf keyOf) const {
    return {part, without(before, sides_.before, after, sides_.after, keyOf),
            without(after, sides_.after, before, sides_.before, keyOf)};
  }

  /// An extension without a value decides by being there.
  bool decides(const SchemaPart& part) const {
    const auto isDecisive = [&](const std::string& value) {
      return decidesBehaviour(part.part, value, sides_.productBefore) ||
             decidesBehaviour(part.part, value, sides_.productAfter);
    };
    if (part.removed.empty() && part.added.empty()) return isDecisive("");
    return std::any_of(part.removed.begin(), part.removed.end(), isDecisive) ||
           std::any_of(part.added.begin(), part.added.end(), isDecisive);
  }

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
  std::vector<SchemaPart> parts_, extensions_;
};

/// By which key the values of a keyword of the six other kinds are the same.
KeyOf keyOfPart(DefinitionKind kind, const std::string& keyword) {
  if (keyword == "MUST" || keyword == "MAY" || keyword == "NOT" || keyword == "APPLIES") return typeKey;
  if (keyword == "AUX" || keyword == "OC") return classKey;
  return kind == DefinitionKind::DitStructureRule && keyword == "FORM" ? formKey : nameKey;
}

std::string syntaxOf(const AttributeType& type) {
  return type.syntaxLength == 0 ? type.syntax : fmt::format("{}{{{}}}", type.syntax, type.syntaxLength);
}

}  // namespace

PartsThatDiffer compareParts(const AttributeType& before, const AttributeType& after, const SchemaSides& sides) {
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
  parts.compareExtensions(before, after);
  return std::move(parts).finish();
}

PartsThatDiffer compareParts(const ObjectClass& before, const ObjectClass& after, const SchemaSides& sides) {
  Parts parts(sides);
  parts.compareCommon(before, after);
  parts.compare("SUP", before.superiors, after.superiors, classKey);
  parts.compare("KIND", {std::string(nameOf(before.kind))}, {std::string(nameOf(after.kind))}, exactKey);
  parts.compare("MUST", before.must, after.must, typeKey);
  parts.compare("MAY", before.may, after.may, typeKey);
  parts.compareExtensions(before, after);
  return std::move(parts).finish();
}

PartsThatDiffer compareParts(const SchemaDefinition& before, const SchemaDefinition& after, const SchemaSides& sides) {
  static const Values kNone;
  Parts parts(sides);
  parts.compareCommon(before, after);
  std::set<std::string> keywords;
  for (const SchemaDefinition* definition : {&before, &after})
    for (const auto& [keyword, values] : definition->parts) keywords.insert(keyword);
  for (const std::string& keyword : keywords) {
    const auto old = before.parts.find(keyword), now = after.parts.find(keyword);
    parts.compare(keyword, old == before.parts.end() ? kNone : old->second,
                  now == after.parts.end() ? kNone : now->second, keyOfPart(before.kind, keyword));
  }
  parts.compareExtensions(before, after);
  return std::move(parts).finish();
}

}  // namespace ldapsnap

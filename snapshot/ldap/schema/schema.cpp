#include "snapshot/ldap/schema/schema.h"

#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/schema/syntax_rules.h"

namespace ldapsnap {

namespace {

/// An end to types that are each other's superior; no schema inherits this deep.
constexpr int kMaxSuperiors = 64;

const std::string& named(const AttributeType& type, MatchingRule::Kind kind) {
  switch (kind) {
    case MatchingRule::Kind::Equality:
      return type.equality;
    case MatchingRule::Kind::Ordering:
      return type.ordering;
    case MatchingRule::Kind::Substrings:
      return type.substrings;
  }
  return type.equality;
}

const std::string& named(const SyntaxRules& syntax, MatchingRule::Kind kind) {
  switch (kind) {
    case MatchingRule::Kind::Equality:
      return syntax.equality;
    case MatchingRule::Kind::Ordering:
      return syntax.ordering;
    case MatchingRule::Kind::Substrings:
      return syntax.substrings;
  }
  return syntax.equality;
}

}  // namespace

Schema::Located Schema::locate(std::string_view nameOrOid) const {
  if (const AttributeType* const own = types_.find(nameOrOid); own != nullptr || this == &builtin()) return {own, this};
  if (compiledIn_ != nullptr)
    if (const AttributeType* const type = compiledIn_->types_.find(nameOrOid)) return {type, compiledIn_};
  return {builtin().types_.find(nameOrOid), &builtin()};
}

const AttributeType* Schema::attributeType(std::string_view nameOrOid) const { return locate(nameOrOid).type; }

const ObjectClass* Schema::objectClass(std::string_view nameOrOid) const {
  if (const ObjectClass* const own = classes_.find(nameOrOid); own != nullptr || this == &builtin()) return own;
  const ObjectClass* const compiledIn = compiledIn_ == nullptr ? nullptr : compiledIn_->classes_.find(nameOrOid);
  return compiledIn != nullptr ? compiledIn : builtin().objectClass(nameOrOid);
}

/// The first of the type and its superiors for which `wanted` holds; nullptr: none. A type that this schema does not
/// define has the superiors of the schema that defines it.
template <typename Predicate>
const AttributeType* Schema::along(std::string_view type, Predicate wanted) const {
  Located current = locate(attributeTypeOf(type));
  for (int i = 0; current.type != nullptr && i < kMaxSuperiors; ++i) {
    if (wanted(*current.type)) return current.type;
    current = current.type->superior.empty() ? Located{} : current.schema->locate(current.type->superior);
  }
  return nullptr;
}

const MatchingRule* Schema::rule(std::string_view type, MatchingRule::Kind kind) const {
  const AttributeType* const naming = along(type, [kind](const AttributeType& t) { return !named(t, kind).empty(); });
  if (naming != nullptr) return findMatchingRule(named(*naming, kind));
  if (!rulesFromSyntax_ && !locate(attributeTypeOf(type)).schema->rulesFromSyntax_) return nullptr;
  const SyntaxRules* const rules = findSyntax(syntax(type));
  return rules == nullptr || named(*rules, kind).empty() ? nullptr : findMatchingRule(named(*rules, kind));
}

const MatchingRule* Schema::equality(std::string_view type) const { return rule(type, MatchingRule::Kind::Equality); }
const MatchingRule* Schema::ordering(std::string_view type) const { return rule(type, MatchingRule::Kind::Ordering); }
const MatchingRule* Schema::substrings(std::string_view type) const {
  return rule(type, MatchingRule::Kind::Substrings);
}

std::string_view Schema::syntax(std::string_view type) const {
  const AttributeType* const naming = along(type, [](const AttributeType& t) { return !t.syntax.empty(); });
  return naming == nullptr ? std::string_view() : naming->syntax;
}

bool Schema::isOrdered(std::string_view type) const {
  const AttributeType* const found = attributeType(attributeTypeOf(type));
  return found != nullptr && found->extensions.contains("X-ORDERED");
}

Schema Schema::without(const std::set<std::string>& elements) const {
  const auto isKept = [&elements](const SchemaElement& element) {
    return !elements.contains(asciiLower(element.oid)) && !elements.contains(asciiLower(element.displayName()));
  };
  Schema schema;
  for (const AttributeType& type : attributeTypes())
    if (isKept(type)) schema.add(type);
  for (const ObjectClass& objectClass : objectClasses())
    if (isKept(objectClass)) schema.add(objectClass);
  for (const auto& table : definitions_)
    for (const SchemaDefinition& definition : table.elements()) schema.add(definition);
  schema.unreadable_ = unreadable_;
  schema.macros_ = macros_;
  schema.rulesFromSyntax_ = rulesFromSyntax_;
  return schema;
}

std::string Schema::identity(std::string_view description) const {
  const std::string_view name = attributeTypeOf(description);
  const AttributeType* const type = attributeType(name);
  const std::string folded = foldDescription(description);
  if (type == nullptr) return folded;
  return asciiLower(sharesOid(type->oid) ? type->displayName() : type->oid) + folded.substr(name.size());
}

}  // namespace ldapsnap

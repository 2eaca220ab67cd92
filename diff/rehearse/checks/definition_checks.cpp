#include "diff/rehearse/checks/definition_checks.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <string>

#include "diff/rehearse/checks/attribute_checks.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/ldap/schema/source/schema_object.h"
#include "snapshot/ldap/schema/syntax_rules.h"

namespace ldapsnap {
namespace {

/// Why a definition is refused. Of something that is not defined, its name: it may be defined by another step.
struct Reason {
  ObstacleKind kind = ObstacleKind::RefusedDefinition;
  std::string text;
};
using DefinitionRefusal = std::optional<Reason>;

Reason refused(std::string text) { return {ObstacleKind::RefusedDefinition, std::move(text)}; }
Reason undefinedSuperior(const std::string& name) { return {ObstacleKind::UndefinedSuperior, name}; }

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// RFC 4512, 1.4: keystring.
bool isDescriptor(std::string_view name) {
  return !name.empty() && isLetter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '-'; });
}

bool isDottedOid(std::string_view oid) {
  return !oid.empty() && isDigit(oid.front()) &&
         std::all_of(oid.begin(), oid.end(), [](char c) { return isDigit(c) || c == '.'; });
}

/// Values of these are in no string syntax, and no string is in these: a rule of one does not read the other.
bool standsAlone(std::string_view syntax) {
  static constexpr std::array<std::string_view, 6> kSyntaxes = {"1.3.6.1.4.1.1466.115.121.1.6",    // Bit String
                                                                "1.3.6.1.4.1.1466.115.121.1.7",    // Boolean
                                                                "1.3.6.1.4.1.1466.115.121.1.12",   // DN
                                                                "1.3.6.1.4.1.1466.115.121.1.24",   // Generalized Time
                                                                "1.3.6.1.4.1.1466.115.121.1.27",   // INTEGER
                                                                "1.3.6.1.4.1.1466.115.121.1.36"};  // Numeric String
  return std::find(kSyntaxes.begin(), kSyntaxes.end(), syntax) != kSyntaxes.end();
}

/// Takes the definitions of one entry in their order: each can build on those before it.
class ConfigDefinitions {
 public:
  ConfigDefinitions(const Entry& entry, const Schema& schema, Product product)
      : entry_(entry), schema_(schema), product_(product) {}

  std::vector<Obstacle> check() {
    each("olcAttributeTypes", "attributeType", parseAttributeType);
    each("olcObjectClasses", "objectClass", parseObjectClass);
    const auto parseRule = [](const std::string& text) {
      return parseDefinition(DefinitionKind::DitContentRule, text);
    };
    each("olcDitContentRules", "dITContentRule", parseRule);
    return std::move(obstacles_);
  }

 private:
  template <typename Parse>
  void each(const char* attribute, const char* kind, Parse parse) {
    const Attribute* const values = entry_.find(attribute);
    if (values == nullptr) return;
    for (const std::string& value : values->values) {
      try {
        auto element = parse(value);
        if (const DefinitionRefusal refusal = refusalOf(element)) add(element, kind, attribute, *refusal);
        keep(element);
      } catch (const Error&) {
        continue;  // an obstacle of its own (PlannedSchema)
      }
    }
  }

  void add(const SchemaElement& element, const char* kind, const char* attribute, const Reason& reason) {
    Obstacle& obstacle = obstacles_.emplace_back();
    obstacle.kind = reason.kind;
    obstacle.dn = entry_.dn;
    obstacle.attribute = reason.kind == ObstacleKind::RefusedDefinition ? attribute : reason.text;
    obstacle.objectClass = element.displayName();
    obstacle.element = fmt::format("{} ({})", element.displayName(), element.oid);
    obstacle.oid = element.oid;
    obstacle.name = element.displayName();
    obstacle.elementKind = kind;
    if (reason.kind == ObstacleKind::RefusedDefinition) obstacle.value = reason.text;
  }

  void keep(const AttributeType& element) { types_.add(element); }
  void keep(const ObjectClass& element) { classes_.add(element); }
  void keep(const SchemaDefinition&) {}

  const AttributeType* type(const std::string& name) const {
    const AttributeType* const own = types_.find(name);
    return own != nullptr ? own : ownType(schema_, name, product_);
  }
  const ObjectClass* objectClass(const std::string& name) const {
    const ObjectClass* const own = classes_.find(name);
    return own != nullptr ? own : ownClass(schema_, name);
  }

  DefinitionRefusal refusalOfName(const SchemaElement& element) const {
    for (const std::string& name : element.names)
      if (!isDescriptor(name)) return refused(fmt::format("\"{}\" is not a valid name", name));
    return std::nullopt;
  }

  DefinitionRefusal refusalOf(const AttributeType& element) const {
    if (DefinitionRefusal refusal = refusalOfName(element)) return refusal;
    if (isTwice(types_, element)) return refused("the entry defines its OID or name twice");
    const AttributeType* const superior = element.superior.empty() ? nullptr : type(element.superior);
    if (!element.superior.empty() && superior == nullptr) return undefinedSuperior(element.superior);
    if (element.syntax.empty() && superior == nullptr) return refused("it has neither SYNTAX nor SUP");
    if (element.usage != AttributeUsage::UserApplications) return refused("it is operational");
    if (element.noUserModification) return refused("NO-USER-MODIFICATION is for operational types");
    const std::string syntax = syntaxOf(element);
    if (DefinitionRefusal refusal = refusalOfRule(element.equality, MatchingRule::Kind::Equality, syntax))
      return refusal;
    if (DefinitionRefusal refusal = refusalOfRule(element.ordering, MatchingRule::Kind::Ordering, syntax))
      return refusal;
    return refusalOfRule(element.substrings, MatchingRule::Kind::Substrings, "");
  }

  /// Along SUP; empty where that is not known.
  std::string syntaxOf(const AttributeType& element) const {
    constexpr int kMostDerived = 64;
    const AttributeType* current = &element;
    for (int i = 0; current != nullptr && i < kMostDerived; ++i) {
      if (!current->syntax.empty()) return current->syntax;
      current = current->superior.empty() ? nullptr : type(current->superior);
    }
    return {};
  }

  /// A server may know rules that it does not list, and modules bring more. One that neither the server lists nor we
  /// know is taken for unknown where the server lists any, or all that it has are known.
  DefinitionRefusal refusalOfRule(const std::string& name, MatchingRule::Kind kind, const std::string& syntax) const {
    if (name.empty()) return std::nullopt;
    const SchemaDefinition* const listed = schema_.definition(DefinitionKind::MatchingRule, name);
    const MatchingRule* const known = findMatchingRule(name);
    if (listed == nullptr && known == nullptr) {
      if (!knowsOperationalTypes(product_) && schema_.definitions(DefinitionKind::MatchingRule).empty())
        return std::nullopt;
      return refused(fmt::format("the matching rule {} is not known", name));
    }
    if (known != nullptr && known->kind != kind) return refused(fmt::format("{} is not a rule for that", name));
    if (listed == nullptr || syntax.empty()) return std::nullopt;
    const auto part = listed->parts.find("SYNTAX");
    if (part == listed->parts.end() || part->second.empty()) return std::nullopt;
    const std::string& ofRule = part->second.front();
    if (ofRule == syntax || (!standsAlone(ofRule) && !standsAlone(syntax))) return std::nullopt;
    return refused(fmt::format("{} does not compare values of the syntax {}", name, syntax));
  }

  DefinitionRefusal refusalOf(const ObjectClass& element) const {
    if (DefinitionRefusal refusal = refusalOfName(element)) return refusal;
    if (isTwice(classes_, element)) return refused("the entry defines its OID or name twice");
    for (const std::string& name : element.superiors) {
      const ObjectClass* const superior = objectClass(name);
      if (superior == nullptr) return undefinedSuperior(name);
      if (!canDerive(element.kind, superior->kind))
        return refused(fmt::format("it is {} and cannot be derived from {}, which is {}", nameOf(element.kind), name,
                                   nameOf(superior->kind)));
    }
    return std::nullopt;
  }

  /// RFC 4512, 2.4: structural and auxiliary classes are not derived from each other, abstract ones from abstract ones.
  static bool canDerive(ObjectClassKind kind, ObjectClassKind superior) {
    return superior == ObjectClassKind::Abstract || superior == kind;
  }

  DefinitionRefusal refusalOf(const SchemaDefinition& rule) const {
    if (isDottedOid(rule.oid) && objectClass(rule.oid) == nullptr)
      return Reason{ObstacleKind::UndefinedMember, rule.oid};
    const auto part = rule.parts.find("AUX");
    if (part == rule.parts.end()) return std::nullopt;
    for (const std::string& name : part->second)
      if (objectClass(name) == nullptr) return Reason{ObstacleKind::UndefinedMember, name};
    return std::nullopt;
  }

  /// One OID or one name for two definitions of a kind.
  template <typename Element>
  static bool isTwice(const SchemaElementTable<Element>& earlier, const Element& element) {
    return earlier.find(element.oid) != nullptr ||
           std::any_of(element.names.begin(), element.names.end(),
                       [&earlier](const std::string& name) { return earlier.find(name) != nullptr; });
  }

  const Entry& entry_;
  const Schema& schema_;
  Product product_;
  SchemaElementTable<AttributeType> types_;  ///< what the entry has defined so far
  SchemaElementTable<ObjectClass> classes_;
  std::vector<Obstacle> obstacles_;
};

}  // namespace

std::vector<Obstacle> definitionObstacles(const Entry& entry, const Schema& schema, Product product) {
  if (schema.empty()) return {};
  return ConfigDefinitions(entry, schema, product).check();
}

std::vector<Obstacle> schemaObjectObstacles(const Entry& entry) {
  const SchemaObject object(entry);
  std::string reason;
  if (!object.text("attributeID").empty()) {
    const std::string_view syntax = object.text("attributeSyntax"), om = object.text("oMSyntax");
    if (!syntax.empty() && !om.empty() && findTriple(syntax, om, object.oid("oMObjectClass")) == nullptr)
      reason = fmt::format("attributeSyntax {} and oMSyntax {} do not make a syntax", visible(syntax), visible(om));
    const bool hasRange = !object.text("rangeLower").empty() && !object.text("rangeUpper").empty();
    if (hasRange && object.number("rangeLower") > object.number("rangeUpper"))
      reason = "its rangeLower is above its rangeUpper";
  } else if (!object.text("governsID").empty()) {
    constexpr std::int64_t kMostCategory = 3;
    const std::int64_t category = object.number("objectClassCategory");
    if (category < 0 || category > kMostCategory) reason = fmt::format("there is no objectClassCategory {}", category);
  }
  if (reason.empty()) return {};
  Obstacle obstacle;
  obstacle.kind = ObstacleKind::RefusedDefinition;
  obstacle.dn = entry.dn;
  obstacle.element = std::string(object.text("lDAPDisplayName"));
  if (obstacle.element.empty()) obstacle.element = entry.dn;
  obstacle.value = reason;
  return {obstacle};
}

}  // namespace ldapsnap

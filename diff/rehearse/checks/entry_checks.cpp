#include "diff/rehearse/checks/entry_checks.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "diff/compare/schema/schema_compare.h"
#include "diff/rehearse/checks/entry_edit.h"
#include "diff/rehearse/prediction/prediction.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/ldap/schema/object_classes.h"

namespace ldapsnap {
namespace {

std::string_view typeOf(std::string_view description) { return AttributeDescription::split(description).type; }

bool isSetByServer(const AttributeType& type, Product product) {
  return (type.noUserModification && behaviourOf(product).suppliesNoUserModification) ||
         isFilledIn(type.displayName(), product);
}

Obstacle obstacle(ObstacleKind kind, const Entry& entry) {
  Obstacle result;
  result.kind = kind;
  result.dn = entry.dn;
  return result;
}

Obstacle attributeObstacle(ObstacleKind kind, const Entry& entry, std::string_view attribute) {
  Obstacle result = obstacle(kind, entry);
  result.attribute = attribute;
  return result;
}

std::optional<Obstacle> checkObjectClassValues(const Entry& entry, const Attribute& classes, const Schema& schema) {
  for (const std::string& name : classes.values) {
    if (ownClass(schema, name) != nullptr) continue;
    Obstacle result = obstacle(ObstacleKind::UndefinedObjectClass, entry);
    result.attribute = "objectClass";
    result.objectClass = name;
    return result;
  }
  return std::nullopt;
}

bool conforms(std::string_view value, std::string_view description, const Schema& schema, Product product) {
  return isRedacted(value) ||
         checkSyntax(value, schema.syntax(description), schema, behaviourOf(product).syntaxDialect).fit !=
             SyntaxFit::DoesNotFit;
}

std::optional<Obstacle> checkSyntaxOf(const Entry& entry, const Attribute& attribute, const Schema& schema,
                                      Product product) {
  for (const std::string& value : attribute.values) {
    if (conforms(value, attribute.description, schema, product)) continue;
    Obstacle result = attributeObstacle(ObstacleKind::InvalidAttributeSyntax, entry, attribute.description);
    result.value = value;
    return result;
  }
  return std::nullopt;
}

/// Syntaxes whose values are transferred with ";binary" only (RFC 4523, 2; slapd's X-BINARY-TRANSFER-REQUIRED).
bool requiresBinaryTransfer(std::string_view syntax) {
  constexpr std::array<std::string_view, 4> kSyntaxes{"1.3.6.1.4.1.1466.115.121.1.8", "1.3.6.1.4.1.1466.115.121.1.9",
                                                      "1.3.6.1.4.1.1466.115.121.1.10", "1.3.6.1.4.1.1466.115.121.1.49"};
  return std::find(kSyntaxes.begin(), kSyntaxes.end(), syntax) != kSyntaxes.end();
}

/// slapd refuses options that it was not told of, and ";binary" where the syntax has no need of it or lacks it.
bool hasKnownOptions(const Attribute& attribute, const Schema& schema, const std::vector<std::string>& tagOptions) {
  bool isBinary = false;
  for (const std::string_view option : AttributeDescription::split(attribute.description).options) {
    const std::string folded = asciiLower(option);
    if (folded == "binary") {
      isBinary = true;
      continue;
    }
    const bool isKnown = std::any_of(tagOptions.begin(), tagOptions.end(), [&](const std::string& known) {
      return known.ends_with('-') ? folded.starts_with(asciiLower(known)) : folded == asciiLower(known);
    });
    if (!isKnown) return false;
  }
  return isBinary == requiresBinaryTransfer(schema.syntax(attribute.description));
}

std::optional<Obstacle> checkMust(const Entry& entry, const ClassSet& classes, const Schema& schema, Product product) {
  for (const ObjectClass* objectClass : classes.classes()) {
    for (const std::string& name : objectClass->must) {
      const AttributeType* type = schema.attributeType(name);
      if (type == nullptr || isSetByServer(*type, product) || hasTypeOrSubtype(entry, *type, schema)) continue;
      Obstacle result = attributeObstacle(ObstacleKind::MissingRequiredAttribute, entry, type->displayName());
      result.objectClass = objectClass->displayName();
      return result;
    }
  }
  return std::nullopt;
}

std::optional<Obstacle> checkMay(const Entry& entry, const ClassSet& classes, const Schema& schema) {
  for (const Attribute& attribute : entry.attributes) {
    if (isObjectClassType(attribute.description)) continue;
    const AttributeType* type = schema.attributeType(typeOf(attribute.description));
    if (type == nullptr || type->usage != AttributeUsage::UserApplications) continue;
    if (!classes.allows(schema.identity(typeOf(attribute.description))))
      return attributeObstacle(ObstacleKind::AttributeNotAllowed, entry, attribute.description);
  }
  return std::nullopt;
}

std::optional<Obstacle> checkStructural(const Entry& entry, const ClassSet& classes, const Schema& schema,
                                        Product product) {
  if (!behaviourOf(product).requiresOneStructuralClass) return std::nullopt;
  const ObjectClass* structural = classes.structural();
  if (structural == nullptr) return obstacle(ObstacleKind::NoStructuralClass, entry);
  for (const ObjectClass* other : classes.classes()) {
    if (other->kind != ObjectClassKind::Structural || ClassSet::isDerived(*structural, *other, schema)) continue;
    Obstacle result = obstacle(ObstacleKind::SeveralStructuralClasses, entry);
    result.objectClass = structural->displayName();
    result.holder = other->displayName();
    return result;
  }
  return std::nullopt;
}

}  // namespace

const AttributeType* ownType(const Schema& schema, std::string_view description, Product product) {
  const std::string_view name = typeOf(description);
  const AttributeType* type = schema.attributeType(name);
  const bool isOwn = type != nullptr && type != Schema::builtin().attributeType(name);
  if (isOwn || isObjectClassType(name)) return type;
  const bool isOperational = type != nullptr && type->usage != AttributeUsage::UserApplications;
  return isOperational && !knowsOperationalTypes(product) ? type : nullptr;
}

const ObjectClass* ownClass(const Schema& schema, std::string_view name) {
  const ObjectClass* objectClass = schema.objectClass(name);
  const bool isBuiltin = objectClass != nullptr && objectClass == Schema::builtin().objectClass(name);
  return isBuiltin && objectClass->displayName() != "top" ? nullptr : objectClass;
}

std::optional<Obstacle> checkValues(const Entry& part, const Entry& whole, const Schema& schema, Product product,
                                    const std::vector<std::string>& tagOptions) {
  const ServerBehaviour& behaviour = behaviourOf(product);
  const bool takesAnyType = behaviour.extensibleObjectAllowsUndefinedTypes && ClassSet(whole, schema).isExtensible();
  for (const Attribute& attribute : part.attributes) {
    if (isObjectClassType(attribute.description)) {
      if (auto found = checkObjectClassValues(part, attribute, schema)) return found;
      continue;
    }
    const AttributeType* type = ownType(schema, attribute.description, product);
    if (type == nullptr && takesAnyType) continue;
    if (type == nullptr)
      return attributeObstacle(ObstacleKind::UndefinedAttributeType, part, typeOf(attribute.description));
    if (behaviour.refusesUnknownOptions && !hasKnownOptions(attribute, schema, tagOptions))
      return attributeObstacle(ObstacleKind::UndefinedAttributeType, part, attribute.description);
    if (behaviour.refusesNoUserModification && type->noUserModification)
      return attributeObstacle(ObstacleKind::NoUserModification, part, attribute.description);
    if (type->singleValue && attribute.values.size() > 1)
      return attributeObstacle(ObstacleKind::SingleValueViolated, part, attribute.description);
    if (auto found = checkSyntaxOf(part, attribute, schema, product)) return found;
  }
  return std::nullopt;
}

std::optional<Obstacle> checkDistinctValues(const Entry& entry, const Schema& schema) {
  std::map<std::string, std::set<std::string>> seen;  // keys of values, by the identity of the attribute
  for (const Attribute& attribute : entry.attributes) {
    // Definitions are compared by their OID, and the numbers of ordered values make them distinct.
    if (holdsDefinition(attribute.description, schema) || schema.isOrdered(attribute.description)) continue;
    std::set<std::string>& keys = seen[schema.identity(attribute.description)];
    for (const std::string& value : attribute.values) {
      if (isRedacted(value) || keys.insert(valueKey(attribute.description, value, schema)).second) continue;
      Obstacle result = attributeObstacle(ObstacleKind::AttributeOrValueExists, entry, attribute.description);
      result.value = value;
      return result;
    }
  }
  return std::nullopt;
}

std::optional<Obstacle> checkSingleValues(const Entry& before, const Entry& after, const Schema& schema) {
  for (const Attribute& attribute : after.attributes) {
    const AttributeType* const type = schema.attributeType(typeOf(attribute.description));
    if (type == nullptr || !type->singleValue || attribute.values.size() < 2) continue;
    const Attribute* const held = findAttribute(before, attribute.description, schema);
    if (held == nullptr || held->values.size() < 2)
      return attributeObstacle(ObstacleKind::SingleValueViolated, after, attribute.description);
  }
  return std::nullopt;
}

std::optional<Obstacle> checkClasses(const Entry& entry, const Schema& schema, Product product) {
  const Attribute* values = entry.find("objectClass");
  if (values == nullptr || values->values.empty()) return obstacle(ObstacleKind::NoObjectClass, entry);
  const ClassSet classes(entry, schema);
  if (auto found = checkStructural(entry, classes, schema, product)) return found;
  if (auto found = checkMust(entry, classes, schema, product)) return found;
  return checkMay(entry, classes, schema);
}

std::optional<Obstacle> checkStructuralClassKept(const Entry& before, const Entry& after, const Schema& schema,
                                                 Product product) {
  const ObjectClass* const was = ClassSet(before, schema).structural();
  const ObjectClass* const is = ClassSet(after, schema).structural();
  if (!behaviourOf(product).requiresOneStructuralClass || was == is || was == nullptr || is == nullptr)
    return std::nullopt;
  Obstacle result = obstacle(ObstacleKind::ObjectClassModsProhibited, after);
  result.attribute = "objectClass";
  result.objectClass = is->displayName();
  result.holder = was->displayName();
  return result;
}

std::optional<Obstacle> checkParentClass(const Entry& entry, const Entry& parent, const Schema& schema,
                                         Product product) {
  if (!behaviourOf(product).checksPossibleSuperiors) return std::nullopt;
  const ObjectClass* structural = ClassSet(entry, schema).structural();
  if (structural == nullptr) return std::nullopt;
  // A class inherits the possible superiors of its superclasses ([MS-ADTS] 3.1.1.2.4.5).
  bool isAnyKnown = false;
  const ClassSet parentClasses(parent, schema);
  const ClassSet ownClasses(std::vector<std::string>{structural->oid}, schema);
  for (const ObjectClass* current : ownClasses.classes()) {
    const auto possible = current->extensions.find("X-POSSIBLE-SUPERIORS");
    if (possible == current->extensions.end() || !ClassSet::isDerived(*structural, *current, schema)) continue;
    isAnyKnown = true;
    for (const std::string& name : possible->second) {
      const ObjectClass* wanted = schema.objectClass(name);
      if (wanted != nullptr && parentClasses.contains(*wanted)) return std::nullopt;
    }
  }
  if (!isAnyKnown) return std::nullopt;
  Obstacle result = obstacle(ObstacleKind::NotAPossibleSuperior, entry);
  result.objectClass = structural->displayName();
  result.holder = parent.dn;
  return result;
}

std::optional<Obstacle> checkName(const Dn& dn, const Schema& schema, Product product) {
  if (!behaviourOf(product).checksNamesAgainstSchema || schema.empty()) return std::nullopt;
  for (const Rdn& rdn : dn.rdns()) {
    for (const Ava& ava : rdn) {
      const bool isDefined = ownType(schema, ava.type, product) != nullptr;
      if (isDefined && (ava.isBer || conforms(ava.value, ava.type, schema, product))) continue;
      Obstacle result;
      result.kind = ObstacleKind::InvalidDnSyntax;
      result.value = dn.toString();
      result.attribute = ava.type;
      result.holder = isDefined ? "the value does not conform to the syntax of " + ava.type
                                : "the schema does not define " + ava.type;
      return result;
    }
  }
  return std::nullopt;
}

}  // namespace ldapsnap

#include "diff/rehearse/checks/entry_checks.h"

#include <algorithm>

#include "diff/rehearse/checks/attribute_checks.h"
#include "diff/rehearse/checks/entry_edit.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap {
namespace {

using Refusal = std::optional<Obstacle>;

std::string_view typeNameOf(std::string_view description) { return AttributeDescription::split(description).type; }

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

Refusal checkSingleValues(const Entry& entry, const Schema& schema) {
  for (const Attribute& attribute : entry.attributes) {
    const AttributeType* const type = schema.attributeType(typeNameOf(attribute.description));
    if (type != nullptr && type->singleValue && attribute.values.size() > 1)
      return attributeObstacle(ObstacleKind::SingleValueViolated, entry, attribute.description);
  }
  return std::nullopt;
}

Refusal checkClassesPresent(const Entry& entry) {
  for (const Attribute& attribute : entry.attributes)
    if (equalsIgnoreAsciiCase(attribute.description, "objectClass") && !attribute.values.empty()) return std::nullopt;
  return obstacle(ObstacleKind::NoObjectClass, entry);
}

Refusal checkClassesDefined(const Entry& entry, const Schema& schema) {
  for (const Attribute& attribute : entry.attributes) {
    if (!isObjectClassType(attribute.description)) continue;
    for (const std::string& name : attribute.values) {
      if (ownClass(schema, name) != nullptr) continue;
      Obstacle result = attributeObstacle(ObstacleKind::UndefinedObjectClass, entry, "objectClass");
      result.objectClass = name;
      return result;
    }
  }
  return std::nullopt;
}

Refusal checkMust(const Entry& entry, const ClassSet& classes, const Schema& schema, Product product) {
  for (const ObjectClass* objectClass : classes.classes()) {
    for (const std::string& name : objectClass->must) {
      const AttributeType* type = schema.attributeType(name);
      if (type == nullptr || isSuppliedByServer(*type, product) || hasTypeOrSubtype(entry, *type, schema)) continue;
      Obstacle result = attributeObstacle(ObstacleKind::MissingRequiredAttribute, entry, type->displayName());
      result.objectClass = objectClass->displayName();
      return result;
    }
  }
  return std::nullopt;
}

/// Of an attribute that no class allows, servers that look at the types of the entry only here say whether it is
/// defined.
Refusal checkMay(const Entry& entry, const ClassSet& classes, const Schema& schema, Product product) {
  const bool takesAnyType = classes.isExtensible() && behaviourOf(product).extensibleObjectAllowsUndefinedTypes;
  for (const Attribute& attribute : entry.attributes) {
    if (isObjectClassType(attribute.description)) continue;
    const AttributeType* const type = ownType(schema, attribute.description, product);
    if (type == nullptr && takesAnyType) continue;
    if (type == nullptr)
      return attributeObstacle(ObstacleKind::UndefinedAttributeType, entry, typeNameOf(attribute.description));
    if (type->usage != AttributeUsage::UserApplications) continue;
    if (!classes.allows(schema.identity(typeNameOf(attribute.description))))
      return attributeObstacle(ObstacleKind::AttributeNotAllowed, entry, attribute.description);
  }
  return std::nullopt;
}

Refusal checkStructural(const Entry& entry, const ClassSet& classes, const Schema& schema, Product product) {
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

/// slapd: an abstract class must be the superclass of another class of the entry.
Refusal checkAbstract(const Entry& entry, const ClassSet& classes, const Schema& schema) {
  const Attribute* const values = entry.find("objectClass");
  if (values == nullptr) return std::nullopt;
  for (const std::string& name : values->values) {
    const ObjectClass* const abstract = schema.objectClass(name);
    if (abstract == nullptr || abstract->kind != ObjectClassKind::Abstract) continue;
    const bool isInherited = std::any_of(classes.classes().begin(), classes.classes().end(), [&](const auto* other) {
      return other != abstract && other->kind != ObjectClassKind::Abstract &&
             ClassSet::isDerived(*other, *abstract, schema);
    });
    if (isInherited) continue;
    Obstacle result = obstacle(ObstacleKind::AbstractClassAlone, entry);
    result.objectClass = abstract->displayName();
    return result;
  }
  return std::nullopt;
}

/// The value of the RDN must be in the entry.
Refusal checkRdnKept(const Entry& entry, const Schema& schema) {
  const Dn dn = Dn::parse(entry.dn);
  if (dn.empty()) return std::nullopt;
  for (const Ava& ava : dn.rdn()) {
    const Attribute* const held = findAttribute(entry, ava.type, schema);
    const std::string wanted = valueKey(ava.type, ava.value, schema);
    const bool isHeld =
        held != nullptr && std::any_of(held->values.begin(), held->values.end(),
                                       [&](const auto& value) { return valueKey(ava.type, value, schema) == wanted; });
    if (!isHeld) return attributeObstacle(ObstacleKind::NotAllowedOnRdn, entry, ava.type);
  }
  return std::nullopt;
}

/// slapd adds the values of the RDN to the entry, and refuses that for a single-valued attribute that has another one.
Refusal checkNaming(const Entry& entry, const Schema& schema, Product product) {
  const Dn dn = Dn::parse(entry.dn);
  if (dn.empty()) return std::nullopt;
  if (auto found = checkNamingTypes(dn.rdn(), schema, product)) return found;
  for (const Ava& ava : dn.rdn()) {
    const AttributeType* const type = schema.attributeType(ava.type);
    const Attribute* const held = findAttribute(entry, ava.type, schema);
    if (type == nullptr || !type->singleValue || held == nullptr || held->values.size() < 2) continue;
    Obstacle result = attributeObstacle(ObstacleKind::UnfitNamingAttribute, entry, ava.type);
    result.holder = "it is single-valued, and the entry has another value";
    return result;
  }
  return std::nullopt;
}

/// Samba: the naming attribute has the value of the RDN alone.
Refusal checkRdnHeld(const Entry& entry, const Schema& schema) {
  const Dn dn = Dn::parse(entry.dn);
  if (dn.empty()) return std::nullopt;
  const Attribute* const held = findAttribute(entry, dn.rdn().front().type, schema);
  if (held == nullptr || held->values.size() != 2) return std::nullopt;
  Obstacle result = attributeObstacle(ObstacleKind::RdnMismatch, entry, held->description);
  result.value = held->values.front();
  return result;
}

}  // namespace

Refusal checkEntry(RequestCheck check, const Entry& entry, const Schema& schema, Product product) {
  switch (check) {
    case RequestCheck::SingleValued:
      return checkSingleValues(entry, schema);
    case RequestCheck::ObjectClass:
      return checkClassesPresent(entry);
    case RequestCheck::ClassesOfEntry:
      return checkClassesDefined(entry, schema);
    case RequestCheck::Structural:
      return checkStructural(entry, ClassSet(entry, schema), schema, product);
    case RequestCheck::Abstract:
      return checkAbstract(entry, ClassSet(entry, schema), schema);
    case RequestCheck::Naming:
      return checkNaming(entry, schema, product);
    case RequestCheck::RdnHeld:
      return checkRdnHeld(entry, schema);
    case RequestCheck::RdnKept:
      return checkRdnKept(entry, schema);
    case RequestCheck::Must:
      return checkMust(entry, ClassSet(entry, schema), schema, product);
    case RequestCheck::May:
      return checkMay(entry, ClassSet(entry, schema), schema, product);
    default:
      return std::nullopt;
  }
}

Refusal checkNamingTypes(const Rdn& rdn, const Schema& schema, Product product) {
  for (const Ava& ava : rdn) {
    const AttributeType* const type = ownType(schema, ava.type, product);
    if (type == nullptr) continue;
    const bool isOperational = type->usage != AttributeUsage::UserApplications;
    if (!isOperational && !type->collective && hasEqualityRule(ava.type, schema)) continue;
    Obstacle result;
    result.kind = ObstacleKind::UnfitNamingAttribute;
    result.attribute = ava.type;
    result.holder = isOperational      ? "it is operational"
                    : type->collective ? "it is collective"
                                       : "it has no equality matching rule";
    return result;
  }
  return std::nullopt;
}

Refusal checkStructuralClassKept(const Entry& before, const Entry& after, const Schema& schema, Product product) {
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

Refusal checkParentClass(const Entry& entry, const Entry& parent, const Schema& schema, Product product) {
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

}  // namespace ldapsnap

#include "diff/rehearse/object_class_check.h"

#include <algorithm>

#include "diff/impact/judge_schema.h"
#include "diff/rehearse/prediction.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {
namespace {

/// Classes that are their own superiors end here.
constexpr std::size_t kMaxClasses = 256;

std::string_view typeOf(std::string_view description) { return AttributeDescription::split(description).type; }

bool comesByItself(const AttributeType& type, Product product) {
  return (type.noUserModification && behaviourOf(product).suppliesNoUserModification) ||
         isFilledIn(type.displayName(), product);
}

Obstacle obstacle(Obstacle::Kind kind, const Entry& entry) {
  Obstacle result;
  result.kind = kind;
  result.dn = entry.dn;
  return result;
}

Obstacle attributeObstacle(Obstacle::Kind kind, const Entry& entry, std::string_view attribute) {
  Obstacle result = obstacle(kind, entry);
  result.attribute = attribute;
  return result;
}

bool hasType(const Entry& entry, const AttributeType& type, const Schema& schema) {
  return std::any_of(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
    const AttributeType* own = schema.attributeType(typeOf(attribute.description));
    for (int i = 0; own != nullptr && i < 8; ++i) {
      if (own->oid == type.oid) return true;
      own = own->superior.empty() ? nullptr : schema.attributeType(own->superior);
    }
    return false;
  });
}

bool names(const std::vector<std::string>& list, const AttributeType& type, const Schema& schema) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& name) {
    const AttributeType* listed = schema.attributeType(name);
    return listed != nullptr && listed->oid == type.oid;
  });
}

std::optional<Obstacle> checkObjectClassValues(const Entry& entry, const Attribute& classes, const Schema& schema) {
  for (const std::string& name : classes.values) {
    if (ownClass(schema, name) != nullptr) continue;
    Obstacle result = obstacle(Obstacle::Kind::UndefinedClass, entry);
    result.attribute = "objectClass";
    result.objectClass = name;
    return result;
  }
  return std::nullopt;
}

std::optional<Obstacle> checkSyntax(const Entry& entry, const Attribute& attribute, const Schema& schema) {
  const std::string_view syntax = schema.syntax(attribute.description);
  for (const std::string& value : attribute.values) {
    if (isRedacted(value) || fitsSyntax(value, syntax)) continue;
    Obstacle result = attributeObstacle(Obstacle::Kind::InvalidSyntax, entry, attribute.description);
    result.value = value;
    return result;
  }
  return std::nullopt;
}

std::optional<Obstacle> checkMust(const Entry& entry, const ClassUnion& classes, const Schema& schema,
                                  Product product) {
  for (const ObjectClass* objectClass : classes.classes()) {
    for (const std::string& name : objectClass->must) {
      const AttributeType* type = schema.attributeType(name);
      if (type == nullptr || comesByItself(*type, product) || hasType(entry, *type, schema)) continue;
      Obstacle result = attributeObstacle(Obstacle::Kind::MissingMust, entry, type->displayName());
      result.objectClass = objectClass->displayName();
      return result;
    }
  }
  return std::nullopt;
}

std::optional<Obstacle> checkMay(const Entry& entry, const ClassUnion& classes, const Schema& schema) {
  if (classes.isExtensible()) return std::nullopt;
  for (const Attribute& attribute : entry.attributes) {
    if (isObjectClassType(attribute.description)) continue;
    const AttributeType* type = schema.attributeType(typeOf(attribute.description));
    if (type == nullptr || type->usage != AttributeUsage::UserApplications) continue;
    const auto has = [&](const ObjectClass* each) {
      return names(each->must, *type, schema) || names(each->may, *type, schema);
    };
    if (std::none_of(classes.classes().begin(), classes.classes().end(), has))
      return attributeObstacle(Obstacle::Kind::NotAllowed, entry, attribute.description);
  }
  return std::nullopt;
}

std::optional<Obstacle> checkStructural(const Entry& entry, const ClassUnion& classes, Product product) {
  if (!behaviourOf(product).requiresOneStructuralClass) return std::nullopt;
  const ObjectClass* structural = classes.structural();
  if (structural == nullptr) return obstacle(Obstacle::Kind::NoStructuralClass, entry);
  for (const ObjectClass* other : classes.classes()) {
    if (other->kind != ObjectClassKind::Structural || other == structural) continue;
    if (classes.isBelow(*structural, *other)) continue;
    Obstacle result = obstacle(Obstacle::Kind::SeveralStructuralClasses, entry);
    result.objectClass = structural->displayName();
    result.holder = other->displayName();
    return result;
  }
  return std::nullopt;
}

}  // namespace

const AttributeType* ownType(const Schema& schema, std::string_view description) {
  const std::string_view name = typeOf(description);
  const AttributeType* type = schema.attributeType(name);
  const bool isBuiltin = type != nullptr && type == Schema::builtin().attributeType(name);
  return isBuiltin && type->usage == AttributeUsage::UserApplications && !isObjectClassType(name) ? nullptr : type;
}

const ObjectClass* ownClass(const Schema& schema, std::string_view name) {
  const ObjectClass* objectClass = schema.objectClass(name);
  const bool isBuiltin = objectClass != nullptr && objectClass == Schema::builtin().objectClass(name);
  return isBuiltin && objectClass->displayName() != "top" ? nullptr : objectClass;
}

ClassUnion::ClassUnion(const Entry& entry, const Schema& schema) : schema_(schema) {
  const Attribute* values = entry.find("objectClass");
  if (values == nullptr) return;
  for (const std::string& name : values->values) add(schema.objectClass(name));
}

void ClassUnion::add(const ObjectClass* objectClass) {
  if (objectClass == nullptr || classes_.size() > kMaxClasses) return;
  if (std::find(classes_.begin(), classes_.end(), objectClass) != classes_.end()) return;
  classes_.push_back(objectClass);
  for (const std::string& superior : objectClass->superiors) add(schema_.objectClass(superior));
  const auto auxiliary = objectClass->extensions.find("X-AUXILIARY-CLASSES");
  if (auxiliary == objectClass->extensions.end()) return;
  for (const std::string& name : auxiliary->second) add(schema_.objectClass(name));
}

bool ClassUnion::isBelow(const ObjectClass& objectClass, const ObjectClass& superior) const {
  const ObjectClass* current = &objectClass;
  for (std::size_t i = 0; current != nullptr && i < kMaxClasses; ++i) {
    if (current == &superior) return true;
    if (current->superiors.size() > 1) {
      return std::any_of(current->superiors.begin(), current->superiors.end(), [&](const std::string& name) {
        const ObjectClass* each = schema_.objectClass(name);
        return each != nullptr && each != current && isBelow(*each, superior);
      });
    }
    current = current->superiors.empty() ? nullptr : schema_.objectClass(current->superiors.front());
  }
  return false;
}

const ObjectClass* ClassUnion::structural() const {
  const ObjectClass* lowest = nullptr;
  for (const ObjectClass* each : classes_) {
    if (each->kind != ObjectClassKind::Structural) continue;
    if (lowest == nullptr || isBelow(*each, *lowest)) lowest = each;
  }
  return lowest;
}

bool ClassUnion::isExtensible() const {
  return std::any_of(classes_.begin(), classes_.end(), [](const ObjectClass* each) {
    return equalsIgnoreAsciiCase(each->displayName(), "extensibleObject");
  });
}

std::optional<Obstacle> checkValues(const Entry& entry, const Schema& schema, Product product) {
  const ServerBehaviour& behaviour = behaviourOf(product);
  const bool takesAnyType = behaviour.extensibleObjectAllowsUndefinedTypes && ClassUnion(entry, schema).isExtensible();
  for (const Attribute& attribute : entry.attributes) {
    if (isObjectClassType(attribute.description)) {
      if (auto found = checkObjectClassValues(entry, attribute, schema)) return found;
      continue;
    }
    const AttributeType* type = ownType(schema, attribute.description);
    if (type == nullptr && takesAnyType) continue;
    if (type == nullptr) return attributeObstacle(Obstacle::Kind::UndefinedType, entry, typeOf(attribute.description));
    if (behaviour.refusesNoUserModification && type->noUserModification)
      return attributeObstacle(Obstacle::Kind::NoUserModification, entry, attribute.description);
    if (type->singleValue && attribute.values.size() > 1)
      return attributeObstacle(Obstacle::Kind::SeveralValues, entry, attribute.description);
    if (auto found = checkSyntax(entry, attribute, schema)) return found;
  }
  return std::nullopt;
}

std::optional<Obstacle> checkClasses(const Entry& entry, const Schema& schema, Product product) {
  const Attribute* values = entry.find("objectClass");
  if (values == nullptr || values->values.empty()) return obstacle(Obstacle::Kind::NoObjectClass, entry);
  const ClassUnion classes(entry, schema);
  if (auto found = checkStructural(entry, classes, product)) return found;
  if (auto found = checkMust(entry, classes, schema, product)) return found;
  return checkMay(entry, classes, schema);
}

std::optional<Obstacle> checkParentClass(const Entry& entry, const Entry& parent, const Schema& schema,
                                         Product product) {
  if (!behaviourOf(product).checksPossibleSuperiors) return std::nullopt;
  const ObjectClass* structural = ClassUnion(entry, schema).structural();
  if (structural == nullptr) return std::nullopt;
  // A class takes over the possible superiors of its superiors ([MS-ADTS] 3.1.1.2.4.5).
  bool isAnyKnown = false;
  const ClassUnion parentClasses(parent, schema);
  const ObjectClass* current = structural;
  for (std::size_t i = 0; current != nullptr && i < kMaxClasses; ++i) {
    const auto possible = current->extensions.find("X-POSSIBLE-SUPERIORS");
    if (possible != current->extensions.end()) {
      isAnyKnown = true;
      for (const std::string& name : possible->second) {
        const ObjectClass* wanted = schema.objectClass(name);
        const auto& held = parentClasses.classes();
        if (wanted != nullptr && std::find(held.begin(), held.end(), wanted) != held.end()) return std::nullopt;
      }
    }
    current = current->superiors.empty() ? nullptr : schema.objectClass(current->superiors.front());
  }
  if (!isAnyKnown) return std::nullopt;
  Obstacle result = obstacle(Obstacle::Kind::WrongParentClass, entry);
  result.objectClass = structural->displayName();
  result.holder = parent.dn;
  return result;
}

}  // namespace ldapsnap

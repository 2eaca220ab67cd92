#include "snapshot/ldap/schema/validation/object_classes.h"

#include <algorithm>
#include <utility>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// Active Directory lists the auxiliary classes of a class in its schema object, and not in its entries.
constexpr const char* kAuxiliaryClasses = "X-AUXILIARY-CLASSES";

std::string_view typeNameOf(std::string_view description) { return AttributeDescription::split(description).type; }

std::vector<std::string> classNamesOf(const Entry& entry) {
  const Attribute* const values = entry.find("objectClass");
  return values == nullptr ? std::vector<std::string>() : values->values;
}

template <typename AnyEntry>
auto findIn(AnyEntry& entry, std::string_view description, const Schema& schema) -> decltype(entry.attributes.data()) {
  const std::string identity = schema.identity(description);
  const auto found = std::find_if(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
    return schema.identity(attribute.description) == identity;
  });
  return found == entry.attributes.end() ? nullptr : &*found;
}

}  // namespace

ClassSet::ClassSet(const std::vector<std::string>& names, const Schema& schema) : schema_(&schema) {
  for (const std::string& name : names) add(name);
}

ClassSet::ClassSet(const Entry& entry, const Schema& schema) : ClassSet(classNamesOf(entry), schema) {}

void ClassSet::add(const std::string& name) {
  const ObjectClass* const objectClass = schema_->objectClass(name);
  if (objectClass == nullptr) {
    hasUndefined_ = true;
    return;
  }
  if (!known_.insert(objectClass).second) return;
  classes_.push_back(objectClass);
  if (equalsIgnoreAsciiCase(objectClass->displayName(), "extensibleObject")) isExtensible_ = true;
  for (const std::string& type : objectClass->must) required_.insert(schema_->identity(type));
  for (const std::string& type : objectClass->may) allowed_.insert(schema_->identity(type));
  for (const std::string& superior : objectClass->superiors) add(superior);
  const auto auxiliary = objectClass->extensions.find(kAuxiliaryClasses);
  if (auxiliary == objectClass->extensions.end()) return;
  for (const std::string& each : auxiliary->second) add(each);
}

bool ClassSet::contains(const ObjectClass& objectClass) const { return known_.contains(&objectClass); }

bool ClassSet::allows(const std::string& identity) const {
  return isExtensible_ || required_.contains(identity) || allowed_.contains(identity);
}

/// Superiors alone: an auxiliary class that Active Directory joins to a class is no superclass of it.
bool ClassSet::isDerived(const ObjectClass& objectClass, const ObjectClass& superior, const Schema& schema) {
  std::vector<const ObjectClass*> waiting{&objectClass};
  std::set<const ObjectClass*> seen;
  while (!waiting.empty()) {
    const ObjectClass* const current = waiting.back();
    waiting.pop_back();
    if (current == &superior) return true;
    if (current == nullptr || !seen.insert(current).second) continue;
    for (const std::string& name : current->superiors) waiting.push_back(schema.objectClass(name));
  }
  return false;
}

const ObjectClass* ClassSet::structural() const {
  const ObjectClass* lowest = nullptr;
  for (const ObjectClass* each : classes_) {
    if (each->kind != ObjectClassKind::Structural) continue;
    if (lowest == nullptr || isDerived(*each, *lowest, *schema_)) lowest = each;
  }
  return lowest;
}

const ClassSet& ClassCatalog::of(std::string_view className) {
  const std::string key = asciiLower(className);
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  return known_.emplace(key, ClassSet(std::vector<std::string>{std::string(className)}, schema_)).first->second;
}

bool ClassCatalog::mayAllow(const Entry& entry, const std::string& identity) {
  const Attribute* const names = entry.find("objectClass");
  if (names == nullptr) return true;
  return std::any_of(names->values.begin(), names->values.end(),
                     [&](const std::string& name) { return of(name).mayAllow(identity); });
}

const Attribute* findAttribute(const Entry& entry, std::string_view description, const Schema& schema) {
  return findIn(entry, description, schema);
}
Attribute* findAttribute(Entry& entry, std::string_view description, const Schema& schema) {
  return findIn(entry, description, schema);
}

std::vector<const Attribute*> attributesOfType(const Entry& entry, const std::string& identity, const Schema& schema) {
  std::vector<const Attribute*> found;
  for (const Attribute& attribute : entry.attributes)
    if (schema.identity(typeNameOf(attribute.description)) == identity) found.push_back(&attribute);
  return found;
}

bool hasTypeOrSubtype(const Entry& entry, const AttributeType& type, const Schema& schema) {
  return std::any_of(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
    std::set<const AttributeType*> seen;  // a type that is its own superior ends here
    const AttributeType* own = schema.attributeType(typeNameOf(attribute.description));
    while (own != nullptr && seen.insert(own).second) {
      if (own->oid == type.oid) return true;
      own = own->superior.empty() ? nullptr : schema.attributeType(own->superior);
    }
    return false;
  });
}

}  // namespace ldapsnap

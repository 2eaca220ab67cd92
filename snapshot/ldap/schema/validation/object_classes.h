// What object classes require and allow, and which attribute of an entry is which (RFC 4512, 2.4 and 2.5).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// Object classes with all that they inherit: their superclasses, and what Active Directory joins to a class by its
/// definition (auxiliary classes, [MS-ADTS] 3.1.1.2.4.8). A schema whose classes form a circle does no harm.
class ClassSet {
 public:
  /// `names` are names or OIDs of classes. The schema outlives the set and gets no further element.
  ClassSet(const std::vector<std::string>& names, const Schema& schema);
  /// The classes of an entry, by its objectClass values.
  ClassSet(const Entry& entry, const Schema& schema);

  /// Each class once: in the order named, each followed by those that it inherits from.
  const std::vector<const ObjectClass*>& classes() const { return classes_; }
  /// The most derived structural class (RFC 4512, 2.4.2), the last one named where several are; nullptr: none.
  const ObjectClass* structural() const;
  bool contains(const ObjectClass& objectClass) const;
  /// True for a class itself and for every class that inherits from `superior`.
  static bool isDerived(const ObjectClass& objectClass, const ObjectClass& superior, const Schema& schema);

  /// Attribute types that one of the classes requires, as Schema::identity() names them.
  const std::set<std::string>& required() const { return required_; }
  /// Whether a class requires or allows the type of that identity. extensibleObject (RFC 4512, 4.3) allows every type.
  bool allows(const std::string& identity) const;
  bool isExtensible() const { return isExtensible_; }
  /// Attribute types that one of the classes allows without requiring them.
  const std::set<std::string>& allowed() const { return allowed_; }
  /// A name that the schema does not define is among those given, so what the set allows is not known.
  bool hasUndefined() const { return hasUndefined_; }
  /// True unless the set is known not to allow the type.
  bool mayAllow(const std::string& identity) const { return hasUndefined_ || allows(identity); }

 private:
  void add(const std::string& name);

  const Schema* schema_;
  std::vector<const ObjectClass*> classes_;
  std::set<const ObjectClass*> known_;
  std::set<std::string> required_, allowed_;
  bool isExtensible_ = false, hasUndefined_ = false;
};

/// The sets of single classes, each composed once: for passes over many entries. The schema outlives it.
class ClassCatalog {
 public:
  explicit ClassCatalog(const Schema& schema) : schema_(schema) {}

  const ClassSet& of(std::string_view className);
  /// Whether any class of the entry allows the type of that identity. An entry that shows no class, or one that the
  /// schema does not define, may have every type.
  bool mayAllow(const Entry& entry, const std::string& identity);

 private:
  const Schema& schema_;
  std::unordered_map<std::string, ClassSet> known_;  ///< by lower-case name
};

/// The attribute of `entry` that `description` denotes, whatever name either uses for the type: same type, same
/// options. nullptr: none.
const Attribute* findAttribute(const Entry& entry, std::string_view description, const Schema& schema);
Attribute* findAttribute(Entry& entry, std::string_view description, const Schema& schema);

/// All attributes of `entry` of the type that Schema::identity() gives as `identity`, with whatever options.
std::vector<const Attribute*> attributesOfType(const Entry& entry, const std::string& identity, const Schema& schema);
/// Whether the entry has an attribute of that type or of one of its subtypes (RFC 4512, 2.5.1).
bool hasTypeOrSubtype(const Entry& entry, const AttributeType& type, const Schema& schema);

}  // namespace ldapsnap

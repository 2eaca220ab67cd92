// Would a server's schema let an entry be as it is: classes, MUST and MAY, SINGLE-VALUE, syntax (RFC 4512, 2.4).
#pragma once

#include <optional>
#include <vector>

#include "diff/rehearse/obstacle.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The element if the snapshot's own schema has it. Operational types and `top` count as known to every server.
const AttributeType* ownType(const Schema& schema, std::string_view description);
const ObjectClass* ownClass(const Schema& schema, std::string_view name);

/// What an entry has through its classes: their superiors and what they bring along (auxiliary classes of [MS-ADTS]
/// 3.1.1.2.4.8).
class ClassUnion {
 public:
  ClassUnion(const Entry& entry, const Schema& schema);

  const std::vector<const ObjectClass*>& classes() const { return classes_; }
  /// The structural class that no other structural one of the entry is below; nullptr: none.
  const ObjectClass* structural() const;
  bool isExtensible() const;  ///< extensibleObject (RFC 4512, 4.3)
  bool isBelow(const ObjectClass& objectClass, const ObjectClass& superior) const;

 private:
  void add(const ObjectClass* objectClass);

  const Schema& schema_;
  std::vector<const ObjectClass*> classes_;
};

/// Types and classes that are not defined, values that are too many or of the wrong syntax, in the attributes of
/// `entry`: what a server says of a request before it looks at the directory. `entry` may be a part of an entry.
std::optional<Obstacle> checkValues(const Entry& entry, const Schema& schema, Product product);

/// Classes, MUST and MAY of a whole entry. What the server adds by itself counts as there.
std::optional<Obstacle> checkClasses(const Entry& entry, const Schema& schema, Product product);

/// May an entry of these classes be below that one? Nothing where the server does not check that.
std::optional<Obstacle> checkParentClass(const Entry& entry, const Entry& parent, const Schema& schema,
                                         Product product);

}  // namespace ldapsnap

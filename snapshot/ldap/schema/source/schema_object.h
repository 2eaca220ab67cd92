// What Active Directory and Exchange 5.5 share: schema elements as objects of the directory. Exchange's schema is the
// ancestor of Active Directory's; attributes have the same names but for hyphens ("Attribute-ID", "attributeID").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/definition/schema_element.h"

namespace ldapsnap {

/// The attributes of one such object. Lives as long as the entry it was made from. Attributes are asked for by Active
/// Directory's name.
class SchemaObject {
 public:
  explicit SchemaObject(const Entry& entry) : entry_(entry) {}

  const std::string& dn() const { return entry_.dn; }
  /// The first value; empty when there is none.
  std::string_view text(std::string_view attribute) const;
  /// 0 when there is none, or none that is a number.
  std::int64_t number(std::string_view attribute) const;
  bool isTrue(std::string_view attribute) const;
  /// A value that is an OID in any of its forms, dotted; empty when there is none.
  std::string oid(std::string_view attribute) const;
  /// The values of several attributes one after the other, each a name or OID.
  std::vector<std::string> oids(const std::vector<std::string_view>& attributes) const;

 private:
  /// The first attribute with values that has that name but for hyphens; nullptr: none.
  const Attribute* find(std::string_view attribute) const;

  const Entry& entry_;
};

/// Whether an attribute of that description may be asked of a SchemaObject to make a schema element of it, here or by
/// the readers of either product. What they ask for is in this list.
bool isReadOfSchemaObject(std::string_view description);

/// What stands the same way in both: OID, syntax triple, single value, bounds, flags. Names are left to the caller.
/// rangeUpper is the length bound of strings; bounds of numbers, and lower ones, are X-RANGE-UPPER and X-RANGE-LOWER.
/// Throws Error(BadInput) for an object without attributeID or with a syntax triple that is not known.
AttributeType attributeTypeFrom(const SchemaObject& object);
/// OID, superior, kind, must and may; X-AUXILIARY-CLASSES and X-POSSIBLE-SUPERIORS for what RFC 4512 keeps in content
/// and structure rules. Throws Error(BadInput) for an object without governsID.
ObjectClass objectClassFrom(const SchemaObject& object);

/// "2.5.4.3" for what servers write for an OID: dotted text, its BER content octets, or these as hexadecimal digits
/// (Exchange's raw properties); a name stays a name. Empty for what is none of these.
std::string oidFromAnyForm(std::string_view value);
/// The content octets of a BER OBJECT IDENTIFIER (X.690, 8.19) as dotted text; empty when they are none.
std::string oidFromBer(std::string_view octets);

}  // namespace ldapsnap

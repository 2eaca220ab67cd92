// Schema elements from the classSchema and attributeSchema objects of Active Directory and Samba ([MS-ADTS] 3.1.1.2).
#pragma once

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/definition/schema_element.h"

namespace ldapsnap {

/// `entry` is an attributeSchema object. Its syntax comes from the triple attributeSyntax, oMSyntax, oMObjectClass
/// ([MS-ADTS] 3.1.1.2.2.2); systemOnly is NO-USER-MODIFICATION, isDefunct OBSOLETE, rangeUpper the length bound of a
/// syntax of strings. Throws Error(BadInput) for an object without name or OID and for a triple that is not known.
AttributeType attributeTypeFromAd(const Entry& entry);

/// `entry` is a classSchema object. The attributes of its auxiliary classes are the auxiliary classes' own and are not
/// repeated; "88 classes" (objectClassCategory 0) are structural. Throws Error(BadInput) for an object without name or
/// OID.
ObjectClass objectClassFromAd(const Entry& entry);

}  // namespace ldapsnap

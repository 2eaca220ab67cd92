// Schema elements from the Attribute-Schema and Class-Schema objects of the Exchange 5.5 directory.
#pragma once

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/definition/schema_element.h"

namespace ldapsnap {

/// Known (Platform SDK, "Exchange Server Directory"; KB Q196491, Q199412): attributes carry the hyphenated names of
/// Exchange (Attribute-ID, OM-Syntax, Sub-Class-Of), the name of an attribute or class over LDAP is the Description of
/// its schema object, and where there is none its own hyphenated name; raw properties print OIDs as hexadecimal BER.
/// Inferred, since Active Directory's schema descends from it and no server was at hand: that the other attributes mean
/// what Active Directory's of the same name mean. An attribute that the server hides is simply absent, so only the OID
/// and the syntax are asked for; throws Error(BadInput) without them.
AttributeType attributeTypeFromExchange55(const Entry& entry);
ObjectClass objectClassFromExchange55(const Entry& entry);

}  // namespace ldapsnap

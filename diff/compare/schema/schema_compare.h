// schema: definitions compared part by part, not as strings.
//
// Elements are one when they share an OID, else when they share a name (the OID moved). NAME, MUST, MAY and SUP are
// sets; names and OIDs inside them are compared through the schema of their side. Order, spelling, X- extensions and
// the server's own layout mean nothing: slapd generates its schema again at every start. An element that a server shows
// twice (cn=Subschema and cn=schema,cn=config, Active Directory's aggregate and objects) is one in Schema, and here.
//
// Where the definitions live in an entry, those attributes are left out of the entry's own change (fold.h). An entry
// that was added or removed stays one: cn={4}acme,cn=schema,cn=config is new, and so are its elements. So it is with
// Active Directory's schema objects: a changed one is an entry change only for what is not part of the definition
// (searchFlags, rangeUpper, isDefunct, ...).
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "diff/compare/model/difference.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// True when `snapshot` has schema elements, or the place for them without any (cn=schema,cn=config).
bool holdsSchema(const Snapshot& snapshot);

/// True for an attribute whose values are definitions, or follow from them (matchingRuleUse, RFC 4512, 4.1.4), or make
/// one up in Active Directory and Exchange 5.5 (attributeID, governsID, ...).
bool holdsDefinition(std::string_view description, const Schema& schema);

/// Attribute types before object classes, then by name. Definitions that cannot be read are compared as text.
std::vector<SchemaChange> compareSchemas(const Schema& before, const Schema& after);

}  // namespace ldapsnap

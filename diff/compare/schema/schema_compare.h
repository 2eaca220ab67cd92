// schema: definitions compared part by part, not as strings.
//
// Elements are one when they share an OID and a name; else an OID that nothing else has, else a name (the OID moved).
// Lists are sets; names and OIDs inside them are compared through the schema of their side. Order, spelling and the
// server's own layout mean nothing: slapd generates its schema again at every start. An element that a server shows
// twice (cn=Subschema and cn=schema,cn=config, Active Directory's aggregate and objects) is one in Schema, and here.
// Extensions count where a server decides something by them; what differs in others, or in its text alone, is kept
// apart, to be counted.
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
#include "diff/compare/schema/schema_parts.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// True when `snapshot` has schema elements, or the place for them without any (cn=schema,cn=config).
bool holdsSchema(const Snapshot& snapshot);

/// True for an attribute whose values are definitions of any kind (RFC 4512, 4.2; slapd-config(5)), or make one up in
/// Active Directory and Exchange 5.5 (attributeID, governsID, ...).
bool holdsDefinition(std::string_view description, const Schema& schema);

struct SchemaComparison {
  /// By DefinitionKind, then by name; last the definitions that cannot be read, which are compared as text.
  std::vector<SchemaChange> changes;
  /// Definitions that differ in other extensions alone, and in their text alone (its one part is "SPELLING"): Modified.
  std::vector<SchemaChange> extensions, spellings;
};

/// Left out, as it follows from other definitions or tells nothing: the use of a matching rule for an attribute type
/// that is itself among the changes (RFC 4512, 4.1.4), content rules of Active Directory, which it makes up from its
/// classes ([MS-ADTS] 3.1.1.3.1.1.4), and syntaxes, matching rules and their use where one side shows none at all.
SchemaComparison compareSchemas(const SchemaSides& sides);

/// Takes out of `changes`, the attributes that hold definitions, the values of which `reported` says nothing: those
/// that are only spelled differently, or differ in what does not count.
EntryChanges definitionChangesOf(const EntryChanges& changes, const std::vector<SchemaChange>& reported);

}  // namespace ldapsnap

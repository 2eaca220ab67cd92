// The parts of one schema element, before and after (RFC 4512, 4.1).
#pragma once

#include <vector>

#include "diff/compare/model/difference.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// Two schemas, and whose they are: an extension counts where one of the two servers decides something by it.
struct SchemaSides {
  const Schema &before, &after;
  Product productBefore{}, productAfter{};  ///< unless said: none that is known
};

/// What differs between two definitions of one element. A flag that is set has its own name as its value.
struct PartsThatDiffer {
  /// In the order of the grammar, at the end the extensions by which a server decides something (schema_extensions.h).
  std::vector<SchemaPart> parts;
  std::vector<SchemaPart> extensions;  ///< the others, by name
};

/// "OID", "NAME", "DESC", "OBSOLETE", "SUP", "EQUALITY", "ORDERING", "SUBSTR", "SYNTAX" (with its length bound),
/// "SINGLE-VALUE", "COLLECTIVE", "NO-USER-MODIFICATION", "USAGE".
PartsThatDiffer compareParts(const AttributeType& before, const AttributeType& after, const SchemaSides& sides);
/// "OID", "NAME", "DESC", "OBSOLETE", "SUP", "KIND" (ABSTRACT, STRUCTURAL, AUXILIARY), "MUST", "MAY".
PartsThatDiffer compareParts(const ObjectClass& before, const ObjectClass& after, const SchemaSides& sides);
/// "OID", "NAME", "DESC", "OBSOLETE", and the keywords of SchemaDefinition::parts. Both are of one kind.
PartsThatDiffer compareParts(const SchemaDefinition& before, const SchemaDefinition& after, const SchemaSides& sides);

}  // namespace ldapsnap

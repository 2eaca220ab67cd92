// The parts of one schema element, before and after (RFC 4512, 4.1.1 and 4.1.2).
#pragma once

#include <vector>

#include "diff/compare/model/difference.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

struct SchemaSides {
  const Schema &before, &after;
};

/// Parts that differ, in the order of the grammar: "OID", "NAME", "DESC", "OBSOLETE", "SUP", "EQUALITY", "ORDERING",
/// "SUBSTR", "SYNTAX" (with its length bound), "SINGLE-VALUE", "COLLECTIVE", "NO-USER-MODIFICATION", "USAGE". A flag
/// that is set has its own name as its value.
std::vector<SchemaPart> compareParts(const AttributeType& before, const AttributeType& after, const SchemaSides& sides);
/// "OID", "NAME", "DESC", "OBSOLETE", "SUP", "KIND" (ABSTRACT, STRUCTURAL, AUXILIARY), "MUST", "MAY".
std::vector<SchemaPart> compareParts(const ObjectClass& before, const ObjectClass& after, const SchemaSides& sides);

}  // namespace ldapsnap

// order: changes by DIT.
#pragma once

#include <string>
#include <vector>

#include "diff/compare/comparison_schema.h"
#include "diff/compare/difference.h"

namespace ldapsnap {

/// A name's place in the DIT: a parent's is the start of its children's (inScope() tells). As the path of the store's
/// key (dn.h), but with each type under the name by which the schema shows it: an entry spelled `commonName=` is where
/// it is as `cn=`.
std::string placeOf(const std::string& dn, const Schema& schema);

/// Parents before children, siblings together, a renamed entry by its new name. At one place the removal comes before
/// the addition.
void orderByDit(std::vector<EntryChange>& changes, const ComparisonSchema& schema);

}  // namespace ldapsnap

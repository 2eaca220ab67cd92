// replace: a container that was deleted and created anew takes its descendants along.
#pragma once

#include <vector>

#include "diff/compare/comparison_schema.h"
#include "diff/compare/difference.h"

namespace ldapsnap {

/// `changes` are in the order of order.h. Below a replaced entry nothing can be what it was (a directory deletes leaves
/// only), so of a replaced subtree the topmost entry keeps the mark and counts the others in its `entries`. Of two
/// directories that were loaded apart that leaves one mark a naming context.
void markReplacedSubtrees(std::vector<EntryChange>& changes, const ComparisonSchema& schema);

}  // namespace ldapsnap

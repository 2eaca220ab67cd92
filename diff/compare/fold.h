// fold: what the server changes by itself, and what schema definitions say, set aside.
#pragma once

#include "diff/compare/model/difference.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// Moves volatile attributes of each change, and security descriptors that follow from another change (inherit.h), into
/// its `volatiles`, and attributes of modified entries that hold schema definitions into
/// `difference.definitionChanges`. A modified entry with nothing left goes to `difference.volatileChanges` (or nowhere,
/// when definitions were all), unless it was replaced; all others go to `difference.changes`. Counts into
/// `difference.entries`. Keeps the order.
void fold(EntryChange change, const ComparisonSchema& schema, Difference& difference);

}  // namespace ldapsnap

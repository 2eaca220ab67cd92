// What happened to an entry of one directory, expressed with another's names.
#pragma once

#include "diff/across/mapping.h"
#include "diff/compare/model/entry_change.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// `change` with the names of `mapping` in its DNs and values; how its values are aligned follows. The attributes'
/// schema is that of `side`.
EntryChange mapped(EntryChange change, Mapping& mapping, const ComparisonSchema& schema, Side side);

}  // namespace ldapsnap

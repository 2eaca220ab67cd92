// rename: removed and added entries that are one entry under two names.
//
// partners.h says which. A container that was renamed or moved takes its descendants along in one change that counts
// them; a descendant that changed besides is a Modified change of its own, under its new name.
#pragma once

#include <functional>

#include "diff/compare/model/entry_change.h"
#include "diff/compare/pairing/pair.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// Visits the changes that unpaired entries are: renamed, removed, added, and modified below a renamed one. In no
/// order.
void forEachChange(const Unpaired& unpaired, const ComparisonSchema& schema,
                   const std::function<void(const EntryChange&)>& visit);

}  // namespace ldapsnap

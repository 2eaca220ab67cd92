// rename: removed and added entries that are one entry under two names.
//
// partners.h says which. A container that was renamed or moved takes its descendants along in one change that counts
// them; a descendant that changed besides is a Modified change of its own, under its new name.
#pragma once

#include <vector>

#include "diff/compare/comparison_schema.h"
#include "diff/compare/difference.h"
#include "diff/compare/pair.h"

namespace ldapsnap {

/// The changes that unpaired entries are: renamed, removed, added, and modified below a renamed one. In no order.
std::vector<EntryChange> changesOf(const Unpaired& unpaired, const ComparisonSchema& schema);

}  // namespace ldapsnap

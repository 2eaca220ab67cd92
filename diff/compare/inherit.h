// inherit: security descriptors that follow from a change further up.
#pragma once

#include <vector>

#include "diff/compare/comparison_schema.h"
#include "diff/compare/difference.h"

namespace ldapsnap {

/// Sets AttributeChange::followsFromParent. Whoever changes the descriptor of a container in Active Directory changes
/// those of all that lies below ([MS-ADTS] 6.1.3): of a thousand changes one is news. Where nothing but inherited ACEs
/// changed, and an entry above has a change of its descriptor in the difference, or the entry was moved, the rest
/// follows. The topmost stays visible even when its own change is inherited: its cause is not in the difference.
/// `changes` are in the order of order.h.
void markInherited(std::vector<EntryChange>& changes, const ComparisonSchema& schema);

}  // namespace ldapsnap

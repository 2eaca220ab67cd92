// What did not change in an entry that did: for readers who want to see the complete entry around a change.
#pragma once

#include "diff/compare/model/difference.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Fills EntryChange::kept of `difference`, which is between the two, from `after`. Reads each changed entry once.
void keepUnchanged(Difference& difference, const Snapshot& before, const Snapshot& after);

}  // namespace ldapsnap

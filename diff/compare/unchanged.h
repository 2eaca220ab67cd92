// What did not change in an entry that did: for who wants to see the whole entry around a change.
#pragma once

#include "diff/compare/model/difference.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Fills EntryChange::kept of `difference`, which is between the two, from `after`. Reads each changed entry once.
void keepUnchanged(Difference& difference, const Snapshot& before, const Snapshot& after);

}  // namespace ldapsnap

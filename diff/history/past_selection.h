// Selectors applied to what a snapshot shows of its past.
#pragma once

#include <vector>

#include "diff/history/past.h"
#include "diff/selection/selection.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Takes out of `past.changes` what `selection` does not ask for, as of a difference: a created entry with the
/// attributes that it has in `snapshot`. Returns what was left out, by selector. The bursts stay as they are.
std::vector<Deselected> select(Past& past, const Selection& selection, const Snapshot& snapshot);

}  // namespace ldapsnap

// Steps in the order in which a setup took them.
#pragma once

#include <vector>

#include "diff/rehearse/steps/rehearsal_step.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/journal.h"

namespace ldapsnap {

/// Puts `steps`, which are in an order that a server accepts, into the order of `journal`. An entry that was written
/// more than once takes the place of its last write, because its step holds the result of all of them; schema takes the
/// place of its first, because what follows may need it. A step that is not in the journal stays after its predecessor.
/// Parents stay before their children on adds, and after them on deletes, whatever the journal missed. `schema` decides
/// which names are equal.
void orderAsRecorded(std::vector<RehearsalStep>& steps, const Journal& journal, const Schema& schema);

}  // namespace ldapsnap

// Steps in the order in which a setup took them.
#pragma once

#include <vector>

#include "diff/rehearse/rehearse.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/journal.h"

namespace ldapsnap {

/// Puts `steps`, which stand in an order that a server accepts, into the order that `journal` tells. Where an entry was
/// written more than once, the last time counts: a step is all that came of it (of schema the first, for what follows
/// may need it). A step that the journal does not tell of stays behind the one before it. Parents stay before their
/// children on adds, and behind them on deletes, whatever the journal missed. `schema` tells which names are one.
void orderAsRecorded(std::vector<RehearsalStep>& steps, const Journal& journal, const Schema& schema);

}  // namespace ldapsnap

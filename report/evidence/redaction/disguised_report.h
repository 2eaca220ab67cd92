// A report under pseudonyms: every text in it that comes from a directory, a site, or a command (texts.h).
#pragma once

#include "report/evidence/redaction/disguise.h"
#include "report/model/report.h"

namespace ldapsnap {

/// Counts, verdicts and order stay. Ids of findings, which are hashes of names, are recomputed if a name is hidden.
/// Ids and root hashes of the snapshots stay: they are of what was captured.
Report disguised(const Report& report, const Disguise& disguise);

SnapshotInfo disguised(SnapshotInfo info, const Disguise& disguise);
EntryChange disguised(EntryChange change, const Disguise& disguise);
ChangeRecords disguised(ChangeRecords records, const Disguise& disguise);

}  // namespace ldapsnap

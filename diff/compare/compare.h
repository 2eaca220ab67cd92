// The comparison: pairs of entries passed through named transformations, as in git's diffcore.
//
//   pair     entries whose bytes differ, joined by key                                (pair.h)
//   match    values compared by the schema's matching rules; equal entries drop out   (match.h)
//   rename   removed and added entries that are one: entryUUID, objectGUID, ...       (rename.h)
//   order    by DIT                                                                   (order.h)
//   set aside  what one of the two could not hold: not compared                      (one_sided.h, intersection.h)
//   replace  a container that was deleted and re-created, with its subtree            (replace.h)
//   inherit  access rights that follow from a container's                             (inherit.h)
//   fold     volatile attributes and other spellings set aside and counted            (fold.h)
//
// Changes go through them one by one, sorted between rename and order; beyond some dozens of megabytes they are in
// temporary files (temporaryFolder()). In memory stay some bytes for each change, and where both sides have entries
// that the other has not, about half a kilobyte for each of those, to find renames.
//
// Entries that carry the schema (cn=Subschema, classSchema, ...) are compared as definitions, not as strings
// (schema_compare.h).
#pragma once

#include "diff/compare/model/difference.h"
#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

class LdifSnapshot;

/// Any two snapshots. Reads both in full.
Difference compare(const Snapshot& before, const Snapshot& after, Exactness exactness = Exactness::ByRule);
/// Two LDIF files: decodes only the entries that are not written alike. Throws Error(BadInput) when a file was written
/// to meanwhile.
Difference compare(const LdifSnapshot& before, const LdifSnapshot& after, Exactness exactness = Exactness::ByRule);
/// Two snapshots of one store: reads only the chunks that differ.
Difference compare(Store& store, const Snapshot& before, const Snapshot& after,
                   Exactness exactness = Exactness::ByRule);

}  // namespace ldapsnap

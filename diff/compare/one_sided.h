// Entries that tell about the server, where only one side was taken of a server.
#pragma once

#include <vector>

#include "diff/compare/difference.h"
#include "snapshot/snapshot.h"

namespace ldapsnap {

/// An LDIF file that ldapsearch wrote of one suffix, compared with the server itself: the server's root DSE and schema
/// are no news, the file just does not hold them. Moves such entries from `changes` to Difference::notCompared: the
/// root DSE where one side has none, entries with schema definitions where one side has no schema.
void setOneSidedAside(std::vector<EntryChange>& changes, const Snapshot& before, const Snapshot& after,
                      Difference& difference);

}  // namespace ldapsnap

// pair, for two LDIF files: the entries that differ, found by the files' indexes.
//
// Entries of one name whose lines are the same, in any order, are equal and never decoded. They are recognised by
// hashes of 64 bits (name) and 128 bits (name as spelled, and every line) under a secret of this process, so no one can
// prepare two entries that look equal. Everything else is decoded and judged by the bytes as everywhere.
#pragma once

#include <cstdint>

#include "diff/compare/pairing/pair.h"
#include "snapshot/import/ldif_snapshot.h"

namespace ldapsnap {

/// As forEachDifference() of pair.h. Pairs of one path come one after the other, what only one side has in key order.
std::uint64_t forEachDifference(const LdifSnapshot& before, const LdifSnapshot& after, const EntryPairVisitor& visit);

}  // namespace ldapsnap

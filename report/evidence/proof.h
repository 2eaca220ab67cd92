// A proof that one entry belongs to a snapshot: the chunks on the way from the snapshot's id down to the entry
// (FORMAT.md, "Proof"). Who checks it needs the id and no store.
#pragma once

#include <string>
#include <string_view>

#include "snapshot/store/store.h"

namespace ldapsnap {

/// The proof of the entry `dn` in the snapshot `id`, as bytes. Some kilobytes, however large the snapshot is. Throws
/// Error(BadInput) when the snapshot has no such entry.
std::string makeProof(Store& store, const std::string& id, const Dn& dn);

struct ProvenEntry {
  SnapshotInfo snapshot;  ///< as its manifest says, gaps included
  Entry entry;            ///< whole, volatile attributes included
};
/// What the proof proves to a reader who trusts `id` (64 hexadecimal digits). Throws Error(Integrity) for a proof of
/// another snapshot and for a proof of which any byte was changed, Error(BadInput) for anything that is not a proof.
ProvenEntry verifyProof(std::string_view proof, const std::string& id);

}  // namespace ldapsnap

// Which capture or run brought each value of an entry.
#pragma once

#include <string>
#include <vector>

#include "diff/rules/engine/finding.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

struct BlamedValue {
  std::string attribute, value;  ///< as the entry has them: bytes
  bool isVolatile = false;       ///< the server's own bookkeeping
  Introduction origin;           ///< the snapshot since which the entry has had the value without a break
};

struct Blame {
  std::string dn;                   ///< as the entry spells it
  std::vector<BlamedValue> values;  ///< in the entry's order
};

/// Looks back from `snapshot`, which is in `store`, along the snapshots of its site. Values are compared by the
/// schema's matching rules; an entry that was renamed is followed to its former name; a snapshot that does not cover
/// the entry (a gap, another context) is passed over. Throws Error(BadInput) when the snapshot has no entry `dn`.
Blame blame(Store& store, const SnapshotInfo& snapshot, const Dn& dn);

}  // namespace ldapsnap

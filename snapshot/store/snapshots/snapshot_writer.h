// Writing a snapshot into a store.
#pragma once

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// A snapshot being written. No reader can see any of it until commit() has returned; dropped before, it leaves only
/// chunks that the next garbage collection removes. Must not outlive the store.
class SnapshotWriter : public InheritingSink {
 public:
  /// Throws Error(Internal) when the writer was begun without an earlier snapshot.
  void inherit(Inherited inherited) override = 0;
  /// Builds the trees, writes chunks first and the manifest last. `info` is what the capture knows; the result has id,
  /// roots and count filled in. Throws Error(BadInput) that names an entry that was added twice: it is found only here.
  virtual SnapshotInfo commit(SnapshotInfo info) = 0;
};

}  // namespace ldapsnap

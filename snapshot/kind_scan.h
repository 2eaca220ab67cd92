// Reading only the entries of some kinds: what a snapshot can offer that knows its entries' kinds without reading them.
#pragma once

#include <functional>

#include "snapshot/snapshot.h"

namespace ldapsnap {

/// Entries are of one kind when they have the same attribute descriptions and the same object classes, as spelled.
class KindScan {
 public:
  virtual ~KindScan() = default;

  /// As Snapshot::scan() of the subtree at `base`, but may leave out entries of kinds that are not wanted: `isWanted`
  /// is asked once a kind, of any entry of it.
  virtual void scanKinds(const Dn& base, const std::function<bool(const Entry&)>& isWanted,
                         const Snapshot::Visitor& visitor) const = 0;
  /// False when it is known, without reading entries for it, that there is none of a wanted kind.
  virtual bool mayHaveKinds(const std::function<bool(const Entry&)>& isWanted) const = 0;
};

}  // namespace ldapsnap

// Reading of entries no more than somebody looks at.
#pragma once

#include <functional>
#include <string_view>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Whether attributes of a description, as spelled, are looked at.
using DescriptionTest = std::function<bool(std::string_view description)>;

/// A snapshot for which it is cheaper to leave attributes out.
class PartialScan {
 public:
  virtual ~PartialScan() = default;

  /// As Snapshot::scanTraits(), but attributes that are not needed may be missing from the entries.
  virtual void scanPartly(const Dn& base, const TraitTest& isWanted, const DescriptionTest& isNeeded,
                          const Snapshot::Visitor& visitor) const = 0;
};

/// By the snapshot's PartialScan if it is one, else by its scanTraits().
void scanPartly(const Snapshot& snapshot, const Dn& base, const TraitTest& isWanted, const DescriptionTest& isNeeded,
                const Snapshot::Visitor& visitor);

}  // namespace ldapsnap

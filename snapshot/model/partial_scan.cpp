#include "snapshot/model/partial_scan.h"

namespace ldapsnap {

void scanPartly(const Snapshot& snapshot, const Dn& base, const TraitTest& isWanted, const DescriptionTest& isNeeded,
                const Snapshot::Visitor& visitor) {
  if (const auto* const partial = dynamic_cast<const PartialScan*>(&snapshot))
    return partial->scanPartly(base, isWanted, isNeeded, visitor);
  snapshot.scanTraits(base, isWanted, visitor);
}

}  // namespace ldapsnap

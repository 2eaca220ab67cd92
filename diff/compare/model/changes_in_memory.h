// A difference whose changes are all in memory, where they have addresses: for what looks at them in many orders.
#pragma once

#include <vector>

#include "diff/compare/model/difference.h"

namespace ldapsnap {

struct ChangesInMemory {
  explicit ChangesInMemory(const Difference& difference)
      : changes(difference.changes.begin(), difference.changes.end()),
        volatileChanges(difference.volatileChanges.begin(), difference.volatileChanges.end()),
        definitionChanges(difference.definitionChanges.begin(), difference.definitionChanges.end()) {}

  std::vector<EntryChange> changes, volatileChanges, definitionChanges;
};

}  // namespace ldapsnap

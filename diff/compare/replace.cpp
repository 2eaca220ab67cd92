#include "diff/compare/replace.h"

#include "snapshot/directory/dn.h"
#include "snapshot/snapshot.h"

namespace ldapsnap {

void markReplacedSubtrees(std::vector<EntryChange>& changes) {
  EntryChange* top = nullptr;
  std::string topPath;
  for (EntryChange& change : changes) {
    if (!change.replaced) continue;
    const DnKey key = keyOf(change.dn);
    if (top && inScope(key.path(), topPath, Scope::Subtree)) {
      change.replaced = false;
      ++top->entries;
    } else {
      top = &change;
      topPath = key.path();
    }
  }
}

}  // namespace ldapsnap

#include "diff/compare/replace.h"

#include "diff/compare/order.h"
#include "snapshot/snapshot.h"

namespace ldapsnap {

void markReplacedSubtrees(std::vector<EntryChange>& changes, const ComparisonSchema& schema) {
  EntryChange* top = nullptr;
  std::string topPath;
  for (EntryChange& change : changes) {
    if (!change.replaced) continue;
    std::string path = placeOf(change.dn, schema.of(Side::After));
    if (top && inScope(path, topPath, Scope::Subtree)) {
      change.replaced = false;
      ++top->entries;
    } else {
      top = &change;
      topPath = std::move(path);
    }
  }
}

}  // namespace ldapsnap

#include "diff/compare/folding/replace.h"

#include <utility>

#include "diff/compare/folding/order.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMemory = std::size_t{16} << 20;

}  // namespace

ReplacedSubtrees::ReplacedSubtrees(const ComparisonSchema& schema)
    : schema_(schema), places_(temporaryFolder(), kMemory) {}

void ReplacedSubtrees::note(const EntryChange& change) {
  if (change.replaced) places_.add(placeOf(change.dn, schema_.of(Side::After)), {});
}

void ReplacedSubtrees::findTops() {
  places_.forEach([this](std::string_view place, std::string_view) {
    if (!tops_.empty() && inScope(place, tops_.back().place, Scope::Subtree))
      ++tops_.back().entries;
    else
      tops_.push_back({std::string(place), 1});
  });
}

void ReplacedSubtrees::mark(EntryChange& change) {
  if (!std::exchange(hasTops_, true)) findTops();
  if (!change.replaced) return;
  change.replaced = next_ < tops_.size() && placeOf(change.dn, schema_.of(Side::After)) == tops_[next_].place;
  if (change.replaced) change.entries = tops_[next_++].entries;
}

}  // namespace ldapsnap

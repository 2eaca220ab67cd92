#include "diff/apply/replaced_entries.h"

#include "diff/apply/change_stages.h"
#include "diff/compare/folding/order.h"
#include "diff/compare/rename/renamed_entry.h"
#include "diff/compare/values/match.h"

namespace ldapsnap {

bool ReplacedEntries::isReplacedAsWhole(const EntryChange& change) const {
  if (!change.replaced || stageOf(change) != Stage::Data) return false;
  const std::optional<Dn> dn = Dn::tryParse(change.dn);
  return dn && dn->size() > 1 && from_.find(dn->parent()) && to_.find(dn->parent());
}

/// True for an entry that leaves or enters by a rename: what is replaced does not hold it.
bool ReplacedEntries::isRenamedOrBelow(const EntryChange& change) const {
  const std::optional<Dn> dn = Dn::tryParse(change.dn);
  if (!dn) return false;
  return change.change == Change::Removed ? renames_.changeAtOrAbove(*dn) : renames_.changeAtOrAboveAfter(*dn);
}

void ReplacedEntries::expand(const ChangesInMemory& difference) {
  moves_.emplace(difference, schema_, from_, to_);
  for (const EntryChange& change : difference.changes)
    if (change.change == Change::Renamed) renames_.take(change);
  for (const EntryChange& change : moves_->changes()) {
    if (change.change == Change::Renamed) renames_.take(change);
    if (change.change == Change::Removed) removed_.insert(schema_.nameKey(change.dn, Side::After));
    if (change.change == Change::Added) added_.insert(schema_.nameKey(change.dn, Side::After));
    changes_.push_back(&change);
  }
  std::string path;  // of the replaced entry that was expanded last
  for (const EntryChange& change : difference.changes) {
    if (moves_->covers(change)) continue;
    const std::string place = placeOf(change.dn, schema_.of(Side::After));
    const bool isInside = !path.empty() && inScope(place, path, Scope::Subtree);
    if (isInside && !isRenamedOrBelow(change)) continue;
    if (isReplacedAsWhole(change)) {
      path = place;
      expand(change);
      continue;
    }
    if (change.replaced)
      leftOut_.push_back({change.dn, "",
                          "it was deleted and re-created, or loaded separately; it is modified in place and keeps its "
                          "identity"});
    changes_.push_back(&change);
  }
}

void ReplacedEntries::expand(const EntryChange& replaced) {
  const Dn top = Dn::parse(replaced.dn);
  const auto visit = [&](const Entry& entry, bool isBefore) {
    const std::optional<Dn> dn = Dn::tryParse(entry.dn);
    const bool isElsewhere = dn && (isBefore ? renames_.changeAtOrAbove(*dn) : renames_.changeAtOrAboveAfter(*dn));
    const bool isTold = (isBefore ? removed_ : added_).contains(schema_.nameKey(entry.dn, Side::After));
    if (!isElsewhere && !isTold)
      changes_.push_back(&made_.emplace_back(isBefore ? removedEntry(entry, schema_) : addedEntry(entry, schema_)));
    return Snapshot::Visit::Continue;
  };
  from_.scan(top, Scope::Subtree, [&](const Entry& entry) { return visit(entry, true); });
  to_.scan(top, Scope::Subtree, [&](const Entry& entry) { return visit(entry, false); });
}

}  // namespace ldapsnap

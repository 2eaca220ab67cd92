#include "diff/compare/pair.h"

#include <unordered_map>

namespace ldapsnap {

std::uint64_t forEachDifference(const Snapshot& before, const Snapshot& after, const EntryPairVisitor& visit) {
  const std::unique_ptr<EntryCursor> old = before.cursor(), now = after.cursor();
  const auto pathOf = [](const EntryCursor& cursor) { return std::string(pathOfKey(cursor.key())); };
  bool hasOld = old->next(), hasNow = now->next();
  std::uint64_t equal = 0;
  while (hasOld || hasNow) {
    const int order = !hasOld ? 1 : !hasNow ? -1 : old->key().compare(now->key());
    if (order < 0)
      visit({pathOf(*old), old->entry(), std::nullopt});
    else if (order > 0)
      visit({pathOf(*now), std::nullopt, now->entry()});
    else if (old->entry() == now->entry())
      ++equal;
    else
      visit({pathOf(*old), old->entry(), now->entry()});
    if (order <= 0) hasOld = old->next();
    if (order >= 0) hasNow = now->next();
  }
  return equal;
}

void Pairing::take(EntryPair pair) {
  if (pair.before && pair.after) return visit_(*pair.before, *pair.after);
  if (pair.path != path_) {
    joinWithinPath();
    path_ = std::move(pair.path);
  }
  if (pair.before) removed_.push_back(std::move(*pair.before));
  if (pair.after) added_.push_back(std::move(*pair.after));
}

Unpaired Pairing::finish() {
  joinWithinPath();
  joinByName(0, 0);
  return {std::move(removed_), std::move(added_)};
}

/// Names of one path are joined at once, so that a side that spells every name its own way is not held whole.
void Pairing::joinWithinPath() {
  joinByName(pathRemoved_, pathAdded_);
  pathRemoved_ = removed_.size();
  pathAdded_ = added_.size();
}

void Pairing::joinByName(std::size_t firstRemoved, std::size_t firstAdded) {
  if (firstRemoved == removed_.size() || firstAdded == added_.size()) return;
  std::unordered_map<std::string, std::size_t> byName;
  for (std::size_t i = firstRemoved; i < removed_.size(); ++i)
    byName.emplace(schema_.nameKey(removed_[i].dn, Side::Before), i);
  std::vector<bool> isPaired(removed_.size());
  std::size_t kept = firstAdded;
  for (std::size_t i = firstAdded; i < added_.size(); ++i) {
    const auto found = byName.find(schema_.nameKey(added_[i].dn, Side::After));
    if (found == byName.end()) {
      if (kept != i) added_[kept] = std::move(added_[i]);
      ++kept;
      continue;
    }
    visit_(removed_[found->second], added_[i]);
    isPaired[found->second] = true;
    byName.erase(found);
  }
  added_.resize(kept);
  kept = firstRemoved;
  for (std::size_t i = firstRemoved; i < removed_.size(); ++i) {
    if (isPaired[i]) continue;
    if (kept != i) removed_[kept] = std::move(removed_[i]);
    ++kept;
  }
  removed_.resize(kept);
}

}  // namespace ldapsnap

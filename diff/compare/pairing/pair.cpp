#include "diff/compare/pairing/pair.h"

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
  if (unpaired_.removed.empty() || unpaired_.added.empty()) return std::move(unpaired_);
  Unpaired left;
  joinByName(unpaired_.removed, unpaired_.added, left);
  return left;
}

/// Names of one path are joined at once, so that a side that spells every name its own way is not held whole.
void Pairing::joinWithinPath() {
  joinByName(removed_, added_, unpaired_);
  removed_.clear();
  added_.clear();
}

/// Visits those of one name and appends the others to `left`.
template <typename Entries>
void Pairing::joinByName(const Entries& removed, const Entries& added, Unpaired& left) {
  std::unordered_map<std::string, std::size_t> byName;
  if (!added.empty()) {
    for (std::size_t i = 0; i < removed.size(); ++i) byName.emplace(schema_.nameKey(removed[i].dn, Side::Before), i);
  }
  std::vector<bool> isPaired(removed.size());
  for (const Entry& entry : added) {
    const auto found = byName.empty() ? byName.end() : byName.find(schema_.nameKey(entry.dn, Side::After));
    if (found == byName.end()) {
      left.added.push_back(entry);
      continue;
    }
    visit_(removed[found->second], entry);
    isPaired[found->second] = true;
    byName.erase(found);
  }
  for (std::size_t i = 0; i < removed.size(); ++i)
    if (!isPaired[i]) left.removed.push_back(removed[i]);
}

}  // namespace ldapsnap

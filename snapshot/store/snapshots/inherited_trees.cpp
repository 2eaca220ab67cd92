#include "snapshot/store/snapshots/inherited_trees.h"

#include <algorithm>

#include "snapshot/store/snapshots/stored_snapshot.h"

namespace ldapsnap {

void InheritedTrees::inherit(const Inherited& inherited) {
  kept_.push_back(rangeOfSubtree(pathOf(inherited.base)));
  for (const Dn& dn : inherited.withoutSubtrees) excepted_.push_back(rangeOfSubtree(pathOf(dn)));
  for (const std::string& dn : inherited.withoutNames) excepted_.push_back(rangeOfKey(keyOf(dn).bytes));
}

void InheritedTrees::computeRanges() {
  without_ = complementOf(merged(std::move(kept_)));
  without_.insert(without_.end(), excepted_.begin(), excepted_.end());
  without_.insert(without_.end(), replaced_.begin(), replaced_.end());
  without_ = merged(std::move(without_));
}

bool InheritedTrees::isKept(std::string_view key) const {
  const auto after = std::upper_bound(without_.begin(), without_.end(), key,
                                      [](std::string_view k, const KeyRange& range) { return k < range.begin; });
  return after == without_.begin() || !std::prev(after)->contains(key);
}

void InheritedTrees::forEachIn(const std::vector<KeyRange>& ranges, const RecordVisitor& visit) const {
  EntryReader entries(*chunks_, earlier_, TreeCursor::Reading::Ahead);
  TreeCursor& cursor = entries.content();
  for (const KeyRange& range : ranges)
    for (cursor.seek(range.begin); !cursor.atEnd() && range.contains(cursor.key()); cursor.next())
      visit(cursor.key(), cursor.value(), entries.volatilesAt(cursor.key()));
}

void InheritedTrees::forEachKept(const RecordVisitor& visit) const { forEachIn(complementOf(without_), visit); }

void InheritedTrees::forEachDropped(const RecordVisitor& visit) const { forEachIn(without_, visit); }

std::vector<std::pair<std::string, Entry>> InheritedTrees::keptSchemaEntries() const {
  std::vector<std::pair<std::string, Entry>> kept;
  EntryReader entries(*chunks_, earlier_);
  TreeCursor keys(*chunks_, earlier_.schema);
  for (keys.seek({}); !keys.atEnd(); keys.next()) {
    if (!isKept(keys.key())) continue;
    if (std::optional<Entry> entry = entries.at(keys.key())) kept.emplace_back(keys.key(), *std::move(entry));
  }
  return kept;
}

}  // namespace ldapsnap

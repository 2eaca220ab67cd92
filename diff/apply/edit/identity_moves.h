// Entries that took names which other entries had: a and b swapped, or a took the place of b.
//
// The comparison joins entries by name first, so of a swap it says that both were replaced. For writing records that
// would be two deletes and two adds, and passwords and group memberships would be gone; by their identities they are
// two renames.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "diff/apply/edit/tree_edit.h"
#include "diff/compare/model/changes_in_memory.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

class IdentityMoves {
 public:
  /// All must outlive it.
  IdentityMoves(const ChangesInMemory& difference, const ComparisonSchema& schema, const Snapshot& from,
                const Snapshot& to);

  /// True for a change that changes() say otherwise.
  bool covers(const EntryChange& change) const { return covered_.contains(&change); }
  /// Renamed, removed and added entries, and modified ones that went along with a renamed one.
  const std::deque<EntryChange>& changes() const { return changes_; }

 private:
  /// An entry on one side: its identity and the change that describes it.
  struct Sides {
    const EntryChange* before = nullptr;
    const EntryChange* after = nullptr;
  };

  void collect(const std::vector<EntryChange>& changes);
  std::string nameKey(const std::string& dn) const { return schema_.nameKey(dn, Side::After); }
  bool isMove(const Sides& sides) const;
  void cover();
  void makeMoves(const ChangesInMemory& difference);
  void makeRest();
  std::optional<Entry> entryOf(const EntryChange& change, Side side) const;

  const ComparisonSchema& schema_;
  const Snapshot& from_;
  const Snapshot& to_;
  std::map<std::string, Sides> entries_;  ///< by identity
  std::set<const EntryChange*> covered_;
  std::deque<EntryChange> changes_;
};

}  // namespace ldapsnap

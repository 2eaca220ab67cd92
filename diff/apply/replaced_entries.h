// Entries that were deleted and re-created, split into what was removed and what was added.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "diff/apply/change_records.h"
#include "diff/apply/edit/identity_moves.h"
#include "diff/apply/edit/tree_edit.h"
#include "diff/compare/model/changes_in_memory.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// A server gives an entry its identity when it is added, so one with another identity is deleted and added, with all
/// that is below it. Two cases are modified in place: a naming context, which two directories that were loaded apart
/// share by name alone, and what is below cn=config or cn=schema, which a server does not let go.
class ReplacedEntries {
 public:
  /// All must outlive it.
  ReplacedEntries(const ComparisonSchema& schema, const Snapshot& from, const Snapshot& to)
      : schema_(schema), from_(from), to_(to), renames_(schema.of(Side::After)) {}

  /// The difference must outlive it.
  void expand(const ChangesInMemory& difference);

  /// The changes without marks: removed and added entries in their place.
  const std::vector<const EntryChange*>& changes() const { return changes_; }
  const std::vector<LeftOut>& leftOut() const { return leftOut_; }

 private:
  bool isReplacedAsWhole(const EntryChange& change) const;
  bool isRenamedOrBelow(const EntryChange& change) const;
  void expand(const EntryChange& replaced);

  const ComparisonSchema& schema_;
  const Snapshot& from_;
  const Snapshot& to_;
  TreeEdit renames_;
  std::optional<IdentityMoves> moves_;
  std::set<std::string> removed_, added_;  ///< what the moves already cover, by name
  std::deque<EntryChange> made_;
  std::vector<const EntryChange*> changes_;
  std::vector<LeftOut> leftOut_;
};

}  // namespace ldapsnap

// replace: a container that was deleted and re-created includes its descendants.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diff/compare/model/entry_change.h"
#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/base/file/external_sorter.h"

namespace ldapsnap {

/// Below a replaced entry nothing can be what it was (a directory deletes leaves only), so of a replaced subtree the
/// topmost entry keeps the mark and counts the others in its `entries`. Of two directories that were loaded apart that
/// leaves one mark a naming context.
class ReplacedSubtrees {
 public:
  /// `schema` must outlive it.
  explicit ReplacedSubtrees(const ComparisonSchema& schema);

  /// All changes, in any order.
  void note(const EntryChange& change);
  /// The same changes afterwards, in the order of order.h.
  void mark(EntryChange& change);

 private:
  struct Top {
    std::string place;
    std::uint64_t entries = 1;
  };
  void findTops();

  const ComparisonSchema& schema_;
  ExternalSorter places_;  ///< of replaced entries
  bool hasTops_ = false;
  std::vector<Top> tops_;
  std::size_t next_ = 0;
};

}  // namespace ldapsnap

// Where a difference happened, at a glance: changes counted by subtree and kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diff/compare/model/difference.h"

namespace ldapsnap {

struct OverviewRow {
  std::string name;  ///< "Schema", the DN of a subtree, or "27 other subtrees"
  bool isDn = false;
  /// Where its entries are in groupByDit(): the number of the group; none of "Schema" and of what is folded.
  std::optional<std::size_t> group = {};
  std::uint64_t added = 0, changed = 0, renamed = 0, removed = 0;

  std::uint64_t total() const { return added + changed + renamed + removed; }
};

/// Schema first, then the subtrees with the most changes, at most `limit`, in DIT order; what is beyond is one row. A
/// subtree is what lies below one child of a group of changes (dit_groups.h); the children themselves count for their
/// parent. Entries are counted as in EntryCounts.
std::vector<OverviewRow> overviewOf(const Difference& difference, std::size_t limit = 10);

}  // namespace ldapsnap

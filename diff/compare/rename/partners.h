// Which removed entry is which added one, under another name.
//
// In this order, each entry at most once:
//   1. By identity: entryUUID, objectGUID, nsUniqueId. Two entries that have one each, and not the same, are never one.
//   2. By content: the same but for the name and volatile attributes, and alone in that on either side; first with the
//      same RDN (moved), then with any. Object classes alone do not count as content.
//   3. Upwards: the parents of entries that kept their RDN, when they have the same content (object classes
//      alone suffice here)
//      and no two such children point to different parents. An ou has little content of its own; its children identify
//      it.
//   4. Downwards: entries of the same RDN below entries that are one. What moved along may have been modified, too.
// All of it takes time in proportion to the entries.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "diff/compare/pairing/pair.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// The added entry that a removed one is now, by position.
struct Partner {
  std::size_t added = 0;
  std::string foundBy;        ///< EntryChange::renamedBy
  bool movedAlong = false;    ///< it kept its RDN, and its new parent is its old parent, renamed
  std::size_t container = 0;  ///< position of the topmost removed entry with which it moved; its own when it did not
};

/// By position in `unpaired.removed`.
std::vector<std::optional<Partner>> findPartners(const Unpaired& unpaired, const ComparisonSchema& schema);

}  // namespace ldapsnap

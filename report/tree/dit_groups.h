// Changes grouped as people think of a directory: "entries under cn=Configuration,ou=Seattle,o=Acme".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "diff/compare/model/difference.h"

namespace ldapsnap {

/// Neighbours in DIT order that share an ancestor.
struct DitGroup {
  std::string base;             ///< the longest name that all lie at or below, as the first spells it; may be empty
  std::size_t first = 0, last;  ///< positions in the list of changes; `last` is one past the end
};

/// One group for each naming context that has changes (`contexts`; else for each topmost RDN), in order. A group of one
/// entry has its parent as base.
std::vector<DitGroup> groupByDit(const EntryChanges& changes, const std::vector<std::string>& contexts);

}  // namespace ldapsnap

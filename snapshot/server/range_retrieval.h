// Completing values that a server gives in pieces ("member;range=0-1499", [MS-ADTS] 3.1.1.3.1.3.3).
#pragma once

#include <string>
#include <vector>

#include "snapshot/server/directory.h"

namespace ldapsnap {

/// Asks for the missing pieces of each ranged attribute of `entry` until the last, joins them under the description
/// without its range, and drops the empty attribute that stands beside a ranged one. Returns the descriptions whose
/// values could not be completed: what was read of them stays. Values that change between two requests are the business
/// of the part's change counter.
std::vector<std::string> completeRanges(Directory& directory, const SearchRequest& request, Entry& entry);

}  // namespace ldapsnap

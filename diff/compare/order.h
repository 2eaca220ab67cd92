// order: changes by DIT.
#pragma once

#include <vector>

#include "diff/compare/difference.h"

namespace ldapsnap {

/// Parents before children, siblings together: by the key of the name (dn.h), a renamed entry by its new one. At one
/// name the removal comes before the addition.
void orderByDit(std::vector<EntryChange>& changes);

}  // namespace ldapsnap

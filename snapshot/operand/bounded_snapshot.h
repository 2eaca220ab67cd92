// What of a snapshot lies at and below some DNs, as a capture with -b would have read it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// A view of `whole` with the entries at and below `bases` (DNs), the root DSE and the subschema subentry, which a
/// capture reads with any base. It has the schema of `whole`, and covers no more than it shows. Throws Error(BadInput)
/// for a base that is no DN, and for one at and below which `whole`, called `name`, has no entry.
std::unique_ptr<Snapshot> boundedTo(std::unique_ptr<Snapshot> whole, const std::string& name,
                                    const std::vector<std::string>& bases);

}  // namespace ldapsnap

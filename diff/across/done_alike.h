// Whether two runs did the same to one entry, and whether a directory already is as a change would leave it.
#pragma once

#include <optional>
#include <string>

#include "diff/across/two_runs.h"
#include "diff/compare/model/entry_change.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// Equal keys, the same entry in both runs.
std::string runKey(const std::string& dn, const ComparisonSchema& schema, Side side);

/// Takes out what is set aside: what the server sets, what identifies the entry, volatile attributes.
void setAsideOwn(EntryChange& change, const ComparisonSchema& schema, Side side);
/// True when nothing is left of a change in attributes.
bool isNothing(const EntryChange& change);

/// Empty when both did the same. `first` has the second directory's names; both have passed setAsideOwn().
std::optional<EntryDoneOtherwise> doneOtherwise(const EntryChange& first, const EntryChange& second,
                                                const ComparisonSchema& schema);

/// True when `directory`, whose schema is that of `side`, is as `change` leaves an entry: what was added is
/// there, what was taken away is not.
bool standsSo(const EntryChange& change, const Snapshot& directory, const ComparisonSchema& schema, Side side);

}  // namespace ldapsnap

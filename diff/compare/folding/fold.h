// fold: what the server changes by itself, what schema definitions say, and what is only spelled differently, set
// aside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diff/compare/model/difference.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// Moves volatile attributes of each change, and security descriptors that follow from another change (inherit.h), into
/// its `volatiles`, and attributes of modified entries that hold schema definitions into
/// `difference.definitionChanges`. A modified entry with nothing left goes to `difference.volatileChanges` (or nowhere,
/// when definitions were all), unless it was replaced; one that is only spelled differently to
/// `difference.spellingChanges`; all others go to `difference.changes`. Counts into `difference.entries`. Keeps the
/// order.
void fold(EntryChange change, const ComparisonSchema& schema, Difference& difference);

/// Counts added, removed, modified, renamed, volatile and spelling-only entries again from the lists of `difference`,
/// after something was taken out of them.
void recount(Difference& difference);

/// Makes what is only spelled differently a change like others: an entry whose RDN is, is renamed by its spelling.
void showSpelling(EntryChange& change);

/// Moves the entries `dns` from `difference.spellingChanges` to `difference.changes`, in the order of both: where it
/// matters that they are spelled differently. All of them if `dns` is empty. Returns how many that were.
std::uint64_t showSpellingOf(const std::vector<std::string>& dns, const Schema& schema, Difference& difference);

}  // namespace ldapsnap

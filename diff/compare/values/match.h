// match: what differs between two entries that are one, by the schema's matching rules.
//
// Attributes are one when their types are (by OID) and their options; where a schema gave a name another OID, by name.
// Values are a set and are joined by the keys of the EQUALITY rule. Equal bytes are equal before any rule is asked:
// what did not change on the wire did not change.
#pragma once

#include <optional>

#include "diff/compare/model/difference.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// A Modified change with `after`'s name; without attributes when the entries are equal, without spellings too when
/// they are spelled alike. `replaced` when both have one
/// of kIdentityAttributes and its values differ.
EntryChange matchEntries(const Entry& before, const Entry& after, const ComparisonSchema& schema);

/// An entry that only one side has, as a change: all its attributes.
EntryChange addedEntry(const Entry& entry, const ComparisonSchema& schema);
EntryChange removedEntry(const Entry& entry, const ComparisonSchema& schema);

}  // namespace ldapsnap

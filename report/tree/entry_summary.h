// What is worth saying of a whole entry: shared by the formats that people read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diff/compare/model/difference.h"

namespace ldapsnap {

/// Whether an entry came or went in full.
inline bool isWhole(Change change) { return change == Change::Added || change == Change::Removed; }

/// What is shown next to an entry's name: "acmeServer, 14 attributes", "renamed from cn=a (same entryUUID)", or
/// nothing. A former name is shown relative to `base`.
std::string entryDetail(const EntryChange& change, std::string_view base);

/// The object classes of an added or removed entry but "top", as spelled, with a blank between them; may be empty.
std::string classesOf(const EntryChange& change);

/// "description, member and 3 more attributes": what changed in an entry, at most `most` of them by name.
std::string changedAttributes(const EntryChange& change, std::size_t most);

/// The attributes of an added or removed entry that are informative: not the object class and the name, which the line
/// above shows already.
std::vector<const AttributeChange*> tellingAttributes(const EntryChange& change);

}  // namespace ldapsnap

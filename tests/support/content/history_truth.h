// What the history of a directory lists, beside what ldapsearch saw change in it.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "tests/support/content/ldapsearch_dump.h"

namespace ldapsnap::test {

/// A line for each kind of change of which there is one, on either side:
///
///     created     138: found 138, missed 0, false 0
///     attributes  25: found 24, missed 1, false 0
///
/// "created", "modified", "renamed" and "deleted" are of entries, which are the same by `identity` ("entryUUID"), an
/// attribute that the dumps hold; "attributes" are those that differ in entries that were modified. `history` is what
/// `history --since --format json` shows. Under the counts stand those that were missed and that are false: entries by
/// name if they are no more than three, attributes by type.
std::string historyBeside(const LdapsearchDump& before, const LdapsearchDump& after, const std::string& identity,
                          const boost::json::value& history);

}  // namespace ldapsnap::test

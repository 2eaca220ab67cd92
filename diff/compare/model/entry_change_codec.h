// Changes and entries as bytes, for lists and sorted runs that may be in a file (spooled_list.h). Valid within this
// process: they hold addresses of what lives as long as the program.
#pragma once

#include <string>
#include <string_view>

#include "diff/compare/model/entry_change.h"

namespace ldapsnap {

std::string toRecord(const EntryChange& change);
/// `change` is as new. Throws Error(Integrity) for what toRecord() did not write.
void fromRecord(std::string_view record, EntryChange& change);

std::string toRecord(const Entry& entry);
void fromRecord(std::string_view record, Entry& entry);

}  // namespace ldapsnap

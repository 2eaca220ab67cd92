// Deleted entries that a server still holds (tombstones) are kept with the head of their naming context, as values of
// one volatile attribute: they are part of what the directory remembers, and never among its entries.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// The attribute description; no server has it. In the lists of volatile attributes.
inline constexpr std::string_view kDeletedEntries = "ldapsnapDeletedEntry";

/// A value of it: the entry as LDIF.
std::string deletedEntryValue(const Entry& deleted);
/// The entry that a value holds; nothing for any other text.
std::optional<Entry> deletedEntryIn(std::string_view value);

}  // namespace ldapsnap

// A journal as it is stored with its run (FORMAT.md, "Runs").
#pragma once

#include <string>
#include <string_view>

#include "snapshot/journal.h"

namespace ldapsnap {

/// The name of the attachment.
inline constexpr const char* kJournalAttachment = "journal";

/// Canonical JSON.
std::string toRecord(const Journal& journal);
/// The inverse. Throws Error(Integrity) for anything else.
Journal journalFromRecord(std::string_view record);

/// "added", "modified", ...
std::string_view nameOf(JournalOperation operation);

}  // namespace ldapsnap

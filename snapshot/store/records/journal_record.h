// A journal as it is stored with its run (FORMAT.md, "Runs").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "snapshot/model/journal.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

/// The name of the attachment.
inline constexpr const char* kJournalAttachment = "journal";

/// Canonical JSON.
std::string toRecord(const Journal& journal);
/// The inverse. Throws Error(Integrity) for anything else.
Journal journalFromRecord(std::string_view record);

/// What happened in between, of a run that has a journal. Throws Error(Integrity) when it is damaged.
std::optional<Journal> journalOf(Store& store, const Run& run);

/// "added", "modified", ...
std::string_view nameOf(JournalOperation operation);

}  // namespace ldapsnap

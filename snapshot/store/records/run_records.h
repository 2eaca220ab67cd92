// What a store keeps of a run, as canonical JSON (FORMAT.md, "Runs and labels"): the run itself, and attached to it the
// journal of what happened meanwhile and the output of the command.
#pragma once

#include <string>
#include <string_view>

#include "snapshot/model/command_output.h"
#include "snapshot/model/journal.h"
#include "snapshot/model/run.h"
#include "snapshot/store/backend/backend.h"

namespace ldapsnap {

/// Names of attachments.
inline constexpr const char* kJournalAttachment = "journal";
inline constexpr const char* kOutputAttachment = "output";

/// Canonical JSON. Texts that are not UTF-8 are kept as visible() shows them.
std::string toRecord(const Run& run);
std::string toRecord(const Journal& journal);
std::string toRecord(const CommandOutput& output);

/// The inverse. Throw Error(Integrity) for anything else.
Run runFromRecord(std::string_view record);
Journal journalFromRecord(std::string_view record);
CommandOutput outputFromRecord(std::string_view record);

/// The run of a row. Throws Error(Integrity) that names the run when it is damaged.
Run readRun(const RunRow& row);
/// The unpacked bytes of an attachment. Throws Error(Integrity) that names it when it is damaged.
std::string contentOf(const AttachmentRow& row);

}  // namespace ldapsnap

// What a store keeps of a run, as canonical JSON (FORMAT.md, "Runs and labels"): the run itself, and attached to it the
// journal of what happened meanwhile and the output of the command.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snapshot/model/command_output.h"
#include "snapshot/model/journal.h"
#include "snapshot/model/run.h"
#include "snapshot/store/backend/backend.h"

namespace ldapsnap {

/// Names of attachments.
inline constexpr const char* kJournalAttachment = "journal";
inline constexpr const char* kOutputAttachment = "output";

/// Canonical JSON. Texts that are not UTF-8 are kept as visible() shows them.
/// `attachments`: names of those of a run, so that one that vanishes is missed.
std::string toRecord(const Run& run, const std::vector<std::string>& attachments = {});
std::string toRecord(const Journal& journal);
std::string toRecord(const CommandOutput& output);

/// The inverse. Throw Error(Integrity) for anything else.
Run runFromRecord(std::string_view record);
Journal journalFromRecord(std::string_view record);
CommandOutput outputFromRecord(std::string_view record);

/// The run of a row. Throws Error(Integrity) that names the run when it is damaged.
Run readRun(const RunRow& row);
/// The attachments that its record names; none of a record that cannot be read or that an earlier version wrote.
std::vector<std::string> attachmentsNamedBy(const RunRow& row);
/// Throws Error(Integrity) when the run's record names the attachment: it was there.
void requireNotNamed(const RunRow& row, std::string_view attachment);
/// The unpacked bytes of an attachment. Throws Error(Integrity) that names it when it is damaged.
std::string contentOf(const AttachmentRow& row);

}  // namespace ldapsnap

// Commands that a report names: to show the rest of it, to reproduce it, to verify its snapshots.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/model/render.h"
#include "report/model/report.h"
#include "report/model/results/rehearsal.h"

namespace ldapsnap {

/// What the report is about, in words that still mean the same next year: sites, files, and when they were read, never
/// a name like "seattle~1". "Run seattle/R1 of exchange-server-5.5, 2026-03-02"; "Changes at seattle from 2026-03-01
/// 10:14Z to 2026-03-02 10:51Z"; "lab (2026-03-01) and prod (2026-03-02) compared"; "seattle of 2026-03-02 10:51Z
/// checked for kms-5.0".
std::string titleOf(const Report& report);

/// The same without times, with the names as the user gave them: stays the same from one execution of a command to the
/// next, as what collects results by name needs it. "seattle~1 and seattle compared".
std::string subjectOf(const Report& report);

/// The command that reproduces the report, followed by `options`, quoted for a shell: "ldapsnap diff seattle~1
/// seattle --all". Operands are as the user named them.
std::string commandFor(const Report& report, const std::vector<std::string>& options);

/// The same for a document that is kept: stored snapshots go by their ids, which never mean another one.
std::string lastingCommandFor(const Report& report, const std::vector<std::string>& options);

/// The command that makes the report of a rehearsal again, followed by `options`: the target goes by its id if it is
/// stored.
std::string rehearsalCommand(const RehearsalReport& report, const std::vector<std::string>& options);

/// What the run executed, as one would type it.
std::string commandLineOf(const Run& run);

struct NamedCommand {
  std::string purpose;  ///< "The stored snapshots are complete and unchanged"
  std::string command;
};
/// What a reader runs who does not want to believe the document, which is in `format` and shows what `options` ask for:
/// the last command writes the same bytes.
std::vector<NamedCommand> verifyingCommands(const Report& report, Format format, const RenderOptions& options);

}  // namespace ldapsnap

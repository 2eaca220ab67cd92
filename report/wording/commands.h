// Commands that a report names: to show the rest of it, to reproduce it, to verify its snapshots.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/model/report.h"

namespace ldapsnap {

/// "Run seattle/R1 of exchange-server-5.5", "seattle~1 and seattle compared", "seattle checked for kms-5.0".
std::string titleOf(const Report& report);

/// The command that reproduces the report, followed by `options`, quoted for a shell: "ldapsnap diff seattle~1
/// seattle --all". Operands are as the user named them.
std::string commandFor(const Report& report, const std::vector<std::string>& options);

/// What the run executed, as one would type it.
std::string commandLineOf(const Run& run);

struct NamedCommand {
  std::string purpose;  ///< "The stored snapshots are complete and unchanged"
  std::string command;
};
/// What a reader runs who does not want to believe the page. Snapshots go by their ids, which never mean another one.
std::vector<NamedCommand> verifyingCommands(const Report& report);

}  // namespace ldapsnap

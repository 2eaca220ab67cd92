// Where a user lets a secret come from: a file that is private, a command.
#pragma once

#include <optional>
#include <string>

namespace ldapsnap {

/// Whether users other than its owner can read the file. A group may read a file of root's: so services are given their
/// secrets. What is no file (a pipe of the shell, <(...)) is nobody else's; so is what is not there.
bool isReadableByOthers(const std::string& file);

struct CommandLineRead {
  std::string line;  ///< the first that the command wrote, without its line feed; never moved in memory while it grew
  int exitCode = 0;  ///< 128 + number of the signal that ended it
};
/// Runs `command` by /bin/sh and reads all that it writes; nothing where it cannot be started. Whoever keeps the line
/// secret wipes it.
std::optional<CommandLineRead> firstLineOfCommand(const std::string& command);

}  // namespace ldapsnap

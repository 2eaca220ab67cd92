// Running a setup between two snapshots: the command keeps its terminal, its signals and its exit code.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/run/output_tee.h"

namespace ldapsnap {

/// How a command ended. One that could not be started has the exit code that a POSIX shell gives it (POSIX.1-2017,
/// Shell Command Language, 2.8.2): 127 when it was not found, 126 when it was found and cannot be executed.
struct CommandEnd {
  int exitCode = 0;
  std::optional<Error> notStarted;  ///< why it could not be started
};

/// Runs `argv` (argv[0] found along PATH) with this process's stdin, stdout, stderr and terminal, and waits for it.
/// While it runs, SIGINT and SIGQUIT reach it (the terminal sends them to the foreground process group) and we keep
/// waiting; SIGTERM and SIGHUP sent to us are passed on. The exit code is the command's, 128 + signal number when a
/// signal ended it. Throws Error(Internal) when no process can be made.
/// `tee`, which is not started yet, records what the command writes; the caller calls its finish().
CommandEnd runCommand(const std::vector<std::string>& argv, OutputTee* tee = nullptr);

/// How runCommand() would end for a `command` that cannot be started, as far as its file shows; none if it can be. For
/// telling so before work is done that the command needs.
std::optional<CommandEnd> endWithoutStart(const std::string& command);

/// `argv` as one line that a shell reads back to the same words.
std::string shellQuote(const std::vector<std::string>& argv);

}  // namespace ldapsnap

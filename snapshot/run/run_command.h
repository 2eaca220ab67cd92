// Running a setup between two snapshots: the command keeps its terminal, its signals and its exit code.
#pragma once

#include <string>
#include <vector>

#include "snapshot/run/output_tee.h"

namespace ldapsnap {

/// Runs `argv` (argv[0] found along PATH) with this process's stdin, stdout, stderr and terminal, and waits for it.
/// While it runs, SIGINT and SIGQUIT reach it (the terminal sends them to the foreground process group) and we keep
/// waiting; SIGTERM and SIGHUP sent to us are passed on. Returns its exit code, 128 + signal number when a signal ended
/// it. Throws Error(BadInput) when it cannot be started.
/// `tee`, which is not started yet, records what the command writes; the caller calls its finish().
int runCommand(const std::vector<std::string>& argv, OutputTee* tee = nullptr);

/// `argv` as one line that a shell reads back to the same words.
std::string shellQuote(const std::vector<std::string>& argv);

}  // namespace ldapsnap

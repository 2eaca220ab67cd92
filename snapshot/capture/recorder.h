// Running a setup between two snapshots: the command keeps its terminal, its signals and its exit code.
#pragma once

#include <string>
#include <vector>

namespace ldapsnap {

/// Runs `argv` (argv[0] found along PATH) with this process's stdin, stdout, stderr and terminal, and waits for it.
/// While it runs, SIGINT and SIGQUIT reach it (the terminal sends them to the whole foreground group) and leave us
/// waiting; SIGTERM and SIGHUP sent to us are passed on. Returns its exit code, 128 + signal number when a signal ended
/// it. Throws Error(BadInput) when it cannot be started: nothing was run then.
int runCommand(const std::vector<std::string>& argv);

/// `argv` as it may be kept: values of options that carry a password (-w, --password, --adminpass=...,
/// NAME_PASSWORD=...) are masked as "***"; the option names are data (snapshot/capture/data/secret-arguments.json).
std::vector<std::string> maskSecrets(const std::vector<std::string>& argv);

/// `argv` as one line that a shell reads back to the same words.
std::string shellQuote(const std::vector<std::string>& argv);

}  // namespace ldapsnap

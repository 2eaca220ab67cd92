// The subcommands, one file each. allCommands() is the registry: a new subcommand is one more line of it.
#pragma once

#include <memory>

#include "cli/support/command.h"

namespace ldapsnap {

using CommandPointer = std::unique_ptr<Command>;

CommandPointer makeCapture();
CommandPointer makeRun();
CommandPointer makeImport();
CommandPointer makeDiff();
CommandPointer makeCheck();
CommandPointer makeRehearse();
CommandPointer makeList();
CommandPointer makeRuns();
CommandPointer makeShow();
CommandPointer makeLog();
CommandPointer makeBlame();
CommandPointer makeHistory();
CommandPointer makeLabel();
CommandPointer makeForget();
CommandPointer makeWatch();
CommandPointer makeStore();
CommandPointer makeSites();
CommandPointer makeRules();
CommandPointer makeIdentify();
CommandPointer makeEvidence();
CommandPointer makeExport();

/// Every subcommand that help lists, in its order.
CommandList allCommands();

}  // namespace ldapsnap

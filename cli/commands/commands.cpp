#include "cli/commands/commands.h"

namespace ldapsnap {

CommandList allCommands() {
  using Make = CommandPointer (*)();
  constexpr Make kAll[] = {makeCapture, makeRun,   makeImport, makeDiff,  makeCheck,    makeRehearse, makeWatch,
                           makeList,    makeRuns,  makeShow,   makeLog,   makeBlame,    makeHistory,  makeLabel,
                           makeForget,  makeStore, makeSites,  makeRules, makeIdentify, makeEvidence, makeExport};
  CommandList commands;
  for (const Make make : kAll) commands.push_back(make());
  return commands;
}

}  // namespace ldapsnap

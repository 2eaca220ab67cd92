// A rule drafted from a recorded run: what `ldapsnap rules learn` writes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "diff/compare/model/difference.h"
#include "snapshot/model/command_output.h"
#include "snapshot/model/run.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

struct LearnedRule {
  std::vector<std::filesystem::path> files;  ///< written
  std::vector<std::string> decisions;        ///< what a person must still decide, one sentence each
};

/// What a rule is drafted from.
struct RecordedRun {
  const Run& run;
  const Difference& difference;
  const Snapshot& before;
  const Snapshot& after;
  std::optional<CommandOutput> output;  ///< where `run` kept it
};

/// A burst of changes that the directory itself recorded (diff/history/): what it created.
struct RecordedBurst {
  std::string name;   ///< "burst 2 of prod.ldif"
  std::string setup;  ///< that left such changes, where it is known; empty: it is not
  Time time{};
  const Snapshot& snapshot;
  std::vector<std::string> created;  ///< DNs, in the order of the DIT
};

/// Of a run that failed and whose output names what was there already, the rule is about that: it stops the setup. Else
/// the objects that the run created stop the same setup from running again. FOLDER/NAME.json says so, with two fixtures
/// (one where it holds, one where it does not; names and classes alone) and a setups.json when the folder has none.
/// The draft passes `rules test` and `rules lint`. Throws Error(BadInput) when the run shows neither, and as
/// scaffoldRule() does.
LearnedRule learnRule(const std::filesystem::path& folder, const std::string& name, const RecordedRun& recorded);
/// The same of what a burst created: the objects that are still there stop the setup from running again. Throws
/// Error(BadInput) when none is, and as scaffoldRule() does.
LearnedRule learnRule(const std::filesystem::path& folder, const std::string& name, const RecordedBurst& recorded);

}  // namespace ldapsnap

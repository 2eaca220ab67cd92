// A rule drafted from a recorded run: what `ldapsnap rules learn` writes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "diff/compare/difference.h"
#include "snapshot/snapshot.h"
#include "snapshot/store/run.h"

namespace ldapsnap {

struct LearnedRule {
  std::vector<std::filesystem::path> files;  ///< written
  std::vector<std::string> decisions;        ///< what a person must still decide, one sentence each
};

/// The objects that the run created stop the same setup from running again: FOLDER/NAME.json says so, with two fixtures
/// (after and before, names and classes alone) and a setups.json when the folder has none. What is written passes
/// `rules test` and `rules lint`. Throws Error(BadInput) when the run created no entry, and as scaffoldRule() does.
LearnedRule learnRule(const std::filesystem::path& folder, const std::string& name, const Run& run,
                      const Difference& difference, const Snapshot& after);

}  // namespace ldapsnap

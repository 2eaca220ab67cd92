// A rehearsal: change records played in their order on a snapshot, with the answer that the server would give to each.
//
// Nothing is sent to a server. A step that fails changes nothing, and the steps after it are played all the same: those
// that fail only because of it say so.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "diff/rehearse/answers/verdict.h"
#include "diff/rehearse/prediction/predicted_snapshot.h"
#include "diff/rehearse/steps/change_files.h"
#include "diff/rehearse/steps/rehearsal_step.h"

namespace ldapsnap {

struct Rehearsal {
  std::vector<StepVerdict> steps;
  std::size_t countOf(Outcome outcome) const;
};

/// The change records of a file, or of a folder of files, as steps for `target`, whose names replace the placeholders
/// that setups leave in their files. With a key in `options` their secrets are redacted, as those of the target are.
/// Throws as readSteps() and Placeholders do.
std::vector<RehearsalStep> stepsOfFile(const std::string& path, const Snapshot& target,
                                       const ChangeFileOptions& options = {});

/// Plays `steps` on `predicted`, an unchanged prediction of `target`; afterwards it is what the directory would hold.
/// Reads only entries that the steps name: the cost grows
/// with the steps, not with the directory. Throws Error(BadInput) at the step's line for a name that is not a DN.
Rehearsal rehearse(const std::vector<RehearsalStep>& steps, const Snapshot& target, PredictedSnapshot& predicted);

}  // namespace ldapsnap

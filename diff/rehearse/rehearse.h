// A rehearsal: change records played in their order on a snapshot, with the answer that the server would give to each.
//
// Nothing is sent to a server. A step that fails changes nothing, and the steps after it are played all the same: those
// that fail only because of it say so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/rehearse/answers/obstacle.h"
#include "diff/rehearse/prediction/predicted_snapshot.h"
#include "diff/rehearse/steps/rehearsal_step.h"

namespace ldapsnap {

enum class Outcome {
  Succeeds,
  AlreadyDone,  ///< the server accepts it and nothing changes
  Overwrites,   ///< it succeeds, and values that were changed locally are lost: replaced, or deleted with the entry
  Fails,
  NotKnown,  ///< the snapshot does not tell: a gap, a redacted value, a schema that it does not hold
};
std::string_view nameOf(Outcome outcome);  ///< "succeeds", "already-done", "overwrites", "fails", "not-known"

/// A value that differs from the lab's before the run.
struct LocalChange {
  std::string attribute;
  std::vector<std::string> inLab, here, afterStep;
};

struct StepVerdict {
  std::size_t number = 0;                ///< from 1
  std::optional<std::size_t> line = {};  ///< of the record in its file, from 1; none for a recorded step
  ChangeType change = ChangeType::Add;   ///< never None
  std::string dn;                        ///< as the target names it
  Outcome outcome = Outcome::Succeeds;
  std::optional<Obstacle> obstacle;         ///< if and only if it fails
  ServerAnswer answer;                      ///< of Fails
  std::optional<std::size_t> because = {};  ///< of Fails: the number of the failed step that it depends on
  bool isThereAlike = false;                ///< of a failed add: the entry that is there holds everything it asks for
  std::optional<Doubt> doubt;               ///< if and only if it is not known
  std::vector<LocalChange> overwritten;
};

struct Rehearsal {
  std::vector<StepVerdict> steps;
  std::size_t countOf(Outcome outcome) const;
};

/// The change records of a file as steps for `target`, whose names replace the placeholders that setups leave in their
/// files (steps/placeholders.h). Throws as readSteps() does.
std::vector<RehearsalStep> stepsOfFile(const std::string& file, const Snapshot& target);

/// Plays `steps` on `predicted`, an unchanged prediction of `target`; afterwards it is what the directory would hold.
/// Reads only entries that the steps name: the cost grows
/// with the steps, not with the directory. Throws Error(BadInput) at the step's line for a name that is not a DN.
Rehearsal rehearse(const std::vector<RehearsalStep>& steps, const Snapshot& target, PredictedSnapshot& predicted);

}  // namespace ldapsnap

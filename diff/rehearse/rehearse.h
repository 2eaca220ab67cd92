// A rehearsal: change records played in their order on a snapshot, on paper, with what the server would say to each.
//
// Nothing is sent anywhere. A step that fails changes nothing, and the steps behind it are played all the same: what
// fails only because of it is shown as such.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/rehearse/obstacle.h"
#include "diff/rehearse/predicted_snapshot.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

/// One change, and what is known of where it was recorded.
struct RehearsalStep {
  LdifRecord record;
  /// The entry as it was in the lab before the run, with the target's names; empty where that is not known.
  std::optional<Entry> before = {};
};

enum class Outcome {
  Succeeds,
  AlreadyDone,  ///< the server accepts it and nothing changes
  Overwrites,   ///< it succeeds, and values that somebody changed here are lost: replaced, or deleted with the entry
  Fails,
  NotKnown,  ///< a gap, a redacted value, a schema that the snapshot does not hold
};
std::string_view nameOf(Outcome outcome);  ///< "succeeds", "already-done", "overwrites", "fails", "not-known"

/// A value that differs from the lab's before.
struct LocalChange {
  std::string attribute;
  std::vector<std::string> inLab, here, afterStep;
};

struct StepVerdict {
  std::size_t number = 0;  ///< from 1
  std::size_t line = 0;    ///< of the record in its file; 0 where it has none
  ChangeType change = ChangeType::Add;
  std::string dn;  ///< as the target names it
  Outcome outcome = Outcome::Succeeds;
  std::optional<Obstacle> obstacle;  ///< of Fails
  ServerAnswer answer;               ///< of Fails
  std::size_t because = 0;           ///< of Fails: the number of the failed step that it depends on
  bool isThereAlike = false;         ///< of an add that fails: the entry that is there holds all that it wants
  std::string reason;                ///< of NotKnown
  std::vector<LocalChange> overwritten;
};

struct Rehearsal {
  std::vector<StepVerdict> steps;
  std::size_t countOf(Outcome outcome) const;
};

/// Plays `steps` on `predicted`, which is a prediction of `target`, nothing changed yet, and is afterwards what would
/// be there. Setups' placeholders are filled in (placeholders.h). Reads only entries that the steps name: the cost
/// follows the steps. Throws Error(BadInput) at the step's line for a name that is no DN.
Rehearsal rehearse(const std::vector<RehearsalStep>& steps, const Snapshot& target, PredictedSnapshot& predicted);

/// The change records of a file, in its order. Throws Error(BadInput) at file:line.
std::vector<RehearsalStep> stepsOfFile(const std::string& file);

}  // namespace ldapsnap

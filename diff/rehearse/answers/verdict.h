// What a rehearsal says of one step.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/rehearse/answers/obstacle.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

enum class Outcome {
  Succeeds,
  AlreadyDone,  ///< nothing changes: the server accepts it as it is, or ldifde goes on (RehearsalStep::isSchemaUpdate)
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
  std::string file = {};                 ///< of a folder of change files: the name of the record's own
  std::size_t number = 0;                ///< from 1
  std::optional<std::size_t> line = {};  ///< of the record in its file, from 1; none for a recorded step
  ChangeType change = ChangeType::Add;   ///< never None
  std::string dn;                        ///< as the target names it
  Outcome outcome = Outcome::Succeeds;
  std::optional<Obstacle> obstacle;         ///< if and only if it fails
  ServerAnswer answer;                      ///< of Fails
  std::optional<std::size_t> because = {};  ///< of Fails: the number of the failed step that it depends on
  /// Of Fails: what it asks for is there already, all of it. The entry that an add makes, the values that a modify adds
  /// or replaces; those that a modify deletes are not there.
  bool isThereAlike = false;
  std::optional<Doubt> doubt;  ///< if and only if it is not known
  std::vector<LocalChange> overwritten;
};

}  // namespace ldapsnap

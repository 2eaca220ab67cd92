// One step while it is played; for the sources of StepPlayer alone.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diff/rehearse/play/step_player.h"

namespace ldapsnap {

/// One step while it is played.
struct StepPlayer::Attempt {
  RehearsalStep step;
  Dn dn;
  StepVerdict verdict;
  bool changesNothing = false;  ///< should it succeed
  bool isOver = false;          ///< what follows cannot be told

  std::vector<Modification> request;  ///< of an add, its attributes
  std::optional<Entry> held;          ///< of a modify and a rename, the entry as it is
  Entry entry;                        ///< as the request would leave it
  Dn newDn, newSuperior;              ///< of a rename

  const LdifRecord& record() const { return step.record; }
  /// The first doubt stays: the others may follow from it.
  void doubt(Doubt doubt) {
    if (!verdict.doubt) verdict.doubt = std::move(doubt);
  }
};

inline Obstacle obstacleOf(ObstacleKind kind, const std::string& holder = "") {
  Obstacle result;
  result.kind = kind;
  result.holder = holder;
  return result;
}

/// A name that is not a DN (RFC 4514) is an obstacle: the server answers to the request, not to the file.
struct ParsedName {
  std::optional<Dn> dn;
  std::string error;  ///< without `dn`: why
};
ParsedName parseName(const std::string& text);
Obstacle invalidName(const std::string& text, const std::string& why);

/// The values that a modify record adds or sets, all in one entry.
Entry joinedModifications(const LdifRecord& record);

/// A class may be undefined, or a type, only because a module that was loaded on the way defines it.
bool isUndefinedElement(const Obstacle& obstacle);
/// A definition that names one which is not there.
bool isUndefinedReference(const Obstacle& obstacle);

}  // namespace ldapsnap

// Findings: rules that hold on a snapshot, with the objects that make them hold.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/setup/pack.h"

namespace ldapsnap {

/// Where an object came from, as far as the store's history knows.
struct Introduction {
  std::string run;       ///< "seattle/R1"; empty when a plain capture first showed it
  std::string setup;     ///< of the run
  std::string snapshot;  ///< id of the first snapshot that holds it
  Time taken{};
  bool wasThereFromTheStart = false;  ///< the site's first snapshot held it already
};

struct Finding {
  Level level = Level::Error;
  std::string rule, title;
  std::vector<std::string> setups;   ///< that it blocks
  std::string dn;                    ///< the object; the bound entry when the rule is about an absence
  std::vector<std::string> objects;  ///< further objects of the same finding
  std::string was, now;  ///< one line each: "absent", "present (Encryption-Cfg)"; `was` is empty without a before
  std::string message, why, fix;  ///< with ${names} filled in
  std::vector<Reference> references;
  std::optional<Introduction> introducedBy;
  bool isNew = false;  ///< the before-snapshot does not have it (diff and run)
  /// 12 hexadecimal digits of SHA-256 over rule id, folded DN and kind: the same object gives the same id in every run.
  std::string id;
};

/// A rule that could not be judged, and why. Never a pass.
struct NotEvaluated {
  std::string rule, title;
  std::vector<std::string> setups;
  std::string reason;
};

/// What the rules say of one setup.
struct SetupVerdict {
  enum class State { CanRun, Blocked, NotEvaluated };
  std::string setup, title;
  State state = State::CanRun;
  std::vector<std::string> blockedBy;  ///< finding ids
  std::size_t rules = 0;               ///< how many rules were looked at; with 0 nothing is known that stops it
};

}  // namespace ldapsnap

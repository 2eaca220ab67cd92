// Findings: rules that hold on a snapshot, with the objects that make them hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diff/rules/pack/pack.h"

namespace ldapsnap {

/// What the directory's own metadata says of an entry or a value (diff/history/).
struct RecordedOrigin {
  Time time{};
  bool isCreation = true;        ///< false: it existed before, and was written then
  std::string server, identity;  ///< empty: not recorded. Directory content: hostile
  std::uint32_t times = 0;       ///< how often it was written in all; 0: not recorded
  std::size_t burst = 0;         ///< number of the burst of changes; 0: not asked for

  bool operator==(const RecordedOrigin&) const = default;
};

/// Where an object came from, as far as the store's history knows, or the directory itself.
struct Introduction {
  std::string run;       ///< "seattle/R1"; empty when a plain capture first showed it
  std::string setup;     ///< of the run
  std::string snapshot;  ///< id of the first snapshot that holds it; empty: there is no store
  Time taken{};
  bool wasThereFromTheStart = false;  ///< the site's first snapshot held it already
  /// Where the store has no earlier snapshot that shows more. Without a store, all that is known.
  std::optional<RecordedOrigin> recorded = {};
};

/// Somebody has looked at the finding and accepts it for a time (waivers.h).
struct Waiver {
  std::string reason;
  std::string expires;  ///< the last day, as written: "2027-05-31"
  Time until{};         ///< the end of that day, UTC
};

/// What makes a rule hold: an object that is there, or one that is not.
enum class FindingKind { Exists, Missing };

struct Finding {
  Level level = Level::Error;
  FindingKind kind = FindingKind::Exists;
  std::string rule, title;
  std::vector<std::string> setups;  ///< that it blocks
  /// The object: the first entry that the rule found, in DIT order. Where the rule is about an absence: what is
  /// missing, or the entry bound last.
  std::string dn;
  std::vector<std::string> objects;  ///< further objects of the same finding
  /// One line each: "absent", "present (Encryption-Cfg)", followed by the values that the rule looked at:
  /// "present (Site-Addressing), Gateway-Proxy: X400:c=US". `was` is empty without a before.
  std::string was, now;
  std::string message, why, fix;  ///< with ${names} filled in
  std::vector<Reference> references;
  std::optional<Introduction> introducedBy;
  std::optional<Waiver> waived;  ///< shown, but it stops no setup
  bool isNew = false;            ///< the before-snapshot does not have it (diff and run)
  /// 12 hexadecimal digits of SHA-256 over rule id, folded DN and kind: the same object gives the same id in every run.
  std::string id;
};

/// A rule that could not be judged, and why. Never a pass.
struct NotEvaluated {
  Level level = Level::Error;
  std::string rule, title;
  std::vector<std::string> setups;
  std::string reason;
};

/// A rule that was looked at and found nothing: reports count it, and a test case of it passes.
struct PassedRule {
  Level level = Level::Error;
  std::string rule, title;
  std::vector<std::string> setups;  ///< that it would block
};

/// What the rules say of one setup.
struct SetupVerdict {
  enum class State {
    CanRun,         ///< none of its rules found anything that stops it
    Blocked,        ///< by at least one finding of level error
    NotEvaluated,   ///< not blocked by what could be judged, but not everything could be
    NotApplicable,  ///< the directory shows nothing of the setup's product family, so its rules were not looked at; or
                    ///< it rules the setup out by a choice that was made for good (Rule::isByChoice)
  };
  /// Of NotApplicable.
  enum class Because {
    None,
    OtherProduct,  ///< the directory shows nothing of its product family
    NotShown,      ///< nor does the snapshot, which does not hold everything that would show it
    Done,          ///< it was run, or a newer version was, or nothing here uses it (Setup::ahead)
    NotAskedFor,   ///< no directory suggests it (Setup::isOnRequest)
    Impossible,    ///< ruled out by a choice that was made for good
  };
  std::string setup, title;
  std::string family;
  State state = State::CanRun;
  std::vector<std::string> blockedBy;      ///< ids of findings of level error
  std::vector<std::string> warnedBy;       ///< ids of its other findings
  std::size_t rules = 0;                   ///< how many rules were looked at; with 0 nothing is known that stops it
  std::vector<std::string> waivedBy = {};  ///< ids of findings of level error that are waived
  Because because = Because::None;
};

}  // namespace ldapsnap

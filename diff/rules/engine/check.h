// Evaluating packs on a snapshot.
#pragma once

#include <string>
#include <vector>

#include "diff/rules/engine/bindings.h"
#include "diff/rules/engine/finding.h"
#include "diff/rules/pack/pack.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

struct CheckResult {
  std::vector<Finding> findings;  ///< errors first, then by rule and DN
  std::vector<NotEvaluated> notEvaluated;
  std::vector<PassedRule> passed;    ///< in the order of rule ids; rules of families that do not apply are in no list
  std::vector<SetupVerdict> setups;  ///< in the order of the packs
  std::vector<Finding> resolved;     ///< with a before: findings that went away
};

/// Which setups to judge; empty: all.
using SetupSelection = std::vector<std::string>;

/// Every setup, asked for by name: rules about choices (Rule::isByChoice) speak too.
SetupSelection everySetup(const Packs& packs);

/// What is judged besides in a check that selects no setup.
struct AlsoAsked {
  /// Setups that the site's profile plans: as if they were asked for by name, while the others are judged as ever.
  SetupSelection planned;
  /// Every setup of the products that the directory shows: also those that are done, impossible or not asked for.
  bool isAll = false;
};

/// Every rule that blocks a selected setup, on `snapshot`, which is read once. What a condition asks about and the
/// snapshot does not show (a gap, a context that was not read, a redacted value) makes the rule not evaluated where the
/// answer depends on it. Throws Error(BadInput) for a setup that no pack has.
/// `parameters`: what was given for those of rules. A rule that needs one which was not given is not evaluated where
/// its setup is asked for by name, and not looked at otherwise. Throws Error(BadInput) for a parameter that no rule
/// has.
CheckResult check(const Packs& packs, const Snapshot& snapshot, const SetupSelection& selection = {},
                  const ParameterValues& parameters = {}, const AlsoAsked& also = {});
/// As above on `after`, with `was` and `isNew` from `before`, and what went away.
CheckResult check(const Packs& packs, const Snapshot& before, const Snapshot& after,
                  const SetupSelection& selection = {}, const ParameterValues& parameters = {},
                  const AlsoAsked& also = {});

/// Fills Finding::introducedBy from the history of the snapshot's site, back from `snapshot`: where the object began to
/// be as the rule found it. Snapshots that do not cover an object (a gap, another context) are passed over. A finding
/// about an absence has no object, so it gets none.
void traceIntroductions(Store& store, const Packs& packs, const SnapshotInfo& snapshot, std::vector<Finding>& findings);

}  // namespace ldapsnap

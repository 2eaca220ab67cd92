// Evaluating packs on a snapshot.
#pragma once

#include <string>
#include <vector>

#include "diff/setup/finding.h"
#include "diff/setup/pack.h"
#include "snapshot/snapshot.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

struct CheckResult {
  std::vector<Finding> findings;  ///< errors first, then by rule and DN
  std::vector<NotEvaluated> notEvaluated;
  std::vector<SetupVerdict> setups;  ///< in the order of the packs
  std::vector<Finding> resolved;     ///< with a before: findings that went away
};

/// Which setups to judge; empty: all.
using SetupSelection = std::vector<std::string>;

/// Every rule that blocks a selected setup, on `snapshot`. A gap that covers what a condition reads makes it not
/// evaluated where the answer depends on it.
CheckResult check(const Packs& packs, const Snapshot& snapshot, const SetupSelection& selection = {});
/// As above on `after`, with `was` and `isNew` from `before`, and what went away.
CheckResult check(const Packs& packs, const Snapshot& before, const Snapshot& after,
                  const SetupSelection& selection = {});

/// Fills Finding::introducedBy from the history of the snapshot's site, back from `snapshot`.
void traceIntroductions(Store& store, const SnapshotInfo& snapshot, std::vector<Finding>& findings);

}  // namespace ldapsnap

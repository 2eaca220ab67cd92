// The snapshots of a site back from one of them, newest first, opened when they are first asked.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "diff/rules/engine/finding.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

class SiteHistory {
 public:
  /// `store` must outlive it. Begins with `snapshot` itself.
  SiteHistory(Store& store, const SnapshotInfo& snapshot);

  std::size_t size() const { return infos_.size(); }
  const Snapshot& at(std::size_t position);
  /// What the snapshot at `position` first held; `isBounded`: an older one shows that it did not exist before.
  Introduction introduction(std::size_t position, bool isBounded) const;

 private:
  Store& store_;
  std::vector<SnapshotInfo> infos_;
  std::vector<std::unique_ptr<Snapshot>> snapshots_;
  std::vector<Run> runs_;
};

}  // namespace ldapsnap

#include "diff/history/site_history.h"

#include <algorithm>
#include <iterator>

#include "snapshot/store/records/names.h"

namespace ldapsnap {
namespace {

/// The snapshot and the earlier states of its site, newest first.
std::vector<SnapshotInfo> backFrom(Store& store, const SnapshotInfo& snapshot) {
  std::vector<SnapshotInfo> history = store.snapshots(snapshot.site);
  const auto here = std::find_if(history.begin(), history.end(),
                                 [&snapshot](const SnapshotInfo& info) { return info.id == snapshot.id; });
  if (here != history.end()) history.erase(std::next(here), history.end());
  std::erase_if(history, [&](const SnapshotInfo& info) { return info.id != snapshot.id && !isInHistory(info); });
  std::reverse(history.begin(), history.end());
  return history;
}

}  // namespace

SiteHistory::SiteHistory(Store& store, const SnapshotInfo& snapshot)
    : store_(store), infos_(backFrom(store, snapshot)), snapshots_(infos_.size()), runs_(store.runs(snapshot.site)) {}

const Snapshot& SiteHistory::at(std::size_t position) {
  if (!snapshots_[position]) snapshots_[position] = store_.snapshot(infos_[position].id);
  return *snapshots_[position];
}

Introduction SiteHistory::introduction(std::size_t position, bool isBounded) const {
  Introduction introduction{"", "", infos_[position].id, infos_[position].taken, !isBounded};
  if (!isBounded) return introduction;
  for (const Run& run : runs_) {
    if (run.after != introduction.snapshot) continue;
    introduction.run = run.name();
    introduction.setup = run.setup;
  }
  return introduction;
}

}  // namespace ldapsnap

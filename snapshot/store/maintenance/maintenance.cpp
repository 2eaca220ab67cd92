#include "snapshot/store/maintenance/maintenance.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unordered_set>

#include "snapshot/base/error.h"
#include "snapshot/store/maintenance/chunk_references.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/records/names.h"

namespace ldapsnap {
namespace {

/// Every chunk that a snapshot needs.
class ReachableChunks {
 public:
  ReachableChunks(Backend& backend, const ChunkProgress& progress) : chunks_(backend), progress_(progress) {
    for (const SnapshotRow& row : backend.snapshots())
      for (const ChunkId& root : rootsOf(Manifest::read(row))) mark(root);
  }

  bool has(const ChunkId& id) const { return marked_.count(id) > 0; }

 private:
  void mark(const ChunkId& id) {
    if (!marked_.insert(id).second) return;
    if (progress_) progress_(marked_.size());
    const std::shared_ptr<const Chunk> chunk = chunks_.read(id);
    for (const ChunkId& reference : referencesOf(*chunk)) mark(reference);
  }

  ChunkReader chunks_;
  const ChunkProgress& progress_;
  std::unordered_set<ChunkId> marked_;
};

/// Those that `runs` keeps. A run without its after-snapshot is still going on, or waits for `run --finish`.
std::set<std::string> snapshotsOfRuns(Store& store, Retention::Runs runs) {
  std::set<std::string> ids;
  for (const Run& run : store.runs())
    if (runs == Retention::Runs::Keep || run.after.empty()) ids.insert({run.before, run.after});
  return ids;
}

std::vector<Hash> idsOf(const std::vector<SnapshotInfo>& snapshots) {
  std::vector<Hash> ids;
  for (const SnapshotInfo& snapshot : snapshots) ids.push_back(*Hash::fromHex(snapshot.id));
  return ids;
}

}  // namespace

StoreStatistics statisticsOf(Store& store) {
  Backend& backend = store.backend();
  const std::unique_ptr<StoreLock> moment = backend.readOneMoment();
  StoreStatistics statistics;
  statistics.snapshots = backend.snapshots().size();
  statistics.runs = backend.runs().size();
  statistics.labels = backend.labels().size();
  statistics.bytesOnDisk = backend.sizeOnDisk();
  backend.forEachChunk([&](const ChunkId&, std::string_view packed) {
    const Chunk chunk(unpack(packed));
    statistics.leaves += chunk.type() == ChunkType::Leaf ? 1 : 0;
    statistics.nodes += chunk.type() == ChunkType::Node ? 1 : 0;
    statistics.blobs += chunk.type() == ChunkType::Blob ? 1 : 0;
    statistics.bytes += chunk.size();
    statistics.packedBytes += packed.size();
  });
  return statistics;
}

Collected collectGarbage(Store& store, const ChunkProgress& progress) {
  Backend& backend = store.backend();
  const std::unique_ptr<StoreLock> lock = backend.lockForRemoving();
  Collected collected;
  collected.bytesBefore = backend.sizeOnDisk();
  const ReachableChunks reachable(backend, progress);
  std::vector<ChunkId> unneeded;
  backend.forEachChunk([&](const ChunkId& id, std::string_view) {
    if (reachable.has(id)) {
      ++collected.kept;
    } else {
      unneeded.push_back(id);
    }
  });
  // In one transaction: where a chunk exists, everything below it must exist (copySnapshots() relies on it).
  backend.remove(unneeded);
  backend.compact();
  collected.removed = unneeded.size();
  collected.bytesAfter = backend.sizeOnDisk();
  return collected;
}

std::vector<SnapshotInfo> forget(Store& store, std::string_view site, const Retention& retention, DryRun dryRun) {
  Backend& backend = store.backend();
  const std::unique_ptr<StoreLock> lock = backend.lockForRemoving();
  std::set<std::string> kept = snapshotsOfRuns(store, retention.runs);
  for (const LabelRow& label : backend.labels()) kept.insert(label.snapshot.hex());
  const std::vector<SnapshotInfo> all = store.snapshots(site);
  // A prediction does not count among the last snapshots of its site; the last predictions are kept as well.
  std::map<std::pair<std::string, bool>, std::vector<const SnapshotInfo*>> newestFirst;
  for (auto snapshot = all.rbegin(); snapshot != all.rend(); ++snapshot)
    newestFirst[{snapshot->site, isInHistory(*snapshot)}].push_back(&*snapshot);
  for (const auto& [unused, snapshots] : newestFirst) {
    std::vector<Time> times;
    for (const SnapshotInfo* snapshot : snapshots) times.push_back(snapshot->taken);
    const std::vector<bool> keeps = keptBy(retention.policy, times);
    for (std::size_t i = 0; i < snapshots.size(); ++i)
      if (keeps[i]) kept.insert(snapshots[i]->id);
  }
  std::vector<SnapshotInfo> forgotten;
  std::copy_if(all.begin(), all.end(), std::back_inserter(forgotten),
               [&](const SnapshotInfo& snapshot) { return kept.count(snapshot.id) == 0; });
  if (dryRun == DryRun::No) backend.removeSnapshots(idsOf(forgotten));
  return forgotten;
}

void forgetSnapshots(Store& store, const std::vector<SnapshotInfo>& snapshots, Retention::Runs runs, DryRun dryRun) {
  Backend& backend = store.backend();
  const std::unique_ptr<StoreLock> lock = backend.lockForRemoving();
  const std::set<std::string> ofRuns = snapshotsOfRuns(store, runs);
  for (const SnapshotInfo& snapshot : snapshots) {
    const std::vector<std::string> labels = store.labelsOf(snapshot.id);
    if (!labels.empty())
      throw Error(ErrorKind::BadInput, fmt::format("snapshot {} has the label {}", snapshot.id, labels.front()))
          .fix(fmt::format("remove it first, with `ldapsnap label {} --delete`", labels.front()));
    if (ofRuns.contains(snapshot.id))
      throw Error(ErrorKind::BadInput, fmt::format("snapshot {} belongs to a run", snapshot.id))
          .fix("--forget-runs removes it all the same, unless the run is not finished");
  }
  if (dryRun == DryRun::No) backend.removeSnapshots(idsOf(snapshots));
}

}  // namespace ldapsnap

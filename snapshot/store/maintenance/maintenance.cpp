#include "snapshot/store/maintenance/maintenance.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "snapshot/base/error.h"
#include "snapshot/store/maintenance/chunk_references.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/records/names.h"

namespace ldapsnap {
namespace {

/// Every chunk that a snapshot needs. Chunks are read level by level, many at a time.
class ReachableChunks {
 public:
  ReachableChunks(Backend& backend, const ChunkProgress& progress)
      : backend_(backend), chunks_(backend), progress_(progress) {}

  /// Marks what the snapshots need that were not there at the call before.
  void markSnapshots() {
    std::vector<ChunkId> roots;
    for (const SnapshotRow& row : backend_.snapshots()) {
      if (!snapshots_.insert(row.id).second) continue;
      for (const ChunkId& root : rootsOf(Manifest::read(row))) roots.push_back(root);
    }
    mark(std::move(roots));
  }

  /// Marks `ids` and everything below them.
  void mark(std::vector<ChunkId> ids) {
    while (!ids.empty()) {
      std::erase_if(ids, [this](const ChunkId& id) { return !marked_.insert(id).second; });
      std::vector<ChunkId> below;
      for (std::size_t at = 0; at < ids.size(); at += ChunkReader::kReadAhead) {
        const std::span<const ChunkId> part =
            std::span(ids).subspan(at, std::min(ChunkReader::kReadAhead, ids.size() - at));
        chunks_.prefetch(part);
        for (const ChunkId& id : part) {
          const std::vector<ChunkId> references = referencesOf(*chunks_.readAny(id));
          below.insert(below.end(), references.begin(), references.end());
        }
        if (progress_) progress_(marked_.size());
      }
      ids = std::move(below);
    }
  }

  bool has(const ChunkId& id) const { return marked_.count(id) > 0; }

 private:
  Backend& backend_;
  ChunkReader chunks_;
  const ChunkProgress& progress_;
  std::unordered_set<Hash> snapshots_;
  std::unordered_set<ChunkId> marked_;
};

/// Those that `runs` keeps. A run without its after-snapshot is still going on, or waits for `run --finish`.
std::set<std::string> snapshotsOfRuns(Store& store, Retention::Runs runs) {
  std::set<std::string> ids;
  for (const Run& run : store.runs())
    if (runs == Retention::Runs::Keep || run.after.empty()) ids.insert({run.before, run.after});
  return ids;
}

/// At which place each snapshot is, by id.
std::unordered_map<std::string, std::size_t> placesOf(const std::vector<SnapshotKey>& snapshots) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < snapshots.size(); ++i) places[snapshots[i].id.hex()] = i;
  return places;
}

std::vector<Hash> idsOf(const std::vector<SnapshotInfo>& snapshots) {
  std::vector<Hash> ids;
  for (const SnapshotInfo& snapshot : snapshots) ids.push_back(*Hash::fromHex(snapshot.id));
  return ids;
}

std::vector<SiteStatistics> statisticsOfSites(const std::vector<SnapshotInfo>& snapshots,
                                              const std::vector<Run>& runs) {
  std::map<std::string, SiteStatistics> bySite;
  for (const SnapshotInfo& snapshot : snapshots) {  // oldest first
    SiteStatistics& site = bySite[snapshot.site];
    if (!isInHistory(snapshot)) {
      ++site.predictions;
      continue;
    }
    if (site.snapshots++ == 0) site.oldest = snapshot.taken;
    site.newest = snapshot.taken;
    site.entries = snapshot.entries;
  }
  for (const Run& run : runs) ++bySite[run.site].runs;
  std::vector<SiteStatistics> sites;
  for (auto& [name, site] : bySite) {
    site.site = name;
    sites.push_back(std::move(site));
  }
  return sites;
}

std::vector<TeamStatistics> statisticsOfTeams(const std::vector<PermissionRow>& permissions,
                                              const std::vector<SiteStatistics>& sites) {
  std::map<std::string, TeamStatistics> byRole;
  const auto addOnce = [](std::vector<std::string>& list, const std::string& text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
  };
  for (const PermissionRow& row : permissions) {
    TeamStatistics& team = byRole[row.role];
    addOnce(team.may, row.may);
    addOnce(team.sites, row.site);
  }
  std::vector<TeamStatistics> teams;
  for (auto& [role, team] : byRole) {
    team.role = role;
    const std::set<std::string> granted(team.sites.begin(), team.sites.end());
    for (const SiteStatistics& site : sites) {
      if (!granted.contains("*") && !granted.contains(site.site)) continue;
      team.snapshots += site.snapshots;
      team.runs += site.runs;
    }
    teams.push_back(std::move(team));
  }
  return teams;
}

}  // namespace

StoreStatistics statisticsOf(Store& store) {
  Backend& backend = store.backend();
  const std::unique_ptr<StoreLock> moment = backend.readOneMoment();
  StoreStatistics statistics;
  const std::vector<SnapshotInfo> snapshots = store.snapshots();
  const std::vector<Run> runs = store.runs();
  statistics.snapshots = snapshots.size();
  statistics.runs = runs.size();
  statistics.sites = statisticsOfSites(snapshots, runs);
  statistics.teams = statisticsOfTeams(backend.permissions(), statistics.sites);
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
  ReachableChunks reachable(backend, progress);
  reachable.markSnapshots();
  std::vector<ChunkId> unneeded;
  std::unordered_set<ChunkId> listed;
  backend.forEachChunkId([&](const ChunkId& id) {
    listed.insert(id);
    if (!reachable.has(id)) unneeded.push_back(id);
  });
  // In an archive others write meanwhile. Who begins after condemn() writes such a chunk again instead of counting on
  // it; who began before has ended after waitForEarlier(). What they have stored until then stays, with all below it.
  backend.condemn(unneeded);
  backend.waitForEarlier();
  reachable.markSnapshots();
  std::vector<ChunkId> added;
  backend.forEachChunkId([&](const ChunkId& id) {
    if (!listed.contains(id) && !reachable.has(id)) added.push_back(id);
  });
  reachable.mark(std::move(added));
  std::vector<ChunkId> needed;
  std::erase_if(unneeded, [&](const ChunkId& id) {
    if (reachable.has(id)) needed.push_back(id);
    return reachable.has(id);
  });
  backend.pardon(needed);
  // Where a chunk exists and is not condemned, everything below it must exist (copySnapshots() relies on it): so in one
  // transaction where nothing can be condemned.
  backend.remove(unneeded);
  backend.compact();
  collected.kept = listed.size() - unneeded.size();
  collected.removed = unneeded.size();
  collected.bytesAfter = backend.sizeOnDisk();
  return collected;
}

std::vector<SnapshotInfo> forget(Store& store, std::string_view site, const Retention& retention, DryRun dryRun) {
  Backend& backend = store.backend();
  const std::unique_ptr<StoreLock> lock = backend.lockForRemoving();
  std::set<std::string> kept = snapshotsOfRuns(store, retention.runs);
  for (const LabelRow& label : backend.labels()) kept.insert(label.snapshot.hex());
  const std::vector<SnapshotKey> all = backend.snapshotKeys(site);
  // A prediction does not count among the last snapshots of its site; the last predictions are kept as well.
  std::map<std::pair<std::string, bool>, std::vector<const SnapshotKey*>> newestFirst;
  for (auto snapshot = all.rbegin(); snapshot != all.rend(); ++snapshot)
    newestFirst[{snapshot->site, snapshot->isPrediction}].push_back(&*snapshot);
  std::vector<Hash> dropped;
  for (const auto& [unused, snapshots] : newestFirst) {
    std::vector<Time> times;
    for (const SnapshotKey* snapshot : snapshots) times.emplace_back(std::chrono::seconds(snapshot->taken));
    const std::vector<bool> keeps = keptBy(retention.policy, times);
    for (std::size_t i = 0; i < snapshots.size(); ++i)
      if (!keeps[i] && kept.count(snapshots[i]->id.hex()) == 0) dropped.push_back(snapshots[i]->id);
  }
  std::vector<std::string> ids;
  for (const Hash& id : dropped) ids.push_back(id.hex());
  std::vector<SnapshotInfo> forgotten = store.snapshotsWithIds(ids);
  const std::unordered_map<std::string, std::size_t> order = placesOf(all);
  std::sort(forgotten.begin(), forgotten.end(),
            [&](const SnapshotInfo& a, const SnapshotInfo& b) { return order.at(a.id) < order.at(b.id); });
  if (dryRun == DryRun::No) backend.removeSnapshots(dropped);
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

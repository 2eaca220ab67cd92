// Maintenance of a store: verify it, count what it holds, remove what no snapshot needs, copy snapshots to another
// store.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "snapshot/store/maintenance/retention.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

/// Called from time to time with the number of chunks that are done. May be empty.
using ChunkProgress = std::function<void(std::uint64_t chunks)>;

/// Something in the store that is not as it was written.
struct Damage {
  std::string what;                    ///< "chunk 3f...: missing from the store"
  std::vector<std::string> snapshots;  ///< ids of those that cannot be read in full; empty when no snapshot needs it

  bool operator==(const Damage&) const = default;
};

/// What verifyStore() reads.
struct VerifyRequest {
  std::vector<std::string> snapshots = {};  ///< ids of the only ones to read; empty: everything in the store
  /// Of the leaves, which are most of a store, how many in a hundred to read; the others only have to be there. Chosen
  /// anew each time, so that many samples come to read everything.
  double percent = 100;
};

struct Verification {
  std::uint64_t snapshots = 0, damagedSnapshots = 0, runs = 0;
  std::uint64_t chunks = 0;   ///< read
  std::uint64_t skipped = 0;  ///< not read, because of VerifyRequest::percent
  std::vector<Damage> damages;

  bool isSound() const { return damages.empty(); }
};
/// Reads everything: the database's own structure, every chunk against its id, every tree from its manifest down,
/// every row. Continues after damage. Of `request`, less.
Verification verifyStore(Store& store, const ChunkProgress& progress = {}, const VerifyRequest& request = {});

/// What the store holds of one site.
struct SiteStatistics {
  std::string site;
  std::uint64_t snapshots = 0, predictions = 0, runs = 0;
  Time oldest{}, newest{};    ///< of its snapshots without predictions; nothing where there are none
  std::uint64_t entries = 0;  ///< in the newest
};

/// What a role of an archive may do, and how much there is of its sites.
struct TeamStatistics {
  std::string role;
  std::vector<std::string> may;    ///< "keeper", "reader", "writer"
  std::vector<std::string> sites;  ///< that it was granted; "*": all
  std::uint64_t snapshots = 0, runs = 0;
};

struct StoreStatistics {
  std::uint64_t snapshots = 0, runs = 0, labels = 0;
  std::uint64_t leaves = 0, nodes = 0, blobs = 0;
  std::uint64_t bytes = 0;                 ///< of all chunks before compression
  std::uint64_t packedBytes = 0;           ///< and after it
  std::uint64_t bytesOnDisk = 0;           ///< the database's files
  std::vector<SiteStatistics> sites = {};  ///< by name
  std::vector<TeamStatistics> teams = {};  ///< by name; of an archive
};
StoreStatistics statisticsOf(Store& store);

struct Collected {
  std::uint64_t kept = 0, removed = 0;
  std::uint64_t bytesBefore = 0, bytesAfter = 0;  ///< on disk
};
/// Removes the chunks that no snapshot needs, and releases their space. Throws Error(Unreachable) while a process
/// writes, Error(Integrity) when a chunk cannot be read: what it refers to is not known then, and nothing is removed.
Collected collectGarbage(Store& store, const ChunkProgress& progress = {});

struct Copied {
  std::uint64_t snapshots = 0, runs = 0, labels = 0;  ///< those that were not there
  std::uint64_t unfinishedRuns = 0;                   ///< left out: they have no snapshot after them yet
  std::uint64_t chunks = 0, chunksThere = 0;          ///< written; found in the target with all below them
};
/// Copies snapshots by id, with their labels (where the target has no such label) and the runs between them, which
/// keep their numbers where those are free, with what is attached to them. Reads and writes only chunks that the target
/// does not have. The redaction key is not copied: between stores with different keys every secret looks changed.
/// Throws Error(Integrity) when a chunk is damaged; that snapshot and the ones after it are not copied then.
Copied copySnapshots(Store& from, Store& to, const std::vector<std::string>& ids, const ChunkProgress& progress = {});

/// What forget() keeps, besides all snapshots that have a label and those before a run that is not finished.
struct Retention {
  KeepPolicy policy;                                   ///< for each site; predictions are counted separately
  enum class Runs { Keep, Forget } runs = Runs::Keep;  ///< snapshots before and after a run
};
enum class DryRun { Yes, No };
/// Removes the snapshots that `retention` does not keep, of one site or of all when it is empty, and returns them. Runs
/// stay on record. collectGarbage() releases the space.
std::vector<SnapshotInfo> forget(Store& store, std::string_view site, const Retention& retention, DryRun dryRun);
/// Removes these snapshots. Throws Error(BadInput), and removes none, where one of them is kept: it has a label,
/// belongs to a run that is not finished, or to any run unless `runs` says otherwise.
void forgetSnapshots(Store& store, const std::vector<SnapshotInfo>& snapshots, Retention::Runs runs, DryRun dryRun);

}  // namespace ldapsnap

// Where a store keeps its data: chunks by id, and rows that say what they mean. One implementation per kind of
// database: sqlite_backend.h for a local folder, postgresql/postgresql_backend.h for an archive.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/store/chunk/chunk_store.h"

namespace ldapsnap {

/// A snapshot's row. Site and time repeat what the manifest says, to find and to order snapshots.
struct SnapshotRow {
  Hash id;  ///< SHA-256 of the manifest
  std::string site;
  std::int64_t taken = 0;  ///< seconds since 1970
  std::string manifest;
};

struct LabelRow {
  std::string name;
  Hash snapshot;
  bool isIntact = true;  ///< the row is the one that was written; other rows can be read in any case
};

/// A run's row: the run as canonical JSON (run_record.h).
struct RunRow {
  std::string site;
  int number = 0;
  std::string record;
  bool isIntact = true;
};

/// What is attached to a run: the journal of what happened meanwhile, the output of the command.
struct AttachmentRow {
  std::string site;
  int number = 0;    ///< of the run
  std::string name;  ///< "journal"
  std::string data;  ///< packed (chunk.h)
  bool isIntact = true;
};

/// A snapshot's row without its manifest.
struct SnapshotKey {
  Hash id;
  std::string site;
  std::int64_t taken = 0;
  bool isPrediction = false;  ///< does not belong to the history of its site (records/names.h)
};

/// Which snapshots are asked for.
struct SnapshotQuery {
  std::string site = {};                   ///< empty: of all sites
  std::size_t most = 0;                    ///< the newest so many; 0: all
  std::optional<std::int64_t> since = {};  ///< only those taken then or later
  bool isHistory = false;                  ///< without predictions
};

/// A site that has snapshots.
struct SiteRow {
  std::string site;
  std::uint64_t snapshots = 0, predictions = 0;
  std::int64_t latest = 0;  ///< when the newest was taken that is not a prediction
};

/// What the owner of an archive has granted.
struct PermissionRow {
  std::string role, may;  ///< "reader", "writer" or "keeper"
  std::string site;       ///< "*": all
};

/// What a name (Store::find(), Store::run()) is made of, as far as it says which rows it needs (records/names.h).
struct NameRequest {
  std::string base;                     ///< a site, a label or the start of an id
  std::int64_t newest = 1;              ///< how many snapshots of the site's history are needed, back from the newest
  std::optional<std::int64_t> earlier;  ///< of those, only ones taken before this; and the site's newest and oldest
  bool needsHistory = false;            ///< of a snapshot that is named otherwise: as many of its site, back from it
  std::optional<int> run;               ///< its number
  std::string siteOfRun;                ///< empty: any
  std::string firstId, lastId;          ///< between which an id is that begins with `base`; empty: none
};

/// What a name can refer to: rows of snapshots (oldest first), labels and runs.
struct Records {
  std::vector<SnapshotRow> snapshots;
  std::vector<LabelRow> labels;
  std::vector<RunRow> runs;
};

/// Keeps other processes away while it lives; released when it is destroyed, and by the system when the process ends.
class StoreLock {
 public:
  virtual ~StoreLock() = default;
};

/// Chunks, and the rows that say what they mean.
class Backend : public ChunkStore {
 public:
  /// Shared by all processes that write chunks, so that no chunk is removed before the manifest that needs it is there.
  virtual std::unique_ptr<StoreLock> lockForWriting() = 0;
  /// For removing snapshots and chunks; one process at a time has it. In a folder, nothing is written meanwhile. In an
  /// archive, others go on: chunks are removed in the order condemn(), waitForEarlier(), remove().
  virtual std::unique_ptr<StoreLock> lockForRemoving() = 0;
  /// From now on, no process counts on these chunks but those that have begun before: missing() names them.
  virtual void condemn(const std::vector<ChunkId>& /*ids*/) {}
  /// Undoes condemn().
  virtual void pardon(const std::vector<ChunkId>& /*ids*/) {}
  /// Returns when every other process that had begun before the call has ended. Throws Error(Unreachable) when the wait
  /// is over. In a folder there is none.
  virtual void waitForEarlier() {}
  /// While it lives, everything that is read is from the same moment, whatever other processes remove. Nothing can be
  /// written meanwhile.
  virtual std::unique_ptr<StoreLock> readOneMoment() = 0;
  /// For a process that only reads: while it lives, what was found stays readable, whatever other processes remove. In
  /// an archive, leases see to that.
  virtual std::unique_ptr<StoreLock> keepWhatIsFound() { return nullptr; }
  virtual std::string redactionKey() = 0;
  /// The proof of the key that `site` is redacted with (redaction_keys.h); stores and returns `proof` where there is
  /// none yet.
  virtual std::string redactionProof(const std::string& site, const std::string& proof) = 0;

  /// At least what the name can refer to, read at once; any other row may be left out.
  virtual Records recordsNamed(const NameRequest& request) = 0;
  /// Oldest first; among equal times, the one written first.
  virtual std::vector<SnapshotRow> snapshots(const SnapshotQuery& query) = 0;
  std::vector<SnapshotRow> snapshots() { return snapshots(SnapshotQuery{}); }
  /// In any order; without those that do not exist.
  virtual std::vector<SnapshotRow> snapshotsWithIds(std::span<const Hash> ids) = 0;
  /// Of a site, or of all when it is empty, in the order of snapshots().
  virtual std::vector<SnapshotKey> snapshotKeys(std::string_view site) = 0;
  /// By name.
  virtual std::vector<SiteRow> sites() = 0;
  virtual std::optional<SnapshotRow> snapshot(const Hash& id) = 0;
  /// Durable when it returns, and all chunks written before with it.
  virtual void addSnapshot(const SnapshotRow& row) = 0;
  /// Removes snapshots, and the labels that name them.
  virtual void removeSnapshots(const std::vector<Hash>& ids) = 0;

  virtual std::vector<LabelRow> labels() = 0;
  virtual void setLabel(const LabelRow& row) = 0;
  /// False when there was no such label.
  virtual bool removeLabel(const std::string& name) = 0;

  /// Of a site, or of all when it is empty; by site and number.
  virtual std::vector<RunRow> runs(std::string_view site) = 0;
  std::vector<RunRow> runs() { return runs({}); }
  /// Stores the row that `make` returns for the number `wanted` of `site`, or for the next one when there is a run of
  /// that number.
  virtual void addRun(const std::string& site, std::optional<int> wanted,
                      const std::function<RunRow(int number)>& make) = 0;
  virtual void updateRun(const RunRow& row) = 0;

  virtual std::optional<AttachmentRow> attachment(const std::string& site, int number, const std::string& name) = 0;
  /// Names of the run's attachments, sorted.
  virtual std::vector<std::string> attachmentNames(const std::string& site, int number) = 0;
  /// Replaces one of the same name.
  virtual void setAttachment(const AttachmentRow& row) = 0;
  virtual void forEachAttachment(const std::function<void(const AttachmentRow&)>& visit) = 0;

  /// Damage that the database itself can find, one line each.
  virtual std::vector<std::string> checkDatabase() = 0;
  /// Gives free space back to the file system.
  virtual void compact() = 0;
  virtual std::uint64_t sizeOnDisk() = 0;
  /// What others may do, by role; nothing of a folder.
  virtual std::vector<PermissionRow> permissions() { return {}; }
  /// How often a server has been waited for; 0 of a folder.
  virtual std::uint64_t roundTrips() const { return 0; }
};

}  // namespace ldapsnap

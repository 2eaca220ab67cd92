// The store: snapshots, runs and labels of all sites in a folder of one user, or in an archive in PostgreSQL
// (FORMAT.md).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/hash.h"
#include "snapshot/model/command_output.h"
#include "snapshot/model/journal.h"
#include "snapshot/model/run.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/redact/redaction.h"
#include "snapshot/store/backend/store_options.h"
#include "snapshot/store/snapshots/snapshot_writer.h"

namespace ldapsnap {

class Backend;

/// For one thread; many processes may have a store open. Throws Error(Unreachable) when it cannot be opened, is being
/// written by another process for longer than the wait, or is full; Error(Integrity) when bytes are not the ones that
/// were written; Error(BadInput) for names that do not resolve, and
/// where there is no store to read.
class Store {
 public:
  /// An archive must have been made (makeArchive()); a folder is created for writing.
  static std::unique_ptr<Store> open(const StoreOptions& options);
  /// Whether there is a store in a folder; an empty folder has none. An archive is taken to exist: open() tells.
  static bool exists(const StoreAddress& address);
  virtual ~Store() = default;

  /// The key with which this store redacts secrets; made with the store.
  virtual RedactionKey redactionKey() = 0;
  /// The same for a snapshot of `site` that is about to be taken. Throws Error(BadInput) where an earlier one was taken
  /// with another key: every secret would look changed.
  virtual RedactionKey redactionKeyOf(const std::string& site) = 0;

  virtual std::unique_ptr<SnapshotWriter> beginSnapshot() = 0;
  /// As beginSnapshot(), but entries of the snapshot `id` can be inherited; it cannot be removed while the writer
  /// lives. The result has the same roots as if every entry had been added.
  virtual std::unique_ptr<SnapshotWriter> beginSnapshotSince(const std::string& id) = 0;
  virtual std::unique_ptr<Snapshot> snapshot(const std::string& id) = 0;
  /// All snapshots of a site (all sites when empty), predictions included, oldest first.
  std::vector<SnapshotInfo> snapshots(std::string_view site = {}) { return snapshots(site, {}); }
  /// Which of them are wanted. What is left out is not read.
  struct Limit {
    std::size_t most = 0;            ///< the newest so many; 0: all
    std::optional<Time> since = {};  ///< only those taken then or later
  };
  virtual std::vector<SnapshotInfo> snapshots(std::string_view site, const Limit& limit) = 0;
  /// The states that a site was in: its snapshots without predictions, oldest first.
  virtual std::vector<SnapshotInfo> history(std::string_view site, const Limit& limit) = 0;
  std::vector<SnapshotInfo> history(std::string_view site) { return history(site, Limit{}); }
  /// The newest of them.
  std::optional<SnapshotInfo> latest(std::string_view site);
  /// Those of these ids that exist, in any order.
  virtual std::vector<SnapshotInfo> snapshotsWithIds(const std::vector<std::string>& ids) = 0;
  /// Sites with a history or runs, sorted.
  std::vector<std::string> sites();
  struct Site {
    std::string name;
    std::uint64_t snapshots = 0, predictions = 0, runs = 0;
    Time latest{};  ///< when the newest of its history was taken; nothing where there is none
  };
  /// Sites with snapshots, predictions or runs, sorted by name. Does not read the snapshots.
  virtual std::vector<Site> siteList() = 0;
  /// For each of `snapshots`, a hash of the entries of this name but for their volatile attributes: where two are
  /// equal, nothing else about the entry differs. None where there is no such entry. A name is one in the spelling of
  /// the servers' but for capitals and spaces (dn_key.h).
  virtual std::vector<std::optional<Hash>> statesOf(const std::vector<SnapshotInfo>& snapshots, const Dn& dn) = 0;

  /// Pairs that differ between two snapshots of this store, in key order. Reads only chunks that differ. Returns how
  /// many entries are equal.
  virtual std::uint64_t forEachDifference(const SnapshotInfo& before, const SnapshotInfo& after,
                                          const std::function<void(EntryPair)>& visit) = 0;

  /// What to do with a label that is on another snapshot.
  enum class LabelInUse { Refuse, Move };
  /// A label names one snapshot: letters, digits, '.', '_', '-'; neither a site's name nor what could be the start of
  /// an id. Throws Error(Usage) for any other, Error(BadInput) for one in use that is not to be moved.
  virtual void setLabel(const std::string& label, const std::string& id, LabelInUse inUse) = 0;
  /// Throws what setLabel() would throw for a snapshot of `site` that is yet to be taken: better known before the work
  /// than after it.
  void requireLabel(const std::string& label, const std::string& site, LabelInUse inUse);
  /// Throws Error(Usage) for a name that no site may have (records/names.h); to be asked before a snapshot is taken.
  void requireSiteName(const std::string& site);
  virtual std::vector<std::string> labelsOf(const std::string& id) = 0;
  struct Label {
    std::string name, snapshot;  ///< snapshot: its id
  };
  /// Sorted by name, without those whose row is damaged.
  virtual std::vector<Label> labels() = 0;
  /// Throws Error(BadInput) with a suggestion when there is no such label.
  virtual void removeLabel(const std::string& label) = 0;

  /// Assigns the next number of the site and stores the run.
  virtual void addRun(Run& run) = 0;
  virtual void updateRun(const Run& run) = 0;
  virtual std::vector<Run> runs(std::string_view site = {}) = 0;
  /// "seattle/R3", or "R3" when only one site has it. Throws Error(BadInput) with a suggestion.
  virtual Run run(std::string_view name) = 0;

  /// What is attached to a run under that name, if anything. Throws Error(Integrity) when it is damaged.
  virtual std::optional<std::string> attachment(const Run& run, const std::string& name) = 0;
  /// Replaces an attachment of the same name. It stays when the snapshots of the run are removed (forget()).
  virtual void attach(const Run& run, const std::string& name, std::string_view bytes) = 0;

  /// A snapshot by name, as in git: a site (its latest), `site~N`, `site@{TIME}` (its latest
  /// at that time; records/names.h), a label, an id prefix of at least 4 digits,
  /// `RUN:before`, `RUN:after`. Predictions have no name but a label and their id. None when nothing has that name;
  /// throws Error(BadInput) when it is ambiguous or names something that is not there (`lab~9`).
  virtual std::optional<SnapshotInfo> find(std::string_view name) = 0;
  /// How many chunks were read from disk since the store was opened: the cost of reading.
  virtual std::uint64_t chunksRead() const = 0;
  /// The database, for maintenance.h.
  virtual Backend& backend() = 0;
  /// As find(), but throws Error(BadInput) "no snapshot named ..." with a suggestion.
  SnapshotInfo resolve(std::string_view name);

 protected:
  virtual std::vector<std::string> knownNames() = 0;
};

/// What happened during a run, if its journal was recorded. Throws Error(Integrity) when it is damaged.
std::optional<Journal> journalOf(Store& store, const Run& run);
/// What the command of a run wrote, if its output was captured. Throws Error(Integrity) when it is damaged.
std::optional<CommandOutput> outputOf(Store& store, const Run& run);

}  // namespace ldapsnap

#include "snapshot/store/store.h"

#include <fmt/format.h>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/backend/backend.h"
#include "snapshot/store/backend/redaction_keys.h"
#include "snapshot/store/backend/sqlite_backend.h"
#include "snapshot/store/backend/store_folder.h"
#include "snapshot/store/postgresql/postgresql_backend.h"
#include "snapshot/store/records/names.h"
#include "snapshot/store/records/run_records.h"
#include "snapshot/store/snapshots/entry_pairs.h"
#include "snapshot/store/snapshots/stored_snapshot.h"
#include "snapshot/store/snapshots/tree_writer.h"

namespace ldapsnap {
namespace {

/// For lists: a snapshot with a damaged manifest is shown with what its row says, and the damage as a gap.
SnapshotInfo describe(const SnapshotRow& row) {
  try {
    return Manifest::read(row).info;
  } catch (const Error& error) {
    SnapshotInfo info;
    info.id = row.id.hex();
    info.site = row.site;
    info.taken = Time(std::chrono::seconds(row.taken));
    info.gaps.push_back({"the whole snapshot", error.what(), "take the snapshot again"});
    return info;
  }
}

constexpr std::size_t kShownIdSize = 8;

Hash idFrom(const std::string& text) {
  const std::optional<Hash> id = Hash::fromHex(text);
  if (!id) throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not the id of a snapshot", visible(text)));
  return *id;
}

/// Throws Error(BadInput) when `label` is on another snapshot than `id`.
void requireNotInUse(const std::string& label, std::string_view id, const std::vector<LabelRow>& labels) {
  for (const LabelRow& each : labels) {
    if (each.name != label || each.snapshot.hex() == id) continue;
    throw Error(ErrorKind::BadInput, fmt::format("the label \"{}\" is on another snapshot, {}", label,
                                                 each.snapshot.hex().substr(0, kShownIdSize)))
        .fix("choose another label, or move this one with --move");
  }
}

/// A store on any backend: trees, manifests and names are the same for all.
class BackendStore : public Store {
 public:
  BackendStore(std::shared_ptr<Backend> backend, StoreOptions options)
      : backend_(std::move(backend)),
        options_(std::move(options)),
        // A snapshot keeps the reader, and with it the backend and what it has found, when it outlives the store.
        chunks_(new ChunkReader(*backend_),
                [kept = backend_, found = std::shared_ptr<StoreLock>(options_.access == StoreOptions::Access::Read
                                                                         ? backend_->keepWhatIsFound()
                                                                         : nullptr)](ChunkReader* reader) mutable {
                  delete reader;
                  found.reset();  // before the backend
                  kept.reset();
                }) {}

  RedactionKey redactionKey() override {
    return options_.redactionKey.empty() ? backend_->redactionKey() : redactionKeyFrom(options_.redactionKey);
  }

  RedactionKey redactionKeyOf(const std::string& site) override {
    RedactionKey key = redactionKey();
    const std::string proof = proofOf(key, site);
    if (backend_->redactionProof(site, proof) == proof) return key;
    throw Error(ErrorKind::BadInput, fmt::format("the redaction key is not the one of earlier snapshots of \"{}\": "
                                                 "every secret would look changed",
                                                 visible(site)))
        .fix("name the key that they were taken with, with --redaction-key");
  }

  std::unique_ptr<SnapshotWriter> beginSnapshot() override { return std::make_unique<TreeWriter>(backend_, options_); }

  std::unique_ptr<SnapshotWriter> beginSnapshotSince(const std::string& id) override {
    auto writer =
        std::make_unique<TreeWriter>(backend_, options_);  // from here on no process removes the chunks of `id`
    writer->setEarlier(manifestOf(id), chunks_);
    return writer;
  }

  std::unique_ptr<Snapshot> snapshot(const std::string& id) override {
    return std::make_unique<StoredSnapshot>(chunks_, knownManifestOf(id));
  }

  using Store::history;
  using Store::snapshots;
  std::vector<SnapshotInfo> snapshots(std::string_view site, const Limit& limit) override {
    return listed(site, limit, false);
  }
  std::vector<SnapshotInfo> history(std::string_view site, const Limit& limit) override {
    std::vector<SnapshotInfo> infos = listed(site, limit, true);
    std::erase_if(infos, [](const SnapshotInfo& info) { return !isInHistory(info); });
    return infos;
  }

  std::vector<SnapshotInfo> snapshotsWithIds(const std::vector<std::string>& ids) override {
    std::vector<Hash> hashes;
    for (const std::string& id : ids) hashes.push_back(idFrom(id));
    std::vector<SnapshotInfo> infos;
    for (const SnapshotRow& row : backend_->snapshotsWithIds(hashes)) infos.push_back(describe(row));
    return infos;
  }

  std::vector<Site> siteList() override {
    std::map<std::string, Site> sites;
    for (SiteRow& row : backend_->sites())
      sites[row.site] = {row.site, row.snapshots, row.predictions, 0, Time(std::chrono::seconds(row.latest))};
    for (const RunRow& row : backend_->runs()) {
      if (!row.isIntact) continue;
      sites[row.site].name = row.site;
      ++sites[row.site].runs;
    }
    std::vector<Site> list;
    for (auto& [name, site] : sites) list.push_back(std::move(site));
    return list;
  }

  std::vector<std::optional<Hash>> statesOf(const std::vector<SnapshotInfo>& snapshots, const Dn& dn) override {
    std::vector<std::optional<Hash>> states;
    std::vector<ChunkId> roots;
    for (const SnapshotInfo& info : snapshots) {
      const std::optional<Hash> root = Hash::fromHex(info.contentRoot);
      roots.push_back(root ? *root : manifestOf(info.id).content);
    }
    return contentsAt(*chunks_, roots, dn);
  }

  std::uint64_t forEachDifference(const SnapshotInfo& before, const SnapshotInfo& after,
                                  const std::function<void(EntryPair)>& visit) override {
    const Manifest from = knownManifestOf(before.id), to = knownManifestOf(after.id);
    return forEachDifferingPair(*chunks_, from, to, visit);
  }

  void setLabel(const std::string& label, const std::string& id, LabelInUse inUse) override {
    checkLabel(label, sites());
    const Hash snapshot = idFrom(id);
    const std::unique_ptr<StoreLock> lock = backend_->lockForWriting();  // no process removes the snapshot meanwhile
    if (inUse == LabelInUse::Refuse) requireNotInUse(label, id, backend_->labels());
    if (!backend_->snapshot(snapshot)) throw Error(ErrorKind::BadInput, "no snapshot has the id " + id);
    backend_->setLabel({label, snapshot});
  }

  std::vector<std::string> labelsOf(const std::string& id) override {
    std::vector<std::string> labels;
    for (const LabelRow& label : backend_->labels())
      if (label.snapshot.hex() == id) labels.push_back(label.name);
    return labels;
  }

  std::vector<Label> labels() override {
    std::vector<Label> labels;
    for (const LabelRow& row : backend_->labels())
      if (row.isIntact) labels.push_back({row.name, row.snapshot.hex()});
    return labels;
  }

  void removeLabel(const std::string& label) override {
    if (backend_->removeLabel(label)) return;
    std::vector<std::string> known;
    for (const Label& each : labels()) known.push_back(each.name);
    Error error(ErrorKind::BadInput, fmt::format("no label named \"{}\"", visible(label)));
    if (const auto meant = didYouMean(label, known)) error.fix(fmt::format("did you mean \"{}\"?", *meant));
    throw error.fix("`ldapsnap label` lists them");
  }

  void addRun(Run& run) override {
    backend_->addRun(run.site, std::nullopt, [&](int number) {
      run.number = number;
      return RunRow{run.site, number, toRecord(run)};
    });
  }

  void updateRun(const Run& run) override {
    const std::vector<std::string> there = backend_->attachmentNames(run.site, run.number);
    std::set<std::string> names(there.begin(), there.end());
    if (const std::optional<RunRow> row = rowOf(run))
      for (const std::string& name : attachmentsNamedBy(*row)) names.insert(name);
    backend_->updateRun({run.site, run.number, toRecord(run, {names.begin(), names.end()})});
  }

  std::vector<Run> runs(std::string_view site) override {
    std::vector<Run> runs;
    for (const RunRow& row : backend_->runs(site)) runs.push_back(readRun(row));
    return runs;
  }

  Run run(std::string_view name) override {
    if (std::optional<Run> found = tableOf(backend_->recordsNamed(requestFor(name, now()))).findRun(name))
      return *std::move(found);
    const NameTable table = names();
    Error error(ErrorKind::BadInput, fmt::format("no run named \"{}\"", visible(name)));
    if (const auto meant = didYouMean(name, table.allRuns())) error.fix(fmt::format("did you mean \"{}\"?", *meant));
    throw error.fix("`ldapsnap list` shows the runs");
  }

  std::optional<std::string> attachment(const Run& run, const std::string& name) override {
    const std::optional<AttachmentRow> row = backend_->attachment(run.site, run.number, name);
    if (row) return contentOf(*row);
    if (const std::optional<RunRow> named = rowOf(run)) requireNotNamed(*named, name);
    return std::nullopt;
  }

  void attach(const Run& run, const std::string& name, std::string_view bytes) override {
    backend_->setAttachment({run.site, run.number, name, pack(bytes)});
    updateRun(run);  // it says now that there is one
  }

  std::optional<SnapshotInfo> find(std::string_view name) override {
    const Records records = backend_->recordsNamed(requestFor(name, now()));
    const std::optional<SnapshotInfo> found = tableOf(records).find(name);
    if (!found) return std::nullopt;
    const Hash id = idFrom(found->id);
    for (const SnapshotRow& row : records.snapshots)
      if (row.id == id) found_.insert_or_assign(found->id, row);
    // A list shows a damaged snapshot; asking for it by name gives the error.
    return knownManifestOf(found->id).info;
  }

  std::uint64_t chunksRead() const override { return chunks_->chunksRead(); }
  Backend& backend() override { return *backend_; }

 protected:
  std::vector<std::string> knownNames() override { return names().all(); }

 private:
  /// A damaged label or run has no name; it does not keep others from being found.
  static NameTable tableOf(const Records& records) {
    NameTable table;
    for (const SnapshotRow& row : records.snapshots) table.snapshots.push_back(describe(row));
    for (const LabelRow& label : records.labels)
      if (label.isIntact) table.labels.push_back(label);
    for (const RunRow& row : records.runs)
      if (row.isIntact) table.runs.push_back(readRun(row));
    return table;
  }
  std::optional<RunRow> rowOf(const Run& run) {
    NameRequest request;
    request.run = run.number;
    request.siteOfRun = run.site;
    std::vector<RunRow> rows = backend_->recordsNamed(request).runs;
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
  }

  /// Of everything that a user may have meant; without the snapshots, which are named by their sites.
  NameTable names() {
    NameTable table = tableOf({{}, backend_->labels(), backend_->runs()});
    table.sites = sites();
    return table;
  }

  /// What is listed of one site is often looked into next, so that its rows are kept.
  std::vector<SnapshotInfo> listed(std::string_view site, const Limit& limit, bool isHistory) {
    SnapshotQuery query{std::string(site), limit.most, {}, isHistory};
    if (limit.since) query.since = limit.since->time_since_epoch().count();
    std::vector<SnapshotInfo> infos;
    for (SnapshotRow& row : backend_->snapshots(query)) {
      infos.push_back(describe(row));
      if (!site.empty()) found_.insert_or_assign(infos.back().id, std::move(row));
    }
    return infos;
  }

  /// As manifestOf(), for reading: what find() has read is not asked for again. A snapshot never changes.
  Manifest knownManifestOf(const std::string& id) {
    const auto known = found_.find(id);
    return known == found_.end() ? manifestOf(id) : Manifest::read(known->second);
  }

  Manifest manifestOf(const std::string& id) {
    const std::optional<SnapshotRow> row = backend_->snapshot(idFrom(id));
    if (!row) throw Error(ErrorKind::BadInput, "no snapshot has the id " + id);
    return Manifest::read(*row);
  }

  std::shared_ptr<Backend> backend_;
  StoreOptions options_;
  std::shared_ptr<ChunkReader> chunks_;
  std::unordered_map<std::string, SnapshotRow> found_;  ///< by id: what find() has read is not asked for again
};

}  // namespace

std::unique_ptr<Store> Store::open(const StoreOptions& options) {
  return std::make_unique<BackendStore>(
      options.address.isArchive() ? openPostgresqlBackend(options) : openSqliteBackend(options), options);
}

std::optional<Journal> journalOf(Store& store, const Run& run) {
  const std::optional<std::string> record = store.attachment(run, kJournalAttachment);
  return record ? std::optional(journalFromRecord(*record)) : std::nullopt;
}

std::optional<CommandOutput> outputOf(Store& store, const Run& run) {
  const std::optional<std::string> record = store.attachment(run, kOutputAttachment);
  return record ? std::optional(outputFromRecord(*record)) : std::nullopt;
}

std::optional<SnapshotInfo> Store::latest(std::string_view site) {
  std::vector<SnapshotInfo> newest = history(site, {.most = 1});
  return newest.empty() ? std::nullopt : std::optional(std::move(newest.back()));
}

std::vector<std::string> Store::sites() {
  std::vector<std::string> names;
  for (const Site& site : siteList())
    if (site.snapshots + site.runs > 0) names.push_back(site.name);
  return names;
}

void Store::requireLabel(const std::string& label, const std::string& site, LabelInUse inUse) {
  std::vector<std::string> names = sites();
  names.push_back(site);
  checkLabel(label, names);
  if (inUse == LabelInUse::Refuse) requireNotInUse(label, {}, backend().labels());
}

void Store::requireSiteName(const std::string& site) { checkSiteName(site, backend().labels()); }

bool Store::exists(const StoreAddress& address) {
  return address.isArchive() || StoreFolder(address.folder()).hasDatabase();
}

SnapshotInfo Store::resolve(std::string_view name) {
  if (std::optional<SnapshotInfo> found = find(name)) return *std::move(found);
  Error error(ErrorKind::BadInput, fmt::format("no snapshot named \"{}\"", visible(name)));
  if (const auto meant = didYouMean(name, knownNames())) error.fix(fmt::format("did you mean \"{}\"?", *meant));
  throw error.fix("`ldapsnap list` shows the snapshots");
}

}  // namespace ldapsnap

#include "snapshot/store/backend/sqlite_backend.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/backend/row_sums.h"
#include "snapshot/store/backend/sqlite.h"
#include "snapshot/store/backend/store_folder.h"

namespace ldapsnap {
namespace {

using sqlite::ResetAtEnd;
using sqlite::Statement;
using sqlite::Transaction;

constexpr std::int64_t kApplicationId = 0x4c534e50;  // "LSNP"
constexpr std::int64_t kVersion = 1;

// A rowid table with an index on the id: half the size of WITHOUT ROWID, whose interior pages would hold the chunks.
constexpr const char* kTables = R"(
CREATE TABLE chunk(id BLOB NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX chunk_id ON chunk(id);
CREATE TABLE snapshot(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, site TEXT NOT NULL, taken INTEGER NOT NULL,
  manifest TEXT NOT NULL);
CREATE TABLE label(name TEXT PRIMARY KEY NOT NULL, snapshot BLOB NOT NULL, sum BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE run(
  site TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL, sum BLOB NOT NULL, PRIMARY KEY(site, number));
PRAGMA application_id = 1280527952;
PRAGMA user_version = 1;
)";
// Added later: in a store without it, no run has an attachment.
constexpr const char* kAttachments = R"(
CREATE TABLE IF NOT EXISTS attachment(
  site TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL, sum BLOB NOT NULL,
  PRIMARY KEY(site, number, name));
)";
// Added later still: with it, a store says that a site was redacted with another key than the one that is given now.
constexpr const char* kRedaction = R"(
CREATE TABLE IF NOT EXISTS redaction(site TEXT PRIMARY KEY NOT NULL, proof BLOB NOT NULL) WITHOUT ROWID;
)";
// So that what is asked of one site does not grow with the others, nor with how often it was captured. What a
// prediction is shows in the text of its manifest (kPredictionMark); version 0.1.0 had sites for predictions.
std::string isPrediction() {
  return fmt::format("(instr(manifest, '{}') > 0 AND substr(site, -10) <> '.predicted')", kPredictionMark);
}
std::string indexOfSites() {
  return fmt::format("CREATE INDEX snapshot_of_site ON snapshot(site, {}, taken)", isPrediction());
}
constexpr const char* kIndexOfTimes = "CREATE INDEX snapshot_by_time ON snapshot(taken)";
static_assert(kApplicationId == 1280527952);

std::int64_t pragma(sqlite::Database& database, std::string_view name) {
  Statement statement(database, fmt::format("PRAGMA {}", name));
  return statement.step() ? statement.integer(0) : 0;
}

bool hasTables(sqlite::Database& database) {
  Statement statement(database,
                      "SELECT count(*) FROM sqlite_master WHERE name IN ('chunk', 'snapshot', 'label', 'run')");
  return statement.step() && statement.integer(0) == 4;
}

/// True when the file holds a store, false when it is still empty. Throws Error(BadInput) when it is a database of
/// something else, Error(Unreachable) when a newer ldapsnap made it, Error(Integrity) when only its header is damaged.
bool holdsStore(sqlite::Database& database) {
  // In one transaction: between two reads another process may create the store.
  const Transaction moment(database, Transaction::For::Reading);
  const std::int64_t application = pragma(database, "application_id");
  const std::int64_t version = pragma(database, "user_version");
  if (application == 0 && version == 0 && pragma(database, "schema_version") == 0) return false;
  if ((application != kApplicationId || version == 0) && hasTables(database))
    throw Error(ErrorKind::Integrity,
                fmt::format("{} is damaged: its header is not the one that was written", database.name()))
        .fix("restore store.db from a backup");
  if (application != kApplicationId)
    throw Error(ErrorKind::BadInput, fmt::format("{} holds a database of another program", database.name()))
        .fix("name another folder with --store");
  if (version > kVersion)
    throw Error(ErrorKind::Unreachable, fmt::format("{} has format {}; this version of ldapsnap reads up to {}",
                                                    database.name(), version, kVersion))
        .fix("use a newer ldapsnap");
  return true;
}

bool hasObject(sqlite::Database& database, std::string_view name) {
  Statement statement(database, "SELECT 1 FROM sqlite_master WHERE name = ?1");
  return statement.bindText(1, name).step();
}

/// Whether runs can have attachments: the first stores had no table for them.
bool hasAttachments(sqlite::Database& database) { return hasObject(database, "attachment"); }

/// Makes the tables and indexes that were added later.
void addLater(sqlite::Database& database) {
  if (hasAttachments(database) && hasObject(database, "snapshot_of_site") && hasObject(database, "snapshot_by_time"))
    return;
  Transaction transaction(database);
  if (!hasAttachments(database)) database.execute(kAttachments);
  if (!hasObject(database, "snapshot_of_site")) database.execute(indexOfSites().c_str());
  if (!hasObject(database, "snapshot_by_time")) database.execute(kIndexOfTimes);
  transaction.commit();
}

/// A trigger or a view in a store that somebody else prepared would act in the name of whoever writes to it. Throws
/// Error(Integrity).
void requireOnlyTables(sqlite::Database& database) {
  Statement statement(database,
                      "SELECT type, name FROM sqlite_master WHERE type NOT IN ('table', 'index') OR"
                      " sql LIKE 'CREATE VIRTUAL%' LIMIT 1");
  if (!statement.step()) return;
  throw Error(ErrorKind::Integrity, fmt::format("{} holds a {} that no version of ldapsnap made: {}", database.name(),
                                                visible(statement.bytes(0)), visible(statement.bytes(1))))
      .fix("do not use a store that comes from somebody you do not trust; otherwise remove it with sqlite3");
}

/// Makes the tables in an empty file.
void createTables(sqlite::Database& database) {
  database.execute("PRAGMA page_size = 16384");
  database.execute("PRAGMA auto_vacuum = INCREMENTAL");
  database.execute("PRAGMA journal_mode = WAL");
  Transaction transaction(database);
  database.execute(kTables);
  database.execute(kAttachments);
  database.execute(indexOfSites().c_str());
  database.execute(kIndexOfTimes);
  transaction.commit();
}

Hash hashIn(const Statement& statement, int column) {
  const std::optional<Hash> hash = Hash::fromBytes(statement.bytes(column));
  if (!hash) throw Error(ErrorKind::Integrity, "a row of the store is damaged: an id is not 32 bytes long");
  return *hash;
}

SnapshotRow snapshotIn(const Statement& statement) {
  return {hashIn(statement, 0), std::string(statement.bytes(1)), statement.integer(2), std::string(statement.bytes(3))};
}

constexpr const char* kSnapshots = "SELECT id, site, taken, manifest, number FROM snapshot ";

/// Rows of snapshots, each once, by time and by order of writing.
class SnapshotRows {
 public:
  void addFrom(Statement& statement) {
    while (statement.step())
      rows_.emplace(std::pair(statement.integer(2), statement.integer(4)), snapshotIn(statement));
  }
  std::vector<SnapshotRow> take() {
    std::vector<SnapshotRow> all;
    for (auto& [place, row] : rows_) all.push_back(std::move(row));
    return all;
  }

 private:
  std::map<std::pair<std::int64_t, std::int64_t>, SnapshotRow> rows_;
};

std::vector<RunRow> runsIn(Statement& statement) {
  std::vector<RunRow> rows;
  while (statement.step()) {
    RunRow row{std::string(statement.bytes(0)), static_cast<int>(statement.integer(1)),
               std::string(statement.bytes(2))};
    row.isIntact = hashIn(statement, 3) == sha256(row.record);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<LabelRow> labelsIn(Statement& statement) {
  std::vector<LabelRow> rows;
  while (statement.step()) {
    LabelRow row{std::string(statement.bytes(0)), hashIn(statement, 1)};
    row.isIntact = hashIn(statement, 2) == sumOf(row);
    rows.push_back(std::move(row));
  }
  return rows;
}

class ReadTransaction : public StoreLock {
 public:
  explicit ReadTransaction(sqlite::Database& database) : transaction_(database, Transaction::For::Reading) {}

 private:
  Transaction transaction_;
};

class SqliteBackend : public Backend {
 public:
  SqliteBackend(StoreFolder folder, sqlite::Open how, std::chrono::milliseconds wait)
      : folder_(std::move(folder)), wait_(wait), database_(folder_.database(), how, folder_.name(), wait) {}

  /// To be called before anything else: the statements need the tables.
  bool holdsStore() { return ldapsnap::holdsStore(database_); }
  void create() { createTables(database_); }
  void start(StoreOptions::Access access) {
    database_.execute("PRAGMA cache_size = -16384");        // KiB
    database_.execute("PRAGMA mmap_size = 1099511627776");  // pages are mapped, not copied
    database_.execute("PRAGMA trusted_schema = OFF");
    requireOnlyTables(database_);
    if (access == StoreOptions::Access::Write) addLater(database_);
    if (access == StoreOptions::Access::Read) database_.execute("PRAGMA query_only = ON");
    hasAttachments_ = hasAttachments(database_);
    statements_ = std::make_unique<Statements>(database_);
  }
  bool lackedSpace() const { return database_.lackedSpace(); }

  std::unique_ptr<StoreLock> lockForWriting() override { return folder_.lockForWriting(wait_); }
  std::unique_ptr<StoreLock> lockForRemoving() override { return folder_.lockForRemoving(wait_); }
  std::unique_ptr<StoreLock> readOneMoment() override {
    if (database_.isInTransaction()) return std::make_unique<StoreLock>();
    return std::make_unique<ReadTransaction>(database_);
  }
  std::unique_ptr<StoreLock> keepWhatIsFound() override { return readOneMoment(); }
  std::string redactionKey() override { return folder_.redactionKey(); }

  std::string redactionProof(const std::string& site, const std::string& proof) override {
    database_.execute(kRedaction);
    Transaction transaction(database_);
    Statement add(database_, "INSERT OR IGNORE INTO redaction(site, proof) VALUES(?1, ?2)");
    add.bindText(1, site).bindBlob(2, proof).run();
    Statement select(database_, "SELECT proof FROM redaction WHERE site = ?1");
    select.bindText(1, site).step();
    std::string stored(select.bytes(0));
    select.reset();
    transaction.commit();
    return stored;
  }

  bool has(const ChunkId& id) override {
    Statement& statement = statements_->has;
    const ResetAtEnd atEnd(statement);
    return statement.bindBlob(1, id.view()).step();
  }

  std::optional<std::string> read(const ChunkId& id) override {
    try {
      if (std::optional<std::string> found = readByIndex(id)) return found;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Integrity) throw;
    }
    return readWithoutIndex(id);
  }

  void write(const std::vector<PackedChunk>& chunks) override {
    if (chunks.empty()) return;
    // Not synced here: addSnapshot() syncs the log with everything in it before any reader can see a chunk.
    database_.execute("PRAGMA synchronous = NORMAL");
    Transaction transaction(database_);
    for (const PackedChunk& chunk : chunks)
      statements_->write.bindBlob(1, chunk.id.view()).bindBlob(2, chunk.bytes).run();
    transaction.commit();
  }

  void remove(const std::vector<ChunkId>& ids) override {
    Transaction transaction(database_);
    Statement statement(database_, "DELETE FROM chunk WHERE id = ?1");
    for (const ChunkId& id : ids) statement.bindBlob(1, id.view()).run();
    transaction.commit();
  }

  void forEachChunk(const std::function<void(const ChunkId& id, std::string_view packed)>& visit) override {
    Statement statement(database_, "SELECT id, data FROM chunk");
    while (statement.step()) {
      const ChunkId id = hashIn(statement, 0);
      visit(id, statement.bytes(1));
    }
  }

  Records recordsNamed(const NameRequest& request) override {
    SnapshotRows rows;
    if (!request.base.empty()) addHistory(request.base, request, std::nullopt, rows);
    std::vector<Hash> named = snapshotsNamed(request);
    Records records;
    Statement labels(database_, "SELECT name, snapshot, sum FROM label WHERE name = ?1");
    records.labels = labelsIn(labels.bindText(1, request.base));
    for (const LabelRow& label : records.labels) named.push_back(label.snapshot);
    if (request.run) {
      Statement runs(database_,
                     "SELECT site, number, record, sum FROM run WHERE number = ?1 AND (?2 = '' OR site = ?2)");
      records.runs = runsIn(runs.bind(1, *request.run).bindText(2, request.siteOfRun));
    }
    for (const RunRow& run : records.runs)
      for (const char* side : {"before", "after"})
        if (const std::optional<Hash> id = snapshotOfRun(run.record, side)) named.push_back(*id);
    Statement select(database_, fmt::format("{}WHERE id = ?1", kSnapshots));
    for (const Hash& id : named) {
      const ResetAtEnd atEnd(select);
      if (!select.bindBlob(1, id.view()).step()) continue;
      if (request.needsHistory)
        addHistory(std::string(select.bytes(1)), request, std::pair(select.integer(2), select.integer(4)), rows);
    }
    for (const Hash& id : named) {
      const ResetAtEnd atEnd(select);
      rows.addFrom(select.bindBlob(1, id.view()));
    }
    records.snapshots = rows.take();
    return records;
  }

  std::vector<SnapshotRow> snapshots(const SnapshotQuery& query) override {
    SnapshotRows rows;
    std::string sql = kSnapshots;
    sql += query.site.empty() ? "WHERE ?1 = ''" : "WHERE site = ?1";
    if (query.isHistory) sql += fmt::format(" AND {} = 0", isPrediction());
    if (query.since) sql += " AND taken >= ?2";
    sql += " ORDER BY taken DESC, number DESC";
    if (query.most > 0) sql += fmt::format(" LIMIT {}", query.most);
    Statement statement(database_, sql);
    statement.bindText(1, query.site);
    if (query.since) statement.bind(2, *query.since);
    rows.addFrom(statement);
    return rows.take();
  }

  std::vector<SnapshotRow> snapshotsWithIds(std::span<const Hash> ids) override {
    std::vector<SnapshotRow> rows;
    for (const Hash& id : ids)
      if (std::optional<SnapshotRow> row = snapshot(id)) rows.push_back(*std::move(row));
    return rows;
  }

  std::vector<SnapshotKey> snapshotKeys(std::string_view site) override {
    Statement statement(database_,
                        fmt::format("SELECT id, site, taken, {} FROM snapshot WHERE {} ORDER BY taken, number",
                                    isPrediction(), site.empty() ? "?1 = ''" : "site = ?1"));
    statement.bindText(1, site);
    std::vector<SnapshotKey> keys;
    while (statement.step())
      keys.push_back(
          {hashIn(statement, 0), std::string(statement.bytes(1)), statement.integer(2), statement.integer(3) != 0});
    return keys;
  }

  std::vector<SiteRow> sites() override {
    // The counts come out of the index, without a look at the manifests.
    Statement statement(database_, fmt::format("SELECT site, {0}, count(*), max(taken) FROM snapshot GROUP BY site, {0}"
                                               " ORDER BY site, {0}",
                                               isPrediction()));
    std::vector<SiteRow> sites;
    while (statement.step()) {
      const std::string_view site = statement.bytes(0);
      if (sites.empty() || sites.back().site != site) sites.push_back({std::string(site)});
      const auto count = static_cast<std::uint64_t>(statement.integer(2));
      if (statement.integer(1) != 0) {
        sites.back().predictions = count;
      } else {
        sites.back().snapshots = count;
        sites.back().latest = statement.integer(3);
      }
    }
    return sites;
  }

  std::optional<SnapshotRow> snapshot(const Hash& id) override {
    Statement statement(database_, "SELECT id, site, taken, manifest FROM snapshot WHERE id = ?1");
    if (!statement.bindBlob(1, id.view()).step()) return std::nullopt;
    return snapshotIn(statement);
  }

  void addSnapshot(const SnapshotRow& row) override {
    database_.execute("PRAGMA synchronous = FULL");
    Transaction transaction(database_);
    Statement statement(database_, "INSERT OR IGNORE INTO snapshot(id, site, taken, manifest) VALUES(?1, ?2, ?3, ?4)");
    statement.bindBlob(1, row.id.view()).bindText(2, row.site).bind(3, row.taken).bindText(4, row.manifest).run();
    transaction.commit();
  }

  void removeSnapshots(const std::vector<Hash>& ids) override {
    Transaction transaction(database_);
    Statement labels(database_, "DELETE FROM label WHERE snapshot = ?1");
    Statement snapshots(database_, "DELETE FROM snapshot WHERE id = ?1");
    for (const Hash& id : ids) {
      labels.bindBlob(1, id.view()).run();
      snapshots.bindBlob(1, id.view()).run();
    }
    transaction.commit();
  }

  std::vector<LabelRow> labels() override {
    Statement statement(database_, "SELECT name, snapshot, sum FROM label ORDER BY name");
    return labelsIn(statement);
  }

  void setLabel(const LabelRow& row) override {
    database_.execute("PRAGMA synchronous = FULL");
    Transaction transaction(database_);
    const Hash sum = sumOf(row);
    Statement statement(database_, "INSERT OR REPLACE INTO label(name, snapshot, sum) VALUES(?1, ?2, ?3)");
    statement.bindText(1, row.name).bindBlob(2, row.snapshot.view()).bindBlob(3, sum.view()).run();
    transaction.commit();
  }

  bool removeLabel(const std::string& name) override {
    database_.execute("PRAGMA synchronous = FULL");
    Transaction transaction(database_);
    Statement statement(database_, "DELETE FROM label WHERE name = ?1 RETURNING 1");
    const bool wasThere = statement.bindText(1, name).step();
    statement.run();
    transaction.commit();
    return wasThere;
  }

  std::vector<RunRow> runs(std::string_view site) override {
    Statement statement(database_,
                        fmt::format("SELECT site, number, record, sum FROM run WHERE {} ORDER BY site, number",
                                    site.empty() ? "?1 = ''" : "site = ?1"));
    return runsIn(statement.bindText(1, site));
  }

  void addRun(const std::string& site, std::optional<int> wanted,
              const std::function<RunRow(int number)>& make) override {
    database_.execute("PRAGMA synchronous = FULL");
    Transaction transaction(database_);
    Statement last(database_,
                   "SELECT coalesce(max(number), 0), coalesce(sum(number = ?2), 0) FROM run WHERE site = ?1");
    last.bindText(1, site).bind(2, wanted.value_or(0)).step();
    const bool isFree = wanted && *wanted > 0 && last.integer(1) == 0;
    const RunRow row = make(isFree ? *wanted : static_cast<int>(last.integer(0)) + 1);
    last.reset();
    const Hash sum = sha256(row.record);
    Statement insert(database_, "INSERT INTO run(site, number, record, sum) VALUES(?1, ?2, ?3, ?4)");
    insert.bindText(1, row.site).bind(2, row.number).bindText(3, row.record).bindBlob(4, sum.view()).run();
    transaction.commit();
  }

  void updateRun(const RunRow& row) override {
    database_.execute("PRAGMA synchronous = FULL");
    Transaction transaction(database_);
    const Hash sum = sha256(row.record);
    Statement update(database_, "UPDATE run SET record = ?3, sum = ?4 WHERE site = ?1 AND number = ?2");
    update.bindText(1, row.site).bind(2, row.number).bindText(3, row.record).bindBlob(4, sum.view()).run();
    transaction.commit();
  }

  std::optional<AttachmentRow> attachment(const std::string& site, int number, const std::string& name) override {
    if (!hasAttachments_) return std::nullopt;
    Statement statement(database_, "SELECT data, sum FROM attachment WHERE site = ?1 AND number = ?2 AND name = ?3");
    if (!statement.bindText(1, site).bind(2, number).bindText(3, name).step()) return std::nullopt;
    AttachmentRow row{site, number, name, std::string(statement.bytes(0))};
    row.isIntact = hashIn(statement, 1) == sumOf(row);
    return row;
  }

  std::vector<std::string> attachmentNames(const std::string& site, int number) override {
    std::vector<std::string> names;
    if (!hasAttachments_) return names;
    Statement statement(database_, "SELECT name FROM attachment WHERE site = ?1 AND number = ?2 ORDER BY name");
    statement.bindText(1, site).bind(2, number);
    while (statement.step()) names.emplace_back(statement.bytes(0));
    return names;
  }

  void setAttachment(const AttachmentRow& row) override {
    database_.execute("PRAGMA synchronous = FULL");
    Transaction transaction(database_);
    const Hash sum = sumOf(row);
    Statement insert(database_,
                     "INSERT OR REPLACE INTO attachment(site, number, name, data, sum) VALUES(?1, ?2, ?3, ?4, ?5)");
    insert.bindText(1, row.site).bind(2, row.number).bindText(3, row.name).bindBlob(4, row.data);
    insert.bindBlob(5, sum.view()).run();
    transaction.commit();
  }

  void forEachAttachment(const std::function<void(const AttachmentRow&)>& visit) override {
    if (!hasAttachments_) return;
    Statement statement(database_, "SELECT site, number, name, data, sum FROM attachment ORDER BY site, number, name");
    while (statement.step()) {
      AttachmentRow row{std::string(statement.bytes(0)), static_cast<int>(statement.integer(1)),
                        std::string(statement.bytes(2)), std::string(statement.bytes(3))};
      row.isIntact = hashIn(statement, 4) == sumOf(row);
      visit(row);
    }
  }

  std::vector<std::string> checkDatabase() override {
    std::vector<std::string> found;
    Statement statement(database_, "PRAGMA integrity_check");
    while (statement.step())
      if (statement.bytes(0) != "ok") found.emplace_back(statement.bytes(0));
    return found;
  }

  void compact() override {
    database_.execute("PRAGMA incremental_vacuum");
    // Readers may be at it for long: then the log is emptied another time.
    database_.waitAtMost(std::min(wait_, std::chrono::milliseconds(500)));
    database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    database_.waitAtMost(wait_);
  }

  std::uint64_t sizeOnDisk() override {
    std::uint64_t size = 0;
    for (const char* suffix : {"", "-wal"}) {
      std::error_code missing;
      const std::uint64_t part = std::filesystem::file_size(folder_.database().string() + suffix, missing);
      if (!missing) size += part;
    }
    return size;
  }

 private:
  /// What the start of an id may mean.
  std::vector<Hash> snapshotsNamed(const NameRequest& request) {
    std::vector<Hash> ids;
    if (request.firstId.empty()) return ids;
    Statement statement(database_, "SELECT id FROM snapshot WHERE id BETWEEN ?1 AND ?2");
    statement.bindBlob(1, request.firstId).bindBlob(2, request.lastId);
    while (statement.step()) ids.push_back(hashIn(statement, 0));
    return ids;
  }

  /// Of the history of `site`, what `request` asks for; back from `place` (time and number) where there is one.
  void addHistory(const std::string& site, const NameRequest& request,
                  std::optional<std::pair<std::int64_t, std::int64_t>> place, SnapshotRows& rows) {
    constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
    const auto select = [&](std::string_view order, std::pair<std::int64_t, std::int64_t> last, std::int64_t most) {
      Statement statement(database_, fmt::format("{}WHERE site = ?1 AND {} = 0 AND (taken, number) <= (?2, ?3)"
                                                 " ORDER BY taken {}, number {} LIMIT ?4",
                                                 kSnapshots, isPrediction(), order, order));
      rows.addFrom(statement.bindText(1, site).bind(2, last.first).bind(3, last.second).bind(4, most));
    };
    if (place) return select("DESC", *place, request.newest);
    if (!request.earlier) return select("DESC", {kEnd, kEnd}, request.newest);
    select("DESC", {*request.earlier - 1, kEnd}, request.newest);
    select("DESC", {kEnd, kEnd}, 1);
    select("ASC", {kEnd, kEnd}, 1);
  }

  std::optional<std::string> readByIndex(const ChunkId& id) {
    Statement& statement = statements_->read;
    const ResetAtEnd atEnd(statement);
    if (!statement.bindBlob(1, id.view()).step()) return std::nullopt;
    return std::string(statement.bytes(0));
  }

  /// A damaged page of the index hides chunks that exist; so the table itself is read, once.
  std::optional<std::string> readWithoutIndex(const ChunkId& id) {
    if (!places_) places_ = findPlaces();
    const auto place = places_->find(id);
    if (place == places_->end()) return std::nullopt;
    Statement statement(database_, "SELECT data FROM chunk WHERE rowid = ?1");
    if (!statement.bind(1, place->second).step()) return std::nullopt;
    return std::string(statement.bytes(0));
  }

  std::unordered_map<ChunkId, std::int64_t> findPlaces() {
    std::unordered_map<ChunkId, std::int64_t> places;
    try {
      Statement statement(database_, "SELECT rowid, id FROM chunk NOT INDEXED");
      while (statement.step())
        if (const std::optional<Hash> id = Hash::fromBytes(statement.bytes(1))) places[*id] = statement.integer(0);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Integrity) throw;  // what was found up to the damage is of use
    }
    return places;
  }

  struct Statements {
    explicit Statements(sqlite::Database& database)
        : has(database, "SELECT 1 FROM chunk WHERE id = ?1"),
          read(database, "SELECT data FROM chunk WHERE id = ?1"),
          write(database, "INSERT OR IGNORE INTO chunk(id, data) VALUES(?1, ?2)") {}
    Statement has, read, write;
  };

  StoreFolder folder_;
  std::chrono::milliseconds wait_;
  sqlite::Database database_;
  std::unique_ptr<Statements> statements_;
  bool hasAttachments_ = false;
  std::optional<std::unordered_map<ChunkId, std::int64_t>> places_;  ///< of chunks in the table, once the index failed
};

[[noreturn]] void failNoStore(const StoreFolder& folder) {
  folder.requireNotEmptied();
  throw Error(ErrorKind::BadInput, "no store at " + folder.path().string())
      .fix("take a snapshot first: `ldapsnap capture SITE` or `ldapsnap import SITE FILE.ldif`");
}

std::unique_ptr<Backend> openForReading(const StoreFolder& folder, const StoreOptions& options) {
  if (!folder.hasDatabase()) failNoStore(folder);
  // A reader takes part in SQLite's locking, for which SQLite writes files next to the database, unless the folder
  // cannot be written at all.
  const sqlite::Open how = folder.isWritable() ? sqlite::Open::ReadWrite
                           : folder.hasLog()   ? sqlite::Open::ReadOnly
                                               : sqlite::Open::Immutable;
  auto backend = std::make_unique<SqliteBackend>(folder, how, options.wait);
  try {
    if (!backend->holdsStore()) failNoStore(folder);
    backend->start(options.access);
    return backend;
  } catch (const Error&) {
    // On a full disk SQLite cannot make the file by which its processes agree. Then nobody writes.
    if (how != sqlite::Open::ReadWrite || !backend->lackedSpace()) throw;
  }
  backend.reset();
  backend = std::make_unique<SqliteBackend>(folder, folder.hasLog() ? sqlite::Open::Exclusive : sqlite::Open::Immutable,
                                            options.wait);
  if (!backend->holdsStore()) failNoStore(folder);
  backend->start(options.access);
  return backend;
}

std::unique_ptr<Backend> openForWriting(const StoreFolder& folder, const StoreOptions& options) {
  folder.create();
  folder.removeLeftovers();
  auto backend = std::make_unique<SqliteBackend>(folder, sqlite::Open::ReadWrite, options.wait);
  // A key that is kept elsewhere is named each time.
  const bool makesKey = options.redactionKey.empty() && !folder.hasRedactionKey();
  if (!backend->holdsStore() || makesKey) {
    const std::unique_ptr<StoreLock> lock = folder.lockForSetup(options.wait);
    const bool isNew = !backend->holdsStore();  // another process may have been faster
    if (isNew && makesKey) folder.makeRedactionKey();
    if (isNew) backend->create();
  }
  backend->start(options.access);
  return backend;
}

}  // namespace

std::unique_ptr<Backend> openSqliteBackend(const StoreOptions& options) {
  const StoreFolder folder(options.address.folder());
  return options.access == StoreOptions::Access::Write ? openForWriting(folder, options)
                                                       : openForReading(folder, options);
}

}  // namespace ldapsnap

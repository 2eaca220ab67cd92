#include "snapshot/store/backend/sqlite_backend.h"

#include <fmt/format.h>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "snapshot/base/error.h"
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

/// Whether runs can have attachments: the first stores had no table for them.
bool hasAttachments(sqlite::Database& database) {
  Statement statement(database, "SELECT 1 FROM sqlite_master WHERE name = 'attachment'");
  return statement.step();
}

/// Makes the tables that were added later.
void addLaterTables(sqlite::Database& database) {
  if (!hasAttachments(database)) database.execute(kAttachments);
}

/// Makes the tables in an empty file.
void createTables(sqlite::Database& database) {
  database.execute("PRAGMA page_size = 16384");
  database.execute("PRAGMA auto_vacuum = INCREMENTAL");
  database.execute("PRAGMA journal_mode = WAL");
  Transaction transaction(database);
  database.execute(kTables);
  database.execute(kAttachments);
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
    if (access == StoreOptions::Access::Write) addLaterTables(database_);
    if (access == StoreOptions::Access::Read) database_.execute("PRAGMA query_only = ON");
    hasAttachments_ = hasAttachments(database_);
    statements_ = std::make_unique<Statements>(database_);
  }

  std::unique_ptr<StoreLock> lockForWriting() override { return folder_.lockForWriting(wait_); }
  std::unique_ptr<StoreLock> lockForRemoving() override { return folder_.lockForRemoving(wait_); }
  std::unique_ptr<StoreLock> readOneMoment() override { return std::make_unique<ReadTransaction>(database_); }
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

  std::vector<SnapshotRow> snapshots() override {
    std::vector<SnapshotRow> rows;
    Statement statement(database_, "SELECT id, site, taken, manifest FROM snapshot ORDER BY taken, number");
    while (statement.step()) rows.push_back(snapshotIn(statement));
    return rows;
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
    std::vector<LabelRow> rows;
    Statement statement(database_, "SELECT name, snapshot, sum FROM label ORDER BY name");
    while (statement.step()) {
      LabelRow row{std::string(statement.bytes(0)), hashIn(statement, 1)};
      row.isIntact = hashIn(statement, 2) == sumOf(row);
      rows.push_back(std::move(row));
    }
    return rows;
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

  std::vector<RunRow> runs() override {
    std::vector<RunRow> rows;
    Statement statement(database_, "SELECT site, number, record, sum FROM run ORDER BY site, number");
    while (statement.step()) {
      RunRow row{std::string(statement.bytes(0)), static_cast<int>(statement.integer(1)),
                 std::string(statement.bytes(2))};
      row.isIntact = hashIn(statement, 3) == sha256(row.record);
      rows.push_back(std::move(row));
    }
    return rows;
  }

  void addRun(const std::string& site, const std::function<RunRow(int number)>& make) override {
    database_.execute("PRAGMA synchronous = FULL");
    Transaction transaction(database_);
    Statement last(database_, "SELECT coalesce(max(number), 0) FROM run WHERE site = ?1");
    last.bindText(1, site).step();
    const RunRow row = make(static_cast<int>(last.integer(0)) + 1);
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
    database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
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

#include "snapshot/store/backend/sqlite_schema.h"

#include <fmt/format.h>

#include "snapshot/base/error.h"

namespace ldapsnap::sqlite {
namespace {

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
// Came later: a store without it is one whose runs have nothing attached.
constexpr const char* kAttachments = R"(
CREATE TABLE IF NOT EXISTS attachment(
  site TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL, sum BLOB NOT NULL,
  PRIMARY KEY(site, number, name));
)";
static_assert(kApplicationId == 1280527952);

std::int64_t pragma(Database& database, std::string_view name) {
  Statement statement(database, fmt::format("PRAGMA {}", name));
  return statement.step() ? statement.integer(0) : 0;
}

bool hasTables(Database& database) {
  Statement statement(database,
                      "SELECT count(*) FROM sqlite_master WHERE name IN ('chunk', 'snapshot', 'label', 'run')");
  return statement.step() && statement.integer(0) == 4;
}

}  // namespace

bool holdsStore(Database& database) {
  // One moment: between two reads another process may make the store.
  const Transaction moment(database, Transaction::For::Reading);
  const std::int64_t application = pragma(database, "application_id");
  const std::int64_t version = pragma(database, "user_version");
  if (application == 0 && version == 0 && pragma(database, "schema_version") == 0) return false;
  if ((application != kApplicationId || version == 0) && hasTables(database))
    throw Error(ErrorKind::Integrity, fmt::format("{} is damaged: its header is not what was written", database.name()))
        .fix("restore store.db from a backup");
  if (application != kApplicationId)
    throw Error(ErrorKind::BadInput, fmt::format("{} holds a database that is not ldapsnap's", database.name()))
        .fix("name another folder with --store");
  if (version > kVersion)
    throw Error(ErrorKind::Unreachable, fmt::format("{} has format {}; this version of ldapsnap reads up to {}",
                                                    database.name(), version, kVersion))
        .fix("use a newer ldapsnap");
  return true;
}

bool hasAttachments(Database& database) {
  Statement statement(database, "SELECT 1 FROM sqlite_master WHERE name = 'attachment'");
  return statement.step();
}

void completeStore(Database& database) {
  if (!hasAttachments(database)) database.execute(kAttachments);
}

void createStore(Database& database) {
  database.execute("PRAGMA page_size = 16384");
  database.execute("PRAGMA auto_vacuum = INCREMENTAL");
  database.execute("PRAGMA journal_mode = WAL");
  Transaction transaction(database);
  database.execute(kTables);
  database.execute(kAttachments);
  transaction.commit();
}

}  // namespace ldapsnap::sqlite

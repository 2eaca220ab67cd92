// The SQLite backend by itself: rows, locks, damage, and reading from one moment.
#include "snapshot/store/backend/sqlite_backend.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using Access = StoreOptions::Access;

class SqliteBackendTest : public testing::Test {
 protected:
  std::unique_ptr<Backend> open(Access access = Access::Write) {
    return openSqliteBackend({folder_ / "store", access, std::chrono::milliseconds(30)});
  }
  std::filesystem::path file() const { return folder_ / "store/store.db"; }

  /// What opening the store, or `use` of it, reports.
  template <typename Use>
  std::string errorOf(Use use) {
    try {
      use();
    } catch (const Error& error) {
      std::string text = fmt::format("{} {}", exitCodeOf(error.kind()), error.what());
      const std::string folder = folder_.path().string();
      for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder))
        text.replace(at, folder.size(), "FOLDER");
      return text;
    }
    return "no error";
  }
  std::string errorOfOpening(Access access = Access::Write) {
    return errorOf([&] { open(access); });
  }

  void sql(const std::string& statement) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  test::TempFolder folder_;
};

SnapshotRow snapshotRow(const std::string& site, std::int64_t taken) {
  const std::string manifest = fmt::format("manifest of {} at {}", site, taken);
  return {sha256(manifest), site, taken, manifest};
}

std::vector<std::string> manifestsIn(Backend& backend) {
  std::vector<std::string> manifests;
  for (const SnapshotRow& row : backend.snapshots()) manifests.push_back(row.manifest);
  return manifests;
}

PackedChunk chunk(const std::string& bytes) { return {sha256(bytes), "packed " + bytes}; }

TEST_F(SqliteBackendTest, ChunksAreFoundByIdUntilRemoved) {
  const auto backend = open();
  const PackedChunk first = chunk("a"), second = chunk("b");
  backend->write({first, second});
  backend->write({{first.id, "other bytes"}});
  EXPECT_TRUE(backend->has(first.id));
  EXPECT_EQ(backend->read(first.id), "packed a") << "a chunk that exists is not replaced";
  EXPECT_FALSE(backend->has(sha256("c")));
  EXPECT_EQ(backend->read(sha256("c")), std::nullopt);
  std::map<std::string, std::string> all;
  backend->forEachChunk([&](const ChunkId& id, std::string_view packed) { all[id.hex()] = packed; });
  EXPECT_EQ(all, (std::map<std::string, std::string>{{first.id.hex(), "packed a"}, {second.id.hex(), "packed b"}}));
  backend->remove({first.id});
  EXPECT_FALSE(backend->has(first.id));
  EXPECT_TRUE(backend->has(second.id));
}

TEST_F(SqliteBackendTest, SnapshotsAreOrderedByTimeThenByOrderOfWriting) {
  const auto backend = open();
  for (const auto& [site, taken] : std::vector<std::pair<std::string, std::int64_t>>{{"b", 20}, {"a", 20}, {"c", 10}})
    backend->addSnapshot(snapshotRow(site, taken));
  backend->addSnapshot(snapshotRow("b", 20));
  EXPECT_EQ(manifestsIn(*backend),
            (std::vector<std::string>{"manifest of c at 10", "manifest of b at 20", "manifest of a at 20"}));
  const SnapshotRow row = snapshotRow("a", 20);
  ASSERT_TRUE(backend->snapshot(row.id));
  EXPECT_EQ(backend->snapshot(row.id)->site, "a");
  EXPECT_EQ(backend->snapshot(row.id)->taken, 20);
  EXPECT_FALSE(backend->snapshot(sha256("none")));
}

TEST_F(SqliteBackendTest, RemovingASnapshotRemovesItsLabels) {
  const auto backend = open();
  const SnapshotRow first = snapshotRow("lab", 1), second = snapshotRow("lab", 2);
  backend->addSnapshot(first);
  backend->addSnapshot(second);
  backend->setLabel({"old", first.id});
  backend->setLabel({"new", first.id});
  backend->setLabel({"new", second.id});
  backend->removeSnapshots({first.id});
  ASSERT_EQ(backend->labels().size(), 1U);
  EXPECT_EQ(backend->labels()[0].name, "new");
  EXPECT_EQ(backend->labels()[0].snapshot, second.id);
  EXPECT_TRUE(backend->labels()[0].isIntact);
  EXPECT_TRUE(backend->removeLabel("new"));
  EXPECT_FALSE(backend->removeLabel("new"));
}

TEST_F(SqliteBackendTest, RunsAreNumberedPerSiteAndUpdated) {
  const auto backend = open();
  const auto add = [&](const std::string& site) {
    backend->addRun(site, {}, [&](int number) { return RunRow{site, number, fmt::format("{} {}", site, number)}; });
  };
  add("lab");
  add("lab");
  add("a");
  backend->updateRun({"lab", 1, "changed"});
  std::vector<std::string> records;
  for (const RunRow& row : backend->runs()) {
    records.push_back(row.record);
    EXPECT_TRUE(row.isIntact);
  }
  EXPECT_EQ(records, (std::vector<std::string>{"a 1", "changed", "lab 2"}));
}

TEST_F(SqliteBackendTest, AttachmentsBelongToOneRunAndName) {
  const auto backend = open();
  backend->setAttachment({"lab", 1, "journal", "first"});
  backend->setAttachment({"lab", 1, "journal", "second"});
  backend->setAttachment({"lab", 2, "journal", "other run"});
  backend->setAttachment({"lab", 1, "output", "other name"});
  EXPECT_EQ(backend->attachment("lab", 1, "journal")->data, "second");
  EXPECT_EQ(backend->attachment("lab", 2, "journal")->data, "other run");
  EXPECT_FALSE(backend->attachment("lab", 2, "output"));
  EXPECT_FALSE(backend->attachment("prod", 1, "journal"));
  std::vector<std::string> all;
  backend->forEachAttachment([&](const AttachmentRow& row) { all.push_back(row.data); });
  EXPECT_EQ(all, (std::vector<std::string>{"second", "other name", "other run"}));
}

TEST_F(SqliteBackendTest, ReaderSeesOneMomentWhileAnotherProcessWrites) {
  const auto writer = open(), reader = open(Access::Read);
  writer->addSnapshot(snapshotRow("lab", 1));
  {
    const auto moment = reader->readOneMoment();
    EXPECT_EQ(manifestsIn(*reader).size(), 1U);
    writer->addSnapshot(snapshotRow("lab", 2));
    writer->write({chunk("a")});
    EXPECT_EQ(manifestsIn(*reader).size(), 1U);
    EXPECT_FALSE(reader->has(chunk("a").id));
  }
  EXPECT_EQ(manifestsIn(*reader).size(), 2U);
  EXPECT_TRUE(reader->has(chunk("a").id));
}

TEST_F(SqliteBackendTest, ManyWritersButOneRemover) {
  const auto first = open(), second = open();
  auto writing = first->lockForWriting();
  EXPECT_NO_THROW(second->lockForWriting());
  const std::string busy = "4 store FOLDER/store is being written by another process; try again when it is done";
  EXPECT_EQ(errorOf([&] { second->lockForRemoving(); }), busy);
  writing.reset();
  const auto removing = second->lockForRemoving();
  EXPECT_EQ(errorOf([&] { first->lockForWriting(); }), busy);
  EXPECT_EQ(errorOf([&] { first->lockForRemoving(); }), busy);
}

TEST_F(SqliteBackendTest, WriterWaitsOnlyForTheGivenTime) {
  const auto backend = open();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(errorOf([&] { backend->write({chunk("a")}); }),
            "4 store FOLDER/store is being written by another process; try again when it is done");
  ASSERT_EQ(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  backend->write({chunk("a")});
  EXPECT_TRUE(backend->has(chunk("a").id));
}

TEST_F(SqliteBackendTest, ReaderCannotWrite) {
  open();
  const auto reader = open(Access::Read);
  EXPECT_EQ(
      errorOf([&] { reader->addSnapshot(snapshotRow("lab", 1)); }),
      "4 store FOLDER/store cannot be used: attempt to write a readonly database; check the disk and the folder's "
      "permissions");
}

TEST_F(SqliteBackendTest, StoreInAReadOnlyFolderIsRead) {
  open()->addSnapshot(snapshotRow("lab", 1));
  if (::geteuid() == 0) GTEST_SKIP() << "root can write everywhere";
  ::chmod((folder_ / "store").c_str(), 0500);
  EXPECT_EQ(manifestsIn(*open(Access::Read)).size(), 1U);
  ::chmod((folder_ / "store").c_str(), 0700);
}

TEST_F(SqliteBackendTest, TriggerOrViewOfAnotherHandIsRefused) {
  open()->addSnapshot(snapshotRow("lab", 1));
  sql("CREATE TRIGGER t AFTER INSERT ON snapshot BEGIN DELETE FROM snapshot WHERE number = 1; END");
  for (const Access access : {Access::Read, Access::Write})
    EXPECT_EQ(errorOfOpening(access),
              "5 store FOLDER/store holds a trigger that no version of ldapsnap made: t; do not use a store that comes "
              "from somebody you do not trust; otherwise remove it with sqlite3");
  sql("DROP TRIGGER t");
  sql("CREATE VIEW v AS SELECT 1");
  EXPECT_NE(errorOfOpening(), "no error");
}

TEST_F(SqliteBackendTest, StoreOfAnEarlierVersionGetsTheLaterIndexesWhenItIsWritten) {
  open()->addSnapshot(snapshotRow("lab", 1));
  sql("DROP INDEX snapshot_of_site; DROP INDEX snapshot_by_time");
  EXPECT_EQ(manifestsIn(*open(Access::Read)).size(), 1U);
  EXPECT_EQ(open(Access::Read)->sites().size(), 1U);
  open();
  sql("DROP INDEX snapshot_of_site; DROP INDEX snapshot_by_time");  // they were there again
}

TEST_F(SqliteBackendTest, ChunkIsFoundWithoutTheIndex) {
  open()->write({chunk("a"), chunk("b")});
  sql("PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'chunk_id'");
  sql("CREATE UNIQUE INDEX chunk_id ON chunk(id) WHERE id IS NULL");
  EXPECT_EQ(open()->read(chunk("b").id), "packed b");
}

TEST_F(SqliteBackendTest, ChangedRowsAreNotIntact) {
  {
    const auto backend = open();
    backend->setLabel({"golden", sha256("x")});
    backend->addRun("lab", {}, [](int number) { return RunRow{"lab", number, "a record"}; });
    backend->setAttachment({"lab", 1, "journal", "data"});
  }
  sql("UPDATE label SET name = 'goldem'; UPDATE run SET record = 'a recorD'; UPDATE attachment SET number = 2");
  const auto backend = open();
  EXPECT_FALSE(backend->labels()[0].isIntact);
  EXPECT_FALSE(backend->runs()[0].isIntact);
  EXPECT_FALSE(backend->attachment("lab", 2, "journal")->isIntact) << "it was attached to another run";
}

TEST_F(SqliteBackendTest, IdOfTheWrongLengthIsDamage) {
  open()->addSnapshot(snapshotRow("lab", 1));
  sql("UPDATE snapshot SET id = x'00'");
  EXPECT_EQ(errorOf([&] { open()->snapshots(); }), "5 a row of the store is damaged: an id is not 32 bytes long");
}

TEST_F(SqliteBackendTest, DatabaseChecksItself) {
  {
    const auto backend = open();
    EXPECT_TRUE(backend->checkDatabase().empty());
    backend->addSnapshot(snapshotRow("lab", 1));
  }
  sql("PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'manifest TEXT NOT NULL', 'manifest "
      "TEXT NOT NULL CHECK(manifest = ''x'')') WHERE name = 'snapshot'");
  EXPECT_EQ(open()->checkDatabase(), std::vector<std::string>{"CHECK constraint failed in snapshot"});
}

TEST_F(SqliteBackendTest, DatabaseOfAnotherProgramIsRefused) {
  open();
  std::filesystem::remove(file());
  sql("CREATE TABLE song(title TEXT)");
  EXPECT_EQ(errorOfOpening(),
            "2 store FOLDER/store holds a database of another program; name another folder with --store");
}

TEST_F(SqliteBackendTest, LaterFormatIsRefused) {
  open();
  sql("PRAGMA user_version = 2");
  EXPECT_EQ(errorOfOpening(Access::Read),
            "4 store FOLDER/store has format 2; this version of ldapsnap reads up to 1; use a newer ldapsnap");
}

TEST_F(SqliteBackendTest, ChangedHeaderIsDamage) {
  open();
  sql("PRAGMA application_id = 7");
  EXPECT_EQ(errorOfOpening(),
            "5 store FOLDER/store is damaged: its header is not the one that was written; restore store.db from a "
            "backup");
}

TEST_F(SqliteBackendTest, FileThatIsNotADatabaseIsDamage) {
  std::filesystem::create_directory(folder_ / "store");
  std::ofstream(file()) << std::string(8192, 'x');
  EXPECT_EQ(errorOfOpening(),
            "5 store FOLDER/store is damaged: file is not a database; `ldapsnap store verify` shows "
            "what can still be read");
}

TEST_F(SqliteBackendTest, MissingStoreIsCreatedOnlyForWriting) {
  EXPECT_EQ(errorOfOpening(Access::Read).substr(0, 29), "2 no store at FOLDER/store; t");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "store"));
  open();
  EXPECT_EQ(errorOfOpening(Access::Read), "no error");
}

TEST_F(SqliteBackendTest, MissingRedactionKeyIsNotReplaced) {
  const std::string key = open()->redactionKey();
  EXPECT_EQ(key.size(), 32U);
  EXPECT_EQ(open(Access::Read)->redactionKey(), key);
  std::filesystem::remove(folder_ / "store/redaction.key");
  EXPECT_EQ(errorOf([&] { open()->redactionKey(); }),
            "4 FOLDER/store/redaction.key: the store's redaction key is missing; restore this file from a backup: with "
            "another key every secret would look changed");
}

TEST_F(SqliteBackendTest, CompactingReleasesSpace) {
  const auto backend = open();
  std::vector<PackedChunk> chunks;
  std::vector<ChunkId> ids;
  for (int i = 0; i < 400; ++i) {
    chunks.push_back({sha256(std::to_string(i)), std::string(4000, static_cast<char>('a' + i % 26))});
    ids.push_back(chunks.back().id);
  }
  backend->write(chunks);
  const std::uint64_t before = backend->sizeOnDisk();
  EXPECT_GT(before, 1600000U);
  backend->remove(ids);
  backend->compact();
  EXPECT_LT(backend->sizeOnDisk(), before / 4);
}

TEST_F(SqliteBackendTest, WritesThroughNoLinkThatIsInTheFolder) {
  std::filesystem::create_directory(folder_ / "store");
  for (const char* name : {"store.db", "store.lock", "redaction.key"}) {
    std::filesystem::create_symlink(folder_ / "elsewhere", folder_ / "store" / name);
    EXPECT_EQ(errorOfOpening(), fmt::format("2 FOLDER/store/{}: not a regular file: the store would write to another "
                                            "place; remove it",
                                            name));
    std::filesystem::remove(folder_ / "store" / name);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere"));
}

TEST_F(SqliteBackendTest, IsNotWrittenWhereOthersCanWrite) {
  std::filesystem::create_directory(folder_ / "store");
  ::chmod((folder_ / "store").c_str(), 0777);
  EXPECT_EQ(errorOfOpening(), "2 FOLDER/store: other users can write to the store's folder; chmod go-w FOLDER/store");
  ::chmod((folder_ / "store").c_str(), 0775);  // a umask of 002, where the group is the user's own
  EXPECT_EQ(errorOfOpening(), "no error");
}

TEST_F(SqliteBackendTest, TakesNoKeyThatOthersCanRead) {
  open();
  ::chmod((folder_ / "store/redaction.key").c_str(), 0644);
  EXPECT_EQ(errorOfOpening(),
            "2 FOLDER/store/redaction.key: other users can read the redaction key, and test guesses at "
            "what it hides; chmod 600 FOLDER/store/redaction.key");
}

TEST_F(SqliteBackendTest, FolderOfAnotherUserIsNotWritten) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  constexpr uid_t kSomebody = 12345;
  open();
  ASSERT_EQ(::chown((folder_ / "store").c_str(), kSomebody, kSomebody), 0);
  EXPECT_EQ(errorOfOpening(),
            "2 FOLDER/store: it belongs to the user with the number 12345, who could change what is "
            "stored; name another store, or run as that user");
  EXPECT_EQ(errorOfOpening(Access::Read), "no error");
  ::setenv("SUDO_UID", "12345", 1);
  EXPECT_EQ(errorOfOpening(), "no error") << "the user for whom sudo runs us";
  ::unsetenv("SUDO_UID");
}

TEST_F(SqliteBackendTest, RemovesOnlyItsOwnTemporaryFiles) {
  open();
  folder_.write("store/temporary-aB3xYz", "left behind");
  folder_.write("store/temporary-notes.txt", "somebody's");
  open();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "store/temporary-aB3xYz"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "store/temporary-notes.txt"));
}

TEST_F(SqliteBackendTest, EmptiedDatabaseIsDamageAndNoNewStore) {
  open();
  for (const int size : {0, 1}) {
    std::filesystem::resize_file(file(), size);
    for (const Access access : {Access::Write, Access::Read}) {
      EXPECT_EQ(errorOfOpening(access),
                "5 FOLDER/store/store.db: the database is empty, though the store has a redaction key; restore it from "
                "a backup; to start a new store, remove the folder");
    }
  }
}

TEST_F(SqliteBackendTest, CreationThatWasCutShortIsMadeUpFor) {
  folder_.write("store/store.db", "");
  folder_.write("store/redaction.key", std::string(64, 'a') + "\n");
  ::chmod((folder_ / "store/redaction.key").c_str(), 0600);
  EXPECT_EQ(errorOfOpening(), "no error");
}

}  // namespace
}  // namespace ldapsnap

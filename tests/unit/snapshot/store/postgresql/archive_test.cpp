// An archive in PostgreSQL: the same snapshots as in a folder, for many processes and roles at once.
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sqlite3.h>
#include <thread>

#include "snapshot/base/error.h"
#include "snapshot/store/backend/backend.h"
#include "snapshot/store/maintenance/maintenance.h"
#include "snapshot/store/postgresql/chunk_cache.h"
#include "snapshot/store/postgresql/schema.h"
#include "snapshot/store/records/names.h"
#include "snapshot/store/store.h"
#include "tests/support/servers/postgresql.h"
#include "tests/support/store_address.h"
#include "tests/support/temp_folder.h"
#include "tests/support/wire/tcp_proxy.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using Access = StoreOptions::Access;
using test::byDn;
using test::entriesOf;
using test::people;
using test::PostgresqlServer;
using test::sharedPostgresql;
using test::take;

std::string messageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

class Archive : public testing::Test {
 protected:
  Archive() {
    static int count = 0;
    database_ = "archive" + std::to_string(++count);
    sharedPostgresql().createDatabase(database_);
    makeArchive(url(), std::chrono::seconds(10));
    ::setenv("XDG_CONFIG_HOME", folder_.path().c_str(), 1);
    ::setenv("XDG_CACHE_HOME", folder_.path().c_str(), 1);
  }

  std::string url(const std::string& user = "owner") const { return sharedPostgresql().url(database_, user); }
  std::unique_ptr<Store> open(Access access = Access::Write, const std::string& user = "owner",
                              std::chrono::milliseconds wait = std::chrono::milliseconds(200)) const {
    return Store::open({StoreAddress::named(url(user)), access, wait});
  }
  std::unique_ptr<Store> openFolder(const std::string& name) const {
    return Store::open({folder_ / name, Access::Write});
  }
  std::string sql(const std::string& statements) const { return sharedPostgresql().sql(database_, statements); }
  /// psql's words where `user` is refused something; empty where not.
  std::string refusal(const std::string& user, const std::string& statements) const {
    const test::ProcessResult result = sharedPostgresql().trySql(database_, statements, user);
    return result.exitCode == 0 ? "" : result.err;
  }
  /// Roles exist in all databases of a server.
  void allow(const std::string& role, const std::string& may, const std::string& site = "*") const {
    sql("DO $$ BEGIN CREATE ROLE " + role +
        " LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        "SELECT ldapsnap.allow('" +
        role + "', '" + may + "', '" + site + "')");
  }

  test::TempFolder folder_;
  std::string database_;
};

TEST_F(Archive, SnapshotsHaveTheIdsThatTheyHaveInAFolder) {
  const auto archive = open(), folder = openFolder("store");
  for (int i = 0; i < 3; ++i) {
    const SnapshotInfo there = take(*archive, "lab", people(2000, i, i), i),
                       here = take(*folder, "lab", people(2000, i, i), i);
    EXPECT_EQ(there, here);
    EXPECT_EQ(entriesOf(*archive, there.id), byDn(people(2000, i, i)));
  }
  EXPECT_EQ(statisticsOf(*archive).packedBytes, statisticsOf(*folder).packedBytes);
}

TEST_F(Archive, MakingItAgainChangesNothing) {
  take(*open(), "lab", people(10));
  const ArchiveMade again = makeArchive(url(), std::chrono::seconds(10));
  EXPECT_EQ(again.before, again.now);
  EXPECT_EQ(again.owner, "owner");
  EXPECT_EQ(open()->snapshots("lab").size(), 1U);
}

TEST_F(Archive, IsNotMadeByAWriter) {
  sharedPostgresql().createDatabase(database_ + "empty");
  const std::string empty = sharedPostgresql().url(database_ + "empty");
  EXPECT_NE(messageOf([&] {
              Store::open({StoreAddress::named(empty), Access::Write});
            }).find("store init"),
            std::string::npos);
}

TEST_F(Archive, LaterVersionIsRefused) {
  sql("INSERT INTO ldapsnap.migration(version) VALUES (99)");
  EXPECT_NE(messageOf([&] { open(); }).find("has version 99; this version of ldapsnap knows up to 2; use a newer"),
            std::string::npos);
  EXPECT_NE(messageOf([&] { makeArchive(url(), std::chrono::seconds(1)); }).find("has version 99"), std::string::npos);
}

TEST_F(Archive, EarlierVersionIsUpdated) {
  allow("reader_of_lab", "reader", "lab");
  const SnapshotInfo taken = take(*open(), "lab", people(10));
  // What version 1 had.
  sql("DELETE FROM ldapsnap.migration WHERE version = 2; DROP FUNCTION ldapsnap.teams;"
      "DROP INDEX ldapsnap.snapshot_by_time; ALTER TABLE ldapsnap.snapshot DROP COLUMN predicted;"
      "CREATE INDEX snapshot_of_site ON ldapsnap.snapshot(site, taken, number)");
  EXPECT_NE(messageOf([&] { open(); }).find("has the older version 1; its owner updates it with"), std::string::npos);
  const ArchiveMade made = makeArchive(url(), std::chrono::seconds(10));
  EXPECT_EQ(made.before, 1);
  EXPECT_EQ(made.now, 2);
  EXPECT_EQ(open(Access::Read, "reader_of_lab")->resolve("lab"), taken);
  EXPECT_EQ(open(Access::Read, "reader_of_lab")->backend().permissions().size(), 1U);
}

TEST_F(Archive, EveryNameMeansWhatItMeansInAFolder) {
  const auto archive = open(), folder = openFolder("store");
  std::vector<SnapshotInfo> taken;
  for (int i = 0; i < 8; ++i) taken.push_back(take(*archive, "lab", people(3, i), i * 86400));
  for (int i = 0; i < 8; ++i) take(*folder, "lab", people(3, i), i * 86400);
  ldapsnap::Run run;
  run.site = "lab";
  run.before = taken[2].id;
  run.after = taken[5].id;
  for (Store* store : {archive.get(), folder.get()}) {
    ldapsnap::Run copy = run;
    store->setLabel("golden", taken[4].id, Store::LabelInUse::Refuse);
    store->addRun(copy);
    SnapshotInfo predicted;
    predicted.site = "lab";
    predicted.kind = SnapshotInfo::Kind::Predicted;
    predicted.taken = taken[7].taken;
    store->beginSnapshot()->commit(predicted);
  }
  std::vector<std::string> names;
  for (const std::string& name :
       {std::string("lab"), std::string("golden"), std::string("R1:after"), taken[3].id.substr(0, 9),
        "lab@{" + formatTime(taken[3].taken) + "}", std::string("lab@{1999-01-01}"), std::string("nobody")})
    for (const char* step : {"", "~", "~2", "~2~1", "~8", "~70"}) names.push_back(name + step);
  const auto meaningOf = [](Store& store, const std::string& name) {
    std::string id = "nothing";
    const std::string message = messageOf([&] {
      if (const std::optional<SnapshotInfo> found = store.find(name)) id = found->id;
    });
    return message == "no error" ? id : message;
  };
  for (const std::string& name : names) EXPECT_EQ(meaningOf(*archive, name), meaningOf(*folder, name)) << name;
  const auto rowsFor = [&](const std::string& name) {
    return archive->backend().recordsNamed(requestFor(name, now())).snapshots.size();
  };
  EXPECT_EQ(rowsFor("lab"), 1U);
  EXPECT_EQ(rowsFor("golden"), 1U);
  EXPECT_LE(rowsFor("golden~1"), 3U);
  EXPECT_EQ(archive->siteList().front().snapshots, 8U);
  EXPECT_EQ(archive->siteList().front().predictions, 1U);
  EXPECT_EQ(archive->history("lab", {.most = 2}).back(), taken.back());
}

TEST_F(Archive, StatisticsCountByTeam) {
  allow("capture_of_lab", "writer", "lab");
  allow("auditors_of_all", "reader");
  for (int i = 0; i < 2; ++i) take(*open(), "lab", people(3, i), i);
  take(*open(), "prod", people(4));
  const std::vector<TeamStatistics> teams = statisticsOf(*open()).teams;
  ASSERT_EQ(teams.size(), 2U);
  EXPECT_EQ(teams[0].role, "auditors_of_all");
  EXPECT_EQ(teams[0].may, std::vector<std::string>{"reader"});
  EXPECT_EQ(teams[0].snapshots, 3U);
  EXPECT_EQ(teams[1].role, "capture_of_lab");
  EXPECT_EQ(teams[1].sites, std::vector<std::string>{"lab"});
  EXPECT_EQ(teams[1].snapshots, 2U);
  EXPECT_EQ(open(Access::Read, "capture_of_lab")->backend().permissions().size(), 1U) << "of its own sites alone";
}

TEST_F(Archive, UrlWithAPasswordIsRefusedAndNotShown) {
  for (const std::string secret : {"postgresql://ann:s3cr3t@127.0.0.1/db", "postgresql://127.0.0.1/db?password=s3cr3t",
                                   "postgresql://ann:s3cr3t@[broken/db"}) {
    const std::string message = messageOf([&] { Store::open({StoreAddress::named(secret), Access::Read}); });
    EXPECT_NE(message, "no error");
    EXPECT_EQ(message.find("s3cr3t"), std::string::npos) << message;
  }
}

TEST_F(Archive, UnreachableServerIsOneLine) {
  const std::string message = messageOf([] {
    Store::open({StoreAddress::named("postgresql://ann@127.0.0.1:1/db"), Access::Read});
  });
  EXPECT_EQ(message,
            "archive postgresql://127.0.0.1:1/db cannot be reached: Connection refused; check the URL, the server, and "
            "~/.pgpass");
}

TEST_F(Archive, ServerElsewhereMustShowACertificate) {
  // The test's server has no TLS. 0.0.0.0 is this machine too, but not known as such.
  const std::string elsewhere = "postgresql://owner@0.0.0.0:" + std::to_string(sharedPostgresql().port()) + "/postgres";
  EXPECT_NE(messageOf([&] {
              Store::open({StoreAddress::named(elsewhere), Access::Read});
            }).find("SSL"),
            std::string::npos);
  EXPECT_NE(messageOf([&] {
              Store::open({StoreAddress::named(elsewhere + "?sslmode=disable"), Access::Read});
            }).find("store init"),
            std::string::npos);
}

TEST_F(Archive, RoundTripsFollowTheHeightOfTheTree) {
  SnapshotInfo before, after;
  {
    const auto store = open();
    before = take(*store, "lab", people(10000));
    after = take(*store, "lab", people(10000, 1), 1);  // a thousand entries, and 200 large values
  }
  {
    const auto reader = open(Access::Read);
    const SnapshotInfo found = reader->resolve("lab");
    EXPECT_EQ(found.id, after.id);
    ASSERT_TRUE(reader->snapshot(found.id)->find(Dn::parse("uid=u07777,dc=example,dc=com")));
    EXPECT_LE(reader->backend().roundTrips(), 2U + 4U) << "the content tree has four levels";
  }
  const auto reader = open(Access::Read);
  std::size_t pairs = 0;
  reader->forEachDifference(reader->resolve("lab~1"), reader->resolve("lab"), [&](const EntryPair&) { ++pairs; });
  EXPECT_GE(pairs, 1000U);
  EXPECT_LE(reader->backend().roundTrips(), 40U);
  const std::uint64_t ofDiff = reader->backend().roundTrips();
  EXPECT_EQ(entriesOf(*reader, after.id).size(), 10001U);
  EXPECT_LE(reader->backend().roundTrips() - ofDiff, 40U + 200U) << "large values come one by one";
}

TEST_F(Archive, WhatWasReadOnceIsKeptOnThisMachine) {
  const SnapshotInfo taken = take(*open(), "lab", people(2000));
  EXPECT_EQ(entriesOf(*open(Access::Read), taken.id).size(), 2001U);
  sql("DELETE FROM ldapsnap.chunk");
  EXPECT_EQ(entriesOf(*open(Access::Read), taken.id), byDn(people(2000)));
  EXPECT_FALSE(verifyStore(*open(Access::Read)).isSound()) << "what is checked is the archive";
  // A damaged cache is not believed.
  sqlite3* cache = nullptr;
  ASSERT_EQ(sqlite3_open((folder_ / "ldapsnap/chunks.db").c_str(), &cache), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(cache, "UPDATE chunk SET data = zeroblob(40)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(cache);
  EXPECT_NE(messageOf([&] { entriesOf(*open(Access::Read), taken.id); }).find("missing from the store"),
            std::string::npos);
}

TEST_F(Archive, CacheIsBounded) {
  postgresql::ChunkCache cache(1 << 20);
  std::vector<ChunkId> ids;
  for (int i = 0; i < 400; ++i) {
    std::string bytes(10000, static_cast<char>(i));
    std::minstd_rand random(static_cast<unsigned>(i) + 1);
    for (char& c : bytes) c = static_cast<char>(random());
    bytes.front() = 'B';
    ids.push_back(sha256(bytes));
    cache.keep({{ids.back(), pack(bytes)}});
  }
  const std::size_t kept = cache.read(ids).size();
  EXPECT_LT(kept, 110U);
  EXPECT_GT(kept, 50U);
  EXPECT_EQ(cache.read({&ids.back(), 1}).size(), 1U) << "the last one stays";
}

TEST_F(Archive, WritingAsksAndWritesInBatches) {
  const auto store = open();
  take(*store, "lab", people(10000));
  const std::uint64_t first = store->backend().roundTrips();
  EXPECT_LE(first, 20U);
  take(*store, "lab", people(10000, 1), 1);
  EXPECT_LE(store->backend().roundTrips() - first, 20U);
}

TEST_F(Archive, CopiesGoBothWaysAndTakeUpWhereTheyStopped) {
  const auto folder = openFolder("from"), back = openFolder("back");
  const SnapshotInfo first = take(*folder, "lab", people(3000));
  const SnapshotInfo second = take(*folder, "lab", people(3000, 1), 1);
  folder->setLabel("golden", first.id, Store::LabelInUse::Refuse);
  const auto archive = open();
  struct Stop {};
  EXPECT_THROW(copySnapshots(*folder, *archive, {first.id},
                             [](std::uint64_t chunks) {
                               if (chunks > 100) throw Stop{};
                             }),
               Stop);
  EXPECT_TRUE(archive->snapshots().empty());
  const Copied copied = copySnapshots(*folder, *archive, {first.id, second.id});
  EXPECT_EQ(copied.snapshots, 2U);
  EXPECT_EQ(copied.labels, 1U);
  EXPECT_EQ(copySnapshots(*archive, *back, {first.id, second.id}).snapshots, 2U);
  EXPECT_EQ(entriesOf(*back, second.id), byDn(people(3000, 1)));
  EXPECT_EQ(back->resolve("golden"), first);
  EXPECT_TRUE(verifyStore(*archive).isSound());
  EXPECT_TRUE(verifyStore(*back).isSound());
  EXPECT_EQ(copySnapshots(*folder, *archive, {first.id, second.id}).chunks, 0U);
}

TEST_F(Archive, VerifyReadsOneSnapshotOrASample) {
  const auto store = open();
  const SnapshotInfo first = take(*store, "lab", people(3000));
  const SnapshotInfo other = take(*store, "prod", people(3000, 7), 1);
  const Verification all = verifyStore(*store), one = verifyStore(*store, {}, {{first.id}});
  EXPECT_EQ(one.snapshots, 1U);
  EXPECT_LT(one.chunks, all.chunks);
  const Verification sample = verifyStore(*store, {}, {{}, 10});
  EXPECT_TRUE(sample.isSound());
  EXPECT_GT(sample.skipped, sample.chunks);
  EXPECT_LE(sample.skipped + sample.chunks, all.chunks) << "what a leaf that was not read refers to is not counted";
  sql("UPDATE ldapsnap.chunk SET data = 'x' WHERE id = '\\x" + other.contentRoot + "'");
  EXPECT_TRUE(verifyStore(*store, {}, {{first.id}}).isSound());
  const Verification damaged = verifyStore(*store, {}, {{other.id}, 10});
  ASSERT_EQ(damaged.damages.size(), 1U);
  EXPECT_EQ(damaged.damages[0].snapshots, std::vector<std::string>{other.id});
  sql("DELETE FROM ldapsnap.chunk WHERE ctid IN (SELECT ctid FROM ldapsnap.chunk_3 LIMIT 20) AND tableoid = "
      "'ldapsnap.chunk_3'::regclass");
  EXPECT_FALSE(verifyStore(*store, {}, {{}, 0.001}).isSound()) << "a sample finds every chunk that is missing";
}

TEST_F(Archive, GarbageIsCollectedWhileOthersWrite) {
  const auto store = open(), other = open();
  const SnapshotInfo old = take(*store, "lab", people(2000));
  const SnapshotInfo kept = take(*store, "lab", people(2000, 1), 1);
  forget(*store, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No);
  {
    // Begun before gc: gc waits, and says for whom.
    const auto writer = other->beginSnapshot();
    const std::string message = messageOf([&] { collectGarbage(*store); });
    EXPECT_NE(message.find("is being read or written by another process; try again when it is done (owner on "),
              std::string::npos)
        << message;
  }
  // What gc had condemned by then is written again by those who need it.
  const SnapshotInfo again = take(*other, "lab", people(2000), 2);
  EXPECT_EQ(again.contentRoot, old.contentRoot);
  EXPECT_EQ(sql("SELECT count(*) FROM ldapsnap.condemned c JOIN ldapsnap.chunk USING (id) WHERE id = '\\x" +
                again.contentRoot + "'"),
            "0");
  collectGarbage(*store);
  EXPECT_EQ(entriesOf(*store, again.id), byDn(people(2000)));
  EXPECT_EQ(entriesOf(*store, kept.id), byDn(people(2000, 1)));
  EXPECT_TRUE(verifyStore(*store).isSound());
  EXPECT_EQ(sql("SELECT count(*) FROM ldapsnap.condemned"), "0");
}

TEST_F(Archive, ReaderKeepsWhatItReadsUntilItEnds) {
  const auto keeper = open();
  const SnapshotInfo first = take(*keeper, "lab", people(1000));
  take(*keeper, "lab", people(1000, 1), 1);
  auto reader = open(Access::Read);
  EXPECT_EQ(reader->resolve("lab~1").id, first.id);
  forget(*keeper, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No);
  EXPECT_NE(messageOf([&] { collectGarbage(*keeper); }).find("try again"), std::string::npos);
  EXPECT_EQ(entriesOf(*reader, first.id).size(), 1001U);
  reader.reset();
  for (int i = 0; i < 50 && sql("SELECT count(*) FROM ldapsnap.lease") != "0"; ++i) ::usleep(20000);
  EXPECT_GT(collectGarbage(*keeper).removed, 0U);
}

TEST_F(Archive, LeaseOfALostProcessEndsAndItsSnapshotIsNotWritten) {
  const auto store = open(), lost = open();
  take(*store, "lab", people(500));
  const auto writer = lost->beginSnapshot();
  for (const Entry& entry : people(500, 3)) writer->add(entry);
  sql("UPDATE ldapsnap.lease SET expires = now() - interval '1 second'");
  collectGarbage(*store);  // takes the lease away
  SnapshotInfo info;
  info.site = "lab";
  EXPECT_NE(messageOf([&] { writer->commit(info); }).find("has heard nothing of this process for too long; repeat"),
            std::string::npos);
  EXPECT_EQ(store->snapshots().size(), 1U);
  EXPECT_TRUE(verifyStore(*store).isSound());
}

TEST_F(Archive, ManyWritersAndReadersWithForgetAndGcBetweenThem) {
  const bool isLong = std::getenv("LDAPSNAP_LONG_TESTS") != nullptr;
  const int writerCount = isLong ? 20 : 6, readerCount = isLong ? 50 : 8, rounds = 4;
  std::atomic<bool> isOver = false;
  std::atomic<int> failures = 0, read = 0;
  const auto inThread = [&](const std::function<void()>& work) {
    return std::thread([&failures, work] {
      try {
        work();
      } catch (const std::exception& error) {
        ++failures;
        ADD_FAILURE() << error.what();
      }
    });
  };
  std::vector<std::thread> writers, readers;
  for (int w = 0; w < writerCount; ++w)
    writers.push_back(inThread([this, w, rounds] {
      const auto store = open(Access::Write, "owner", std::chrono::seconds(60));
      // All share most chunks, and forget makes garbage of what the next one writes again.
      for (int i = 0; i < rounds; ++i) take(*store, "site" + std::to_string(w), people(300, (w + i) % 3), w * 100 + i);
    }));
  for (int r = 0; r < readerCount; ++r)
    readers.push_back(inThread([this, &isOver, &read] {
      while (!isOver) {
        const auto store = open(Access::Read, "owner", std::chrono::seconds(60));
        const std::vector<SnapshotInfo> listed = store->snapshots();
        if (listed.empty()) continue;
        const std::string message = messageOf([&] {
          EXPECT_EQ(entriesOf(*store, listed.front().id).size(), 301U);
          ++read;
        });
        // It may be forgotten between the list and the first look, but not after that.
        EXPECT_TRUE(message == "no error" || message == "no snapshot has the id " + listed.front().id) << message;
      }
    }));
  std::thread keeper = inThread([this, &isOver] {
    const auto store = open(Access::Write, "owner", std::chrono::seconds(60));
    while (!isOver) {
      forget(*store, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No);
      collectGarbage(*store);
    }
  });
  for (std::thread& thread : writers) thread.join();
  isOver = true;
  for (std::thread& thread : readers) thread.join();
  keeper.join();
  EXPECT_EQ(failures, 0);
  EXPECT_GT(read, 0);
  const auto store = open();
  for (int w = 0; w < writerCount; ++w)
    EXPECT_EQ(entriesOf(*store, store->resolve("site" + std::to_string(w)).id),
              byDn(people(300, (w + rounds - 1) % 3)));
  EXPECT_TRUE(verifyStore(*store).isSound());
}

TEST_F(Archive, LostConnectionIsOneLineAndTheCommandCanBeRepeated) {
  auto store = open();
  take(*store, "lab", people(1000));
  const auto writer = store->beginSnapshot();
  for (const Entry& entry : people(3000, 1)) writer->add(entry);
  sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'ldapsnap' AND datname = "
      "'" +
      database_ + "'");
  SnapshotInfo info;
  info.site = "lab";
  const std::string message = messageOf([&] { writer->commit(info); });
  EXPECT_NE(message.find("repeat the command: what was stored is complete"), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos);
  store = open();
  EXPECT_EQ(store->snapshots().size(), 1U);
  EXPECT_EQ(entriesOf(*store, take(*store, "lab", people(3000, 1), 1).id).size(), 3001U);
  EXPECT_TRUE(verifyStore(*store).isSound());
}

TEST_F(Archive, ConnectionThatIsCutAnywhereLeavesASoundStore) {
  take(*open(), "lab", people(300));
  std::minstd_rand random(20261130);
  int failures = 0;
  for (int i = 0; i < 12; ++i) {
    const test::TcpProxy proxy(sharedPostgresql().port(), {std::chrono::milliseconds(0), 200 + random() % 30000});
    const std::string through =
        "postgresql://owner@127.0.0.1:" + std::to_string(proxy.port()) + "/" + database_ + "?sslmode=disable";
    const std::string message = messageOf([&] {
      const auto store = Store::open({StoreAddress::named(through), Access::Write});
      entriesOf(*store, take(*store, "lab", people(300, i), 10 + i).id);
    });
    if (message == "no error") continue;
    ++failures;
    EXPECT_TRUE(message.find("was lost; repeat the command") != message.npos ||
                message.find("cannot be reached: ") != message.npos)
        << message;
    EXPECT_EQ(message.find('\n'), message.npos) << message;
  }
  EXPECT_GT(failures, 4);
  const auto store = open();
  for (const SnapshotInfo& info : store->snapshots()) EXPECT_EQ(entriesOf(*store, info.id).size(), 301U);
  EXPECT_TRUE(verifyStore(*store).isSound());
}

TEST_F(Archive, ServerThatIsKilledHasEverySnapshotThatWasTaken) {
  PostgresqlServer server;
  server.createDatabase("history");
  const StoreAddress address = StoreAddress::named(server.url("history"));
  makeArchive(address.url(), std::chrono::seconds(10));
  std::vector<SnapshotInfo> taken;
  std::string message = "no error";
  std::thread writer([&] {
    message = messageOf([&] {
      const auto store = Store::open({address, Access::Write});
      for (int i = 0; i < 1000; ++i) taken.push_back(take(*store, "lab", people(300, i), i));
    });
  });
  std::this_thread::sleep_for(std::chrono::seconds(2));
  server.kill();
  writer.join();
  EXPECT_NE(message.find("repeat the command: what was stored is complete"), std::string::npos) << message;
  server.restart();
  const auto store = Store::open({address, Access::Write});
  EXPECT_GE(store->snapshots().size(), taken.size());
  ASSERT_FALSE(taken.empty());
  EXPECT_EQ(entriesOf(*store, taken.back().id).size(), 301U);
  EXPECT_TRUE(verifyStore(*store).isSound());
  take(*store, "lab", people(300, 7777), 5000);
}

/// The archive with its chunks on two other servers.
TEST_F(Archive, ChunksCanBeOnTwoOtherServers) {
  if (std::getenv("LDAPSNAP_LONG_TESTS") == nullptr) GTEST_SKIP() << "three servers: LDAPSNAP_LONG_TESTS=1";
  const PostgresqlServer first, second;
  std::string coordinator = "CREATE EXTENSION postgres_fdw;";
  int number = 0;
  for (const PostgresqlServer* server : {&first, &second}) {
    server->createDatabase("shard");
    coordinator += fmt::format(
        "CREATE SERVER shard{0} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '{1}', "
        "dbname 'shard', batch_size '500', fetch_size '1000');"
        "CREATE USER MAPPING FOR owner SERVER shard{0} OPTIONS (user 'owner');",
        number++, server->port());
  }
  for (int i = 0; i < 8; ++i) {
    (i % 2 == 0 ? first : second)
        .sql("shard", fmt::format("CREATE TABLE chunk_{0}(id bytea PRIMARY KEY, data bytea NOT NULL);"
                                  "ALTER TABLE chunk_{0} ALTER COLUMN data SET STORAGE EXTERNAL",
                                  i));
    coordinator += fmt::format(
        "ALTER TABLE ldapsnap.chunk DETACH PARTITION ldapsnap.chunk_{0}; DROP TABLE ldapsnap.chunk_{0};"
        "CREATE FOREIGN TABLE ldapsnap.chunk_{0} PARTITION OF ldapsnap.chunk FOR VALUES WITH (MODULUS 8, REMAINDER {0})"
        " SERVER shard{1} OPTIONS (schema_name 'public', table_name 'chunk_{0}');",
        i, i % 2);
  }
  sql(coordinator);
  const auto store = open(), folder = openFolder("store");
  const SnapshotInfo before = take(*store, "lab", people(3000)), after = take(*store, "lab", people(3000, 1), 1);
  EXPECT_EQ(take(*folder, "lab", people(3000)), before);
  EXPECT_GT(first.sql("shard", "SELECT count(*) FROM chunk_0 WHERE length(data) > 0"), "0");
  EXPECT_GT(second.sql("shard", "SELECT count(*) FROM chunk_1 WHERE length(data) > 0"), "0");
  EXPECT_EQ(entriesOf(*open(Access::Read), before.id), byDn(people(3000)));
  int pairs = 0;
  store->forEachDifference(before, after, [&](const EntryPair&) { ++pairs; });
  EXPECT_GE(pairs, 300);
  EXPECT_TRUE(verifyStore(*store).isSound());
  forget(*store, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No);
  EXPECT_GT(collectGarbage(*store).removed, 0U);
  EXPECT_TRUE(verifyStore(*store).isSound());
  EXPECT_EQ(entriesOf(*store, after.id), byDn(people(3000, 1)));
  EXPECT_EQ(take(*store, "lab", people(3000), 2).contentRoot, before.contentRoot) << "written again";
}

TEST_F(Archive, FiveMillisecondsOfLatencyAreBearable) {
  if (std::getenv("LDAPSNAP_LONG_TESTS") == nullptr) GTEST_SKIP() << "measures time: LDAPSNAP_LONG_TESTS=1";
  // What it takes where nothing else runs: the work, and five milliseconds for each time that it waits.
  constexpr double kLatency = 0.005;
  const test::TcpProxy proxy(sharedPostgresql().port(), {std::chrono::microseconds(2500)});
  const auto secondsOf = [&proxy](const std::function<void()>& work) {
    const std::size_t turns = proxy.turns();
    const std::clock_t begin = std::clock();
    work();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC +
           static_cast<double>(proxy.turns() - turns) * kLatency;
  };
  const StoreAddress far = StoreAddress::named("postgresql://owner@127.0.0.1:" + std::to_string(proxy.port()) + "/" +
                                               database_ + "?sslmode=disable");
  const auto folder = openFolder("store");
  const std::vector<Entry> first = people(20000);
  std::vector<Entry> second = first;
  for (std::size_t i = 0; i < second.size(); i += 20) second[i].add("title", "changed");
  const double here = secondsOf([&] { take(*folder, "lab", first); });
  const auto store = Store::open({far, Access::Write});
  const double there = secondsOf([&] { take(*store, "lab", first); });
  EXPECT_LE(there, here * 1.5);
  take(*store, "lab", second, 1);
  const auto reader = Store::open({far, Access::Read});
  std::size_t pairs = 0;
  const double diff = secondsOf([&] {
    reader->forEachDifference(reader->resolve("lab~1"), reader->resolve("lab"), [&](const EntryPair&) { ++pairs; });
  });
  EXPECT_GE(pairs, 1000U);
  EXPECT_LT(diff, 1);
  fmt::print("capture {:.2f} s, {:.2f} s into a folder; diff of {} changes {:.2f} s\n", there, here, pairs, diff);
}

TEST_F(Archive, WriterAddsToItsOwnSitesAndChangesNothing) {
  allow("capture", "writer", "lab");
  take(*open(), "prod", people(5));
  const auto writer = open(Access::Write, "capture");
  const SnapshotInfo mine = take(*writer, "lab", people(5), 1);
  EXPECT_EQ(writer->sites(), std::vector<std::string>{"lab"}) << "other sites are not seen";
  EXPECT_NE(messageOf([&] { take(*writer, "prod", people(5), 2); }).find("refuses this to capture"), std::string::npos);
  EXPECT_NE(messageOf([&] { forget(*writer, "lab", {{.last = 0}, Retention::Runs::Keep}, DryRun::No); }), "no error");
  EXPECT_NE(messageOf([&] { collectGarbage(*writer); }), "no error");
  writer->setLabel("golden", mine.id, Store::LabelInUse::Refuse);
  const SnapshotInfo next = take(*writer, "lab", people(6), 3);
  EXPECT_NE(messageOf([&] { writer->setLabel("golden", next.id, Store::LabelInUse::Move); }), "no error");
  EXPECT_NE(messageOf([&] { writer->removeLabel("golden"); }), "no error");
  EXPECT_EQ(open()->resolve("golden").id, mine.id);
}

TEST_F(Archive, StolenWriterAccountCannotRewriteHistory) {
  allow("capture", "writer", "lab");
  const auto owner = open();
  const SnapshotInfo lab = take(*owner, "lab", people(50)), prod = take(*owner, "prod", people(50), 1);
  sql(R"(INSERT INTO ldapsnap.run VALUES ('lab', 1, '{"after":""}', ''))");  // one that goes on
  const std::string before = sql("SELECT md5(string_agg(manifest, '' ORDER BY number)) FROM ldapsnap.snapshot");
  for (const char* attempt : {
           "UPDATE ldapsnap.snapshot SET manifest = '{}'",
           "DELETE FROM ldapsnap.snapshot",
           "TRUNCATE ldapsnap.snapshot CASCADE",
           "SELECT * FROM ldapsnap.chunk",
           "DELETE FROM ldapsnap.chunk",
           "UPDATE ldapsnap.chunk_0 SET data = ''",
           "INSERT INTO ldapsnap.condemned SELECT id FROM ldapsnap.snapshot",
           "SELECT ldapsnap.condemn(1, ARRAY['\\x00'::bytea])",
           "SELECT ldapsnap.begin_removing('here')",
           "SELECT ldapsnap.begin_lease('remove', 'here')",
           "SELECT * FROM ldapsnap.list_chunks('', true, 10)",
           "INSERT INTO ldapsnap.snapshot(id, site, taken, manifest) VALUES (decode(repeat('ab', 32), 'hex'), 'prod', "
           "1, '{}')",
           "DELETE FROM ldapsnap.forgotten",
           "INSERT INTO ldapsnap.permission VALUES ('capture', 'keeper', '*')",
           "SELECT ldapsnap.allow('capture', 'keeper')",
           "ALTER TABLE ldapsnap.snapshot DISABLE ROW LEVEL SECURITY",
           "DROP SCHEMA ldapsnap CASCADE",
           "CREATE FUNCTION ldapsnap.may_all(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
           "SET ROLE owner",
           "UPDATE ldapsnap.run SET site = 'prod'",
       })
    EXPECT_NE(refusal("capture", attempt), "") << attempt;
  // Not refused, and without effect: a chunk that is there stays as it is, a site that is not its own is not seen.
  EXPECT_EQ(
      refusal("capture", "SELECT ldapsnap.add_chunks(ARRAY['\\x" + prod.contentRoot + "'::bytea], ARRAY['x'::bytea])"),
      "");
  EXPECT_EQ(sharedPostgresql().sql(database_, "SELECT count(*) FROM ldapsnap.snapshot WHERE site = 'prod'", "capture"),
            "0");
  EXPECT_EQ(sql("SELECT md5(string_agg(manifest, '' ORDER BY number)) FROM ldapsnap.snapshot"), before);
  EXPECT_EQ(entriesOf(*owner, prod.id), byDn(people(50)));
  EXPECT_EQ(sql("SELECT site FROM ldapsnap.run"), "lab");
  sql("DELETE FROM ldapsnap.run");
  EXPECT_TRUE(verifyStore(*owner).isSound());
}

TEST_F(Archive, ReaderReadsAndWritesNothing) {
  allow("auditor", "reader");
  const auto owner = open();
  const SnapshotInfo lab = take(*owner, "lab", people(50));
  const auto reader = open(Access::Read, "auditor");
  EXPECT_EQ(entriesOf(*reader, reader->resolve("lab").id), byDn(people(50)));
  EXPECT_TRUE(verifyStore(*reader, {}, {{lab.id}}).isSound());
  EXPECT_NE(messageOf([&] { take(*open(Access::Write, "auditor"), "lab", people(1), 1); }), "no error");
  EXPECT_NE(refusal("auditor", "SELECT ldapsnap.add_chunks(ARRAY['\\x00'::bytea], ARRAY['x'::bytea])"), "");
  EXPECT_NE(refusal("auditor", "INSERT INTO ldapsnap.label VALUES ('x', '\\x" + lab.id + "', '')"), "");
}

TEST_F(Archive, KeeperForgetsAndTheJournalSaysWho) {
  allow("keeper", "keeper");
  allow("lab_keeper", "keeper", "lab");
  const auto owner = open();
  const SnapshotInfo first = take(*owner, "lab", people(50)), prod = take(*owner, "prod", people(50, 1), 1);
  take(*owner, "lab", people(50, 2), 2);
  take(*owner, "prod", people(50, 3), 3);
  const auto ofLab = open(Access::Write, "lab_keeper");
  EXPECT_EQ(forget(*ofLab, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No).size(), 1U)
      << "other sites are not seen";
  const auto keeper = open(Access::Write, "keeper");
  EXPECT_EQ(forget(*keeper, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No).size(), 1U);
  EXPECT_GT(collectGarbage(*keeper).removed, 0U);
  EXPECT_EQ(sql("SELECT by || ' ' || site || ' ' || encode(snapshot, 'hex') FROM ldapsnap.forgotten ORDER BY number"),
            "lab_keeper lab " + first.id + "\nkeeper prod " + prod.id);
  EXPECT_NE(refusal("keeper", "DELETE FROM ldapsnap.forgotten"), "");
  EXPECT_NE(refusal("owner", "DELETE FROM ldapsnap.forgotten"), "")
      << "not even the owner, without a trace in the schema";
  EXPECT_NE(refusal("keeper", "UPDATE ldapsnap.snapshot SET manifest = '{}'"), "");
  EXPECT_TRUE(verifyStore(*owner).isSound());
}

TEST_F(Archive, WritersOfOneSiteNeedTheSameRedactionKey) {
  const auto withKey = [this](const std::string& name, const std::string& digit) {
    const std::string file = (folder_ / name).string();
    std::ofstream(file) << std::string(64, digit.front()) << '\n';
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    return file;
  };
  const auto opened = [this](const std::string& source) {
    return Store::open({StoreAddress::named(url()), Access::Write, std::chrono::seconds(1), 1 << 20, source});
  };
  const std::string first = withKey("first.key", "a"), second = withKey("second.key", "b");
  EXPECT_EQ(opened(first)->redactionKeyOf("lab"), std::string(32, '\xaa'));
  EXPECT_EQ(opened("|cat " + first)->redactionKeyOf("lab"), std::string(32, '\xaa'));
  EXPECT_EQ(
      messageOf([&] { opened(second)->redactionKeyOf("lab"); }),
      "the redaction key is not the one of earlier snapshots of \"lab\": every secret would look changed; name the "
      "key that they were taken with, with --redaction-key");
  EXPECT_EQ(opened(second)->redactionKeyOf("prod"), std::string(32, '\xbb')) << "another site may have its own";
  EXPECT_NE(messageOf([&] { opened("|exit 3")->redactionKey(); }).find("ended with exit code 3"), std::string::npos);
  std::filesystem::permissions(first, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  EXPECT_NE(messageOf([&] { opened(first)->redactionKey(); }).find("other users can read the redaction key"),
            std::string::npos);
  EXPECT_EQ(sql("SELECT count(*) FROM ldapsnap.redaction WHERE encode(proof, 'hex') LIKE '%aaaaaaaa%'"), "0");
}

}  // namespace
}  // namespace ldapsnap

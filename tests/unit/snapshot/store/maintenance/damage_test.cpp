// Damage is found, named, and keeps nothing else from being read.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sqlite3.h>

#include "snapshot/base/error.h"
#include "snapshot/store/maintenance/maintenance.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using test::byDn;
using test::entriesOf;
using test::people;
using test::take;

class StoreDamage : public testing::Test {
 protected:
  std::unique_ptr<Store> open() { return Store::open({folder_ / "store", StoreOptions::Access::Write}); }
  std::filesystem::path file() const { return folder_ / "store/store.db"; }

  void sql(const std::string& statement) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  test::TempFolder folder_;
};

TEST_F(StoreDamage, DamagedChunkIsNamedAndOtherSnapshotsAreReadable) {
  SnapshotInfo first, second;
  {
    const auto store = open();
    first = take(*store, "lab", people(3000));
    second = take(*store, "prod", people(200, 5));
  }
  sql("UPDATE chunk SET data = zeroblob(40) WHERE id = x'" + first.contentRoot + "'");
  const auto store = open();
  const Verification verification = verifyStore(*store);
  ASSERT_EQ(verification.damages.size(), 1U);
  EXPECT_EQ(verification.damages[0].what, "chunk " + first.contentRoot + ": not a zstd frame that states its size");
  EXPECT_EQ(verification.damages[0].snapshots, std::vector<std::string>{first.id});
  EXPECT_EQ(verification.damagedSnapshots, 1U);
  EXPECT_EQ(entriesOf(*store, second.id), byDn(people(200, 5)));
  try {
    entriesOf(*store, first.id);
    FAIL() << "read";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Integrity);
    EXPECT_EQ(exitCodeOf(error.kind()), 5);
    EXPECT_NE(std::string(error.what()).find(first.contentRoot), std::string::npos);
  }
  EXPECT_THROW(collectGarbage(*store), Error) << "what the damaged chunk referred to must not be thrown away";
}

TEST_F(StoreDamage, SharedChunkNamesEverySnapshotThatNeedsIt) {
  SnapshotInfo first, second;
  {
    const auto store = open();
    first = take(*store, "lab", people(300));
    second = take(*store, "lab", people(300), 1);
  }
  sql("DELETE FROM chunk WHERE id = x'" + first.contentRoot + "'");
  const Verification verification = verifyStore(*open());
  ASSERT_EQ(verification.damages.size(), 1U);
  EXPECT_EQ(verification.damages[0].snapshots.size(), 2U);
  EXPECT_NE(verification.damages[0].what.find("missing"), std::string::npos);
}

TEST_F(StoreDamage, DamagedIndexHidesNoChunk) {
  SnapshotInfo info;
  {
    const auto store = open();
    info = take(*store, "lab", people(3000));
  }
  sql("PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'chunk_id'");
  sql("CREATE UNIQUE INDEX chunk_id ON chunk(id) WHERE id IS NULL");
  EXPECT_EQ(entriesOf(*open(), info.id), byDn(people(3000)));
}

TEST_F(StoreDamage, DamagedManifestLeavesOthersListed) {
  SnapshotInfo first, second;
  {
    const auto store = open();
    first = take(*store, "lab", people(10));
    second = take(*store, "prod", people(10));
  }
  sql("UPDATE snapshot SET manifest = replace(manifest, 'lab', 'lax') WHERE site = 'lab'");
  const auto store = open();
  EXPECT_EQ(store->resolve("prod").id, second.id);
  ASSERT_EQ(store->snapshots("lab").size(), 1U);
  EXPECT_FALSE(store->snapshots("lab")[0].complete());
  EXPECT_THROW(store->resolve("lab"), Error);
  EXPECT_EQ(verifyStore(*store).damagedSnapshots, 1U);
}

TEST_F(StoreDamage, DamagedLabelOrRunLeavesSnapshotsReachable) {
  {
    const auto store = open();
    const SnapshotInfo info = take(*store, "lab", people(10));
    store->setLabel("golden", info.id, Store::LabelInUse::Refuse);
    ldapsnap::Run run;
    run.site = "lab";
    store->addRun(run);
  }
  sql("UPDATE label SET name = 'goldem'");
  sql("UPDATE run SET record = replace(record, 'null', 'nu1l')");
  const auto store = open();
  EXPECT_NO_THROW(store->resolve("lab"));
  EXPECT_EQ(store->find("goldem"), std::nullopt);
  EXPECT_THROW(store->runs(), Error);
  EXPECT_EQ(verifyStore(*store).damages.size(), 2U);
}

TEST_F(StoreDamage, DamagedAttachmentIsNamed) {
  ldapsnap::Run run;
  run.site = "lab";
  {
    const auto store = open();
    store->addRun(run);
    store->attach(run, "journal", "what happened");
    store->attach(run, "journal", "what really happened");
    EXPECT_EQ(store->attachment(run, "journal"), "what really happened");
  }
  sql("UPDATE attachment SET name = 'Journal'");
  const auto store = open();
  EXPECT_THROW(store->attachment(run, "Journal"), Error);
  const auto damages = verifyStore(*store).damages;
  ASSERT_EQ(damages.size(), 2U);
  EXPECT_EQ(damages[0].what, "Journal of run lab/R1: damaged: the attachment is not the one that was written");
  EXPECT_EQ(damages[1].what, "journal of run lab/R1: missing from the store");
}

TEST_F(StoreDamage, AttachmentThatVanishedIsMissed) {
  ldapsnap::Run run;
  run.site = "lab";
  {
    const auto store = open();
    store->addRun(run);
    store->attach(run, "journal", "what happened");
    store->updateRun(run);
  }
  sql("DELETE FROM attachment");
  const auto store = open();
  EXPECT_THROW(store->attachment(run, "journal"), Error);
  EXPECT_EQ(store->attachment(run, "output"), std::nullopt) << "there never was one";
  store->updateRun(run);
  const auto damages = verifyStore(*store).damages;
  ASSERT_EQ(damages.size(), 1U);
  EXPECT_EQ(damages[0].what, "journal of run lab/R1: missing from the store");
}

TEST_F(StoreDamage, MissingAttachmentTableIsNotDamage) {
  ldapsnap::Run run;
  run.site = "lab";
  open()->addRun(run);
  sql("DROP TABLE attachment");
  {
    const auto reading = Store::open({folder_ / "store", StoreOptions::Access::Read});
    EXPECT_EQ(reading->attachment(run, "journal"), std::nullopt);
    EXPECT_TRUE(verifyStore(*reading).isSound());
  }
  const auto store = open();
  store->attach(run, "journal", "what happened");
  EXPECT_EQ(store->attachment(run, "journal"), "what happened");
}

/// A flipped bit is either detected, or in bytes without meaning: then everything is read as it was written.
TEST_F(StoreDamage, SingleBitFlipIsDetectedOrHarmless) {
  SnapshotInfo info;
  std::mt19937 random(11);  // NOLINT: the same bits every time
  // Bytes that do not compress, so that the pages of the file are full of what means something.
  std::vector<Entry> entries = people(400, 1);
  for (Entry& entry : entries) {
    std::string noise(1000, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    entry.add("userCertificate", noise);
  }
  {
    const auto store = open();
    info = take(*store, "lab", entries);
  }
  const std::uint64_t packedBytes = statisticsOf(*open()).packedBytes;
  std::ifstream original(file(), std::ios::binary);
  const std::string sound{std::istreambuf_iterator<char>(original), {}};
  int found = 0;
  for (int i = 0; i < 300; ++i) {
    std::string bytes = sound;
    const std::size_t position = random() % bytes.size();
    bytes[position] = static_cast<char>(bytes[position] ^ (1 << (random() % 8)));
    std::filesystem::remove(file().string() + "-wal");
    std::filesystem::remove(file().string() + "-shm");
    std::ofstream(file(), std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    try {
      const auto store = open();
      if (!verifyStore(*store).isSound()) {
        ++found;
        continue;
      }
      EXPECT_EQ(entriesOf(*store, info.id), byDn(entries)) << "bit at " << position << " changed what is read";
    } catch (const Error&) {
      ++found;
    }
  }
  // Flipped bits of chunks are detected: at least the share of chunks in the file, with room for chance.
  EXPECT_GT(found, 300 * 0.8 * static_cast<double>(packedBytes) / static_cast<double>(sound.size()));
  RecordProperty("found", found);
  RecordProperty("share", std::to_string(static_cast<double>(packedBytes) / static_cast<double>(sound.size())));
}

}  // namespace
}  // namespace ldapsnap

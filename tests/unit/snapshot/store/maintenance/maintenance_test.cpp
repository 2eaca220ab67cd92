// Looking after a store: verify, gc, stats, copy, forget.
#include "snapshot/store/maintenance/maintenance.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/store/backend/backend.h"
#include "tests/support/store_address.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using test::byDn;
using test::entriesOf;
using test::people;
using test::take;

class Maintenance : public testing::Test {
 protected:
  std::unique_ptr<Store> open(const char* name = "store") {
    return Store::open({test::storeAt(folder_ / name), StoreOptions::Access::Write, std::chrono::milliseconds(50)});
  }
  std::vector<std::string> idsOf(const std::vector<SnapshotInfo>& snapshots) {
    std::vector<std::string> ids;
    for (const SnapshotInfo& snapshot : snapshots) ids.push_back(snapshot.id);
    return ids;
  }
  void execute(const char* name, const std::string& statement) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder_ / name / "store.db").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
  }
  test::TempFolder folder_;
};

TEST_F(Maintenance, VerifyFindsNoDamageInASoundStore) {
  const auto store = open();
  take(*store, "lab", people(2000));
  take(*store, "lab", people(2000, 1, 1), 1);
  const Verification verification = verifyStore(*store);
  EXPECT_TRUE(verification.isSound());
  EXPECT_EQ(verification.snapshots, 2U);
  EXPECT_EQ(verification.damagedSnapshots, 0U);
  const StoreStatistics statistics = statisticsOf(*store);
  EXPECT_EQ(verification.chunks, statistics.leaves + statistics.nodes + statistics.blobs);
  EXPECT_GT(statistics.blobs, 0U);
  EXPECT_GT(statistics.bytes, statistics.packedBytes);
}

TEST_F(Maintenance, GarbageIsWhatNoSnapshotNeeds) {
  const auto store = open();
  const SnapshotInfo first = take(*store, "lab", people(3000));
  const SnapshotInfo second = take(*store, "lab", people(3000, 1), 1);
  EXPECT_EQ(collectGarbage(*store).removed, 0U);
  EXPECT_EQ(idsOf(forget(*store, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No)), idsOf({first}));
  const Collected collected = collectGarbage(*store);
  EXPECT_GT(collected.removed, 0U);
  // A database server keeps free space for itself.
  if (!test::testsUseArchive()) {
    EXPECT_LT(collected.bytesAfter, collected.bytesBefore);
  }
  EXPECT_EQ(entriesOf(*store, second.id), byDn(people(3000, 1)));
  EXPECT_TRUE(verifyStore(*store).isSound());
  EXPECT_EQ(collectGarbage(*store).removed, 0U);
}

TEST_F(Maintenance, ChunksOfAnAbandonedWriterAreGarbage) {
  const auto store = open();
  const SnapshotInfo kept = take(*store, "lab", people(500));
  {
    const auto writer = store->beginSnapshot();
    for (const Entry& entry : people(3000, 9)) writer->add(entry);
    writer->add(people(1).front());
    EXPECT_THROW(writer->commit({}), Error);
  }
  collectGarbage(*store);
  const StoreStatistics statistics = statisticsOf(*store);
  EXPECT_EQ(collectGarbage(*store).kept, statistics.leaves + statistics.nodes + statistics.blobs);
  EXPECT_EQ(entriesOf(*store, kept.id), byDn(people(500)));
}

TEST_F(Maintenance, VerifySeesOneMomentWhileAnotherProcessRemoves) {
  const auto store = open(), other = open();
  take(*store, "lab", people(3000));
  take(*store, "lab", people(3000, 1), 1);
  bool hasRemoved = false;
  const Verification verification = verifyStore(*store, [&](std::uint64_t) {
    if (std::exchange(hasRemoved, true)) return;
    forget(*other, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No);
    collectGarbage(*other);
  });
  EXPECT_TRUE(hasRemoved);
  EXPECT_TRUE(verification.isSound()) << verification.damages.front().what;
  EXPECT_EQ(verification.snapshots, 2U);
  EXPECT_EQ(verifyStore(*store).snapshots, 1U);
}

TEST_F(Maintenance, GarbageIsNotRemovedDuringWriting) {
  const auto store = open(), other = open();
  take(*store, "lab", people(10));
  const auto writer = other->beginSnapshot();
  try {
    collectGarbage(*store);
    FAIL() << "collected";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
    EXPECT_NE(std::string(error.what()).find("by another process; try again"), std::string::npos);
  }
}

TEST_F(Maintenance, CopyWritesOnlyMissingChunks) {
  const auto from = open(), to = open("other");
  const SnapshotInfo first = take(*from, "lab", people(3000));
  const SnapshotInfo second = take(*from, "lab", people(3000, 1), 1);
  from->setLabel("golden", second.id, Store::LabelInUse::Refuse);
  const Copied all = copySnapshots(*from, *to, {first.id});
  EXPECT_EQ(all.snapshots, 1U);
  const Copied rest = copySnapshots(*from, *to, {first.id, second.id});
  EXPECT_EQ(rest.snapshots, 1U);
  EXPECT_EQ(rest.labels, 1U);
  EXPECT_LT(rest.chunks, all.chunks);
  EXPECT_EQ(entriesOf(*to, second.id), byDn(people(3000, 1)));
  EXPECT_EQ(to->resolve("golden").id, second.id);
  EXPECT_TRUE(verifyStore(*to).isSound());
  EXPECT_EQ(copySnapshots(*from, *to, {first.id, second.id}).chunks, 0U);
}

TEST_F(Maintenance, RunsAreCopiedOnce) {
  const auto from = open(), to = open("other");
  ldapsnap::Run run;
  run.site = "lab";
  run.setup = "kms-5.0";
  run.before = take(*from, "lab", people(10)).id;
  run.after = take(*from, "lab", people(10, 1), 1).id;
  from->addRun(run);
  EXPECT_EQ(copySnapshots(*from, *to, {run.before}).runs, 0U) << "its other snapshot is not there";
  EXPECT_EQ(copySnapshots(*from, *to, {run.before, run.after}).runs, 1U);
  EXPECT_EQ(copySnapshots(*from, *to, {run.before, run.after}).runs, 0U);
  EXPECT_EQ(to->runs(), from->runs());
}

TEST_F(Maintenance, AttachmentsAreCopiedWithTheirRun) {
  const auto store = open(), target = open("other");
  ldapsnap::Run run;
  run.site = "lab";
  run.before = take(*store, "lab", people(20)).id;
  run.after = take(*store, "lab", people(20, 1), 1).id;
  store->addRun(run);
  store->attach(run, "journal", "what happened");
  ldapsnap::Run other = run;  // takes the number that the copy cannot have
  other.setup = "another";
  target->addRun(other);
  ldapsnap::copySnapshots(*store, *target, {run.before, run.after});
  EXPECT_EQ(target->attachment(target->run("lab/R2"), "journal"), "what happened");
  EXPECT_EQ(target->attachment(target->run("lab/R1"), "journal"), std::nullopt);
}

TEST_F(Maintenance, CopyThatWasCutShortBeforeTheAttachmentsIsCompletedLater) {
  if (test::testsUseArchive()) GTEST_SKIP() << "takes a row from a folder's database";
  const auto store = open();
  auto target = open("other");
  ldapsnap::Run run;
  run.site = "lab";
  run.before = take(*store, "lab", people(20)).id;
  run.after = take(*store, "lab", people(20, 1), 1).id;
  ldapsnap::Run forgotten = run, unfinished = run;
  forgotten.setup = "its snapshots are gone";
  forgotten.after = std::string(64, '0');
  store->addRun(forgotten);
  store->addRun(run);
  store->attach(run, "journal", "what happened");
  store->attach(run, "output", "what it wrote");
  unfinished.after.clear();
  store->addRun(unfinished);
  const Copied copied = ldapsnap::copySnapshots(*store, *target, {run.before, run.after});
  EXPECT_EQ(copied.runs, 1U);
  EXPECT_EQ(copied.unfinishedRuns, 1U);
  EXPECT_EQ(target->run("lab/R2"), run) << "with the number that it had";
  target.reset();
  execute("other", "DELETE FROM attachment WHERE name = 'output'");
  const auto again = open("other");
  EXPECT_THROW(again->attachment(run, "output"), Error) << "the run says that there is one";
  EXPECT_EQ(ldapsnap::copySnapshots(*store, *again, {run.before, run.after}).runs, 0U);
  EXPECT_EQ(again->attachment(run, "output"), "what it wrote");
  EXPECT_TRUE(verifyStore(*again).isSound());
}

TEST_F(Maintenance, ReaderFindsEveryChunkWhileAnotherProcessCollects) {
  const auto store = open();
  const SnapshotInfo first = take(*store, "lab", people(3000));
  take(*store, "lab", people(3000, 1), 1);
  const auto reader = Store::open({test::storeAt(folder_ / "store"), StoreOptions::Access::Read});
  ASSERT_EQ(reader->resolve("lab~1"), first);
  forget(*store, "lab", {{.last = 1}, Retention::Runs::Keep}, DryRun::No);
  if (test::testsUseArchive()) {
    EXPECT_THROW(collectGarbage(*store), Error) << "an archive waits for its readers";
  } else {
    EXPECT_GT(collectGarbage(*store).removed, 0U);
  }
  EXPECT_EQ(entriesOf(*reader, first.id), byDn(people(3000)));
  EXPECT_TRUE(verifyStore(*store).isSound());
}

TEST_F(Maintenance, ForgetKeepsLastLabelledAndRunSnapshots) {
  const auto store = open();
  std::vector<SnapshotInfo> all;
  for (int i = 0; i < 6; ++i) all.push_back(take(*store, "lab", people(5, i), i));
  take(*store, "prod", people(5), 0);
  store->setLabel("golden", all[0].id, Store::LabelInUse::Refuse);
  ldapsnap::Run run;
  run.site = "lab";
  run.before = all[1].id;
  run.after = all[2].id;
  store->addRun(run);
  EXPECT_EQ(idsOf(forget(*store, "lab", {{.last = 2}, Retention::Runs::Keep}, DryRun::Yes)), idsOf({all[3]}));
  EXPECT_EQ(store->snapshots("lab").size(), 6U) << "a dry run removes nothing";
  EXPECT_EQ(idsOf(forget(*store, "lab", {{.last = 2}, Retention::Runs::Forget}, DryRun::No)),
            idsOf({all[1], all[2], all[3]}));
  EXPECT_EQ(idsOf(store->snapshots("lab")), idsOf({all[0], all[4], all[5]}));
  EXPECT_EQ(store->snapshots("prod").size(), 1U);
  EXPECT_EQ(store->runs().size(), 1U) << "what was run stays on record";
}

TEST_F(Maintenance, ForgetKeepsTheBeforeSnapshotOfAnUnfinishedRun) {
  const auto store = open();
  std::vector<SnapshotInfo> all;
  for (int i = 0; i < 3; ++i) all.push_back(take(*store, "lab", people(5, i), i));
  ldapsnap::Run run;
  run.site = "lab";
  run.before = all[0].id;
  store->addRun(run);
  EXPECT_EQ(idsOf(forget(*store, "lab", {{.last = 1}, Retention::Runs::Forget}, DryRun::No)), idsOf({all[1]}));
}

TEST_F(Maintenance, NamedSnapshotsAreForgottenUnlessALabelOrARunKeepsThem) {
  const auto store = open();
  std::vector<SnapshotInfo> all;
  for (int i = 0; i < 5; ++i) all.push_back(take(*store, "lab", people(5, i), i));
  store->setLabel("golden", all[0].id, Store::LabelInUse::Refuse);
  ldapsnap::Run run;
  run.site = "lab";
  run.before = all[1].id;
  run.after = all[2].id;
  store->addRun(run);
  EXPECT_THROW(forgetSnapshots(*store, {all[4], all[0]}, Retention::Runs::Forget, DryRun::No), Error);
  EXPECT_THROW(forgetSnapshots(*store, {all[1]}, Retention::Runs::Keep, DryRun::No), Error);
  EXPECT_EQ(store->snapshots("lab").size(), 5U) << "none of them is removed";
  forgetSnapshots(*store, {all[1], all[4]}, Retention::Runs::Forget, DryRun::No);
  EXPECT_EQ(idsOf(store->snapshots("lab")), idsOf({all[0], all[2], all[3]}));
}

TEST_F(Maintenance, ForgetCountsPredictionsSeparately) {
  const auto store = open();
  const SnapshotInfo state = take(*store, "lab", people(5));
  const auto predict = [&](int revision) {
    SnapshotInfo info = state;
    info.kind = SnapshotInfo::Kind::Predicted;
    const std::unique_ptr<SnapshotWriter> writer = store->beginSnapshot();
    for (const Entry& entry : people(5, revision)) writer->add(entry);
    return writer->commit(info);
  };
  const SnapshotInfo first = predict(1), last = predict(2);
  EXPECT_EQ(idsOf(forget(*store, "lab", {{.last = 1}, Retention::Runs::Keep}, DryRun::No)), idsOf({first}));
  EXPECT_EQ(idsOf(store->snapshots("lab")), idsOf({state, last}));
}

}  // namespace
}  // namespace ldapsnap

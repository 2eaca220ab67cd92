// A store that version 0.1.0 made is read as before (tests/fixtures/0.1.0).
#include <filesystem>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "snapshot/store/backend/backend.h"
#include "snapshot/store/maintenance/maintenance.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/store.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;
using Kind = SnapshotInfo::Kind;

constexpr const char* kBefore = "cfcaabfe82828cef63ffe87c3f27b0f785010db9cda25f9c8ce1c5b5a35d1898";
constexpr const char* kPrediction = "583aee0157cf75671fbfb828b50d9e95899f683c862c160aabe313a9825e7360";
constexpr const char* kAfter = "60d74a02ac1e136ca9fe40953d17d2453b92cbc4e1179d3d6bf8d18ead67a4b8";
constexpr const char* kImport = "6a49a7f217b1fdba66a5531e29af4a73a7eda606913feba91d9980d21e428f76";

class StoreOfVersion010 : public testing::Test {
 protected:
  StoreOfVersion010() {
    fs::copy(LDAPSNAP_SOURCE_DIR "/tests/fixtures/0.1.0/store", folder_ / "store");
    fs::permissions(folder_ / "store/redaction.key", fs::perms::owner_read | fs::perms::owner_write);  // as it was made
    store_ = open(StoreOptions::Access::Read);
  }
  std::unique_ptr<Store> open(StoreOptions::Access access) { return Store::open({folder_ / "store", access}); }
  std::string idOf(const std::string& name) { return store_->resolve(name).id; }

  test::TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreOfVersion010, SnapshotsKeepTheirIdsAndGetTheirKinds) {
  const std::vector<SnapshotInfo> snapshots = store_->snapshots();
  ASSERT_EQ(snapshots.size(), 4U);
  const auto expect = [&](std::size_t i, const char* id, const char* site, Kind kind, std::uint64_t entries) {
    EXPECT_EQ(snapshots[i].id, id);
    EXPECT_EQ(snapshots[i].site, site);
    EXPECT_EQ(snapshots[i].kind, kind) << nameOf(snapshots[i].kind);
    EXPECT_EQ(snapshots[i].entries, entries);
    EXPECT_EQ(snapshots[i].tool, "0.1.0");
  };
  expect(0, kBefore, "seattle", Kind::Captured, 34);
  expect(1, kPrediction, "seattle.predicted", Kind::Predicted, 40);
  expect(2, kAfter, "seattle", Kind::Captured, 40);
  expect(3, kImport, "paper", Kind::Imported, 2);
}

TEST_F(StoreOfVersion010, CapturesKeepWhatTheirManifestsSay) {
  const SnapshotInfo info = store_->resolve("seattle");
  EXPECT_EQ(info.source, "ldap://127.0.0.1:52149");
  EXPECT_EQ(info.searchBases, (std::vector<std::string>{"cn=Subschema", "o=Acme"}));
  EXPECT_EQ(info.authorizationIdentity, std::vector<std::string>{"dn:cn=Admin,o=Acme"});
  EXPECT_EQ(info.product, Product::OpenLdap);
  EXPECT_EQ(info.consistency, Consistency::Consistent);
  EXPECT_EQ(info.secrets, Secrets::Redacted);
  EXPECT_TRUE(info.complete());
  EXPECT_EQ(formatTime(info.taken), "2026-11-30T03:35:47Z");
}

TEST_F(StoreOfVersion010, NamesMeanTheSameSnapshots) {
  EXPECT_EQ(idOf("seattle"), kAfter);
  EXPECT_EQ(idOf("seattle~1"), kBefore);
  EXPECT_EQ(idOf("before-5.5"), kBefore);
  EXPECT_EQ(idOf("seattle/R1:before"), kBefore);
  EXPECT_EQ(idOf("R1:after"), kAfter);
  EXPECT_EQ(idOf("planned"), kPrediction);
  EXPECT_EQ(idOf("seattle.predicted"), kPrediction);
  EXPECT_EQ(idOf("paper"), kImport);
  EXPECT_EQ(idOf("6a49"), kImport);
  EXPECT_EQ(store_->sites(), (std::vector<std::string>{"paper", "seattle", "seattle.predicted"}));
}

TEST_F(StoreOfVersion010, RunHasItsJournalAndOutput) {
  const ldapsnap::Run run = store_->run("seattle/R1");
  EXPECT_EQ(run.setup, "exchange-server-5.5");
  EXPECT_EQ(run.command, (std::vector<std::string>{"./setup-5.5", "SEA-EX55"}));
  EXPECT_EQ(run.exitCode, 0);
  EXPECT_EQ(run.before, kBefore);
  EXPECT_EQ(run.after, kAfter);
  const std::optional<Journal> journal = journalOf(*store_, run);
  ASSERT_TRUE(journal);
  EXPECT_EQ(journal->source, "syncrepl");
  ASSERT_EQ(journal->entries.size(), 7U);
  EXPECT_EQ(journal->entries[4].operation, JournalOperation::Added);
  EXPECT_EQ(journal->entries[4].dn, "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme");
  EXPECT_EQ(journal->entries[4].by, "cn=Admin,o=Acme");
  EXPECT_EQ(journal->entries[6].operation, JournalOperation::Modified);
  const std::optional<CommandOutput> output = outputOf(*store_, run);
  ASSERT_TRUE(output);
  EXPECT_EQ(output->lines, (std::vector<std::string>{"Exchange Server 5.5 Setup: adding SEA-EX55 to ou=Seattle,o=Acme",
                                                     "Exchange Server 5.5 Setup: completed successfully"}));
}

TEST_F(StoreOfVersion010, EntriesAndDifferencesAreTheSame) {
  const auto after = store_->snapshot(kAfter);
  const auto entry = after->find(Dn::parse("cn=Site-Addressing,cn=Configuration,ou=Seattle,o=Acme"));
  ASSERT_TRUE(entry);
  ASSERT_NE(entry->find("Gateway-Proxy"), nullptr);
  const auto& values = entry->find("Gateway-Proxy")->values;
  EXPECT_NE(std::find(values.begin(), values.end(), "CCMAIL:at Seattle"), values.end());
  EXPECT_NE(after->schema().objectClass("Encryption-Cfg"), nullptr);
  std::vector<std::string> added, changed;
  store_->forEachDifference(store_->resolve("seattle~1"), store_->resolve("seattle"),
                            [&](const EntryPair& pair) { (pair.before ? changed : added).push_back(pair.after->dn); });
  EXPECT_EQ(added.size(), 6U);
  EXPECT_EQ(changed, (std::vector<std::string>{"o=Acme", "cn=Site-Addressing,cn=Configuration,ou=Seattle,o=Acme"}));
}

TEST_F(StoreOfVersion010, SecretsAreDigestsUnderItsKey) {
  const auto entry = store_->snapshot(kImport)->find(Dn::parse("cn=Ann Lee,o=Acme"));
  ASSERT_TRUE(entry);
  const Schema schema;
  const Redactor redactor(store_->redactionKey(), Product::Generic, schema);
  EXPECT_EQ(entry->find("userPassword")->values,
            std::vector<std::string>{redactor.digest("correct horse battery staple")});
}

TEST_F(StoreOfVersion010, IsSound) {
  const Verification verification = verifyStore(*store_);
  EXPECT_TRUE(verification.isSound());
  EXPECT_EQ(verification.snapshots, 4U);
  EXPECT_EQ(verification.runs, 1U);
}

TEST_F(StoreOfVersion010, ManifestsAreNotRewrittenWhenTheStoreGrows) {
  std::vector<std::string> manifests;
  for (const SnapshotRow& row : store_->backend().snapshots()) manifests.push_back(row.manifest);
  store_.reset();
  store_ = open(StoreOptions::Access::Write);
  const SnapshotInfo info = test::take(*store_, "seattle", test::people(3), 100000000);
  EXPECT_EQ(idOf("seattle~1"), kAfter);
  for (const SnapshotRow& row : store_->backend().snapshots()) {
    if (row.id.hex() == info.id) continue;
    EXPECT_EQ(sha256(row.manifest), row.id);
    EXPECT_EQ(row.manifest, manifests.front());
    manifests.erase(manifests.begin());
  }
  EXPECT_TRUE(manifests.empty());
}

TEST_F(StoreOfVersion010, CopyKeepsIdsLabelsAndRuns) {
  const auto copy = Store::open({folder_ / "copy", StoreOptions::Access::Write});
  copySnapshots(*store_, *copy, {kBefore, kPrediction, kAfter, kImport});
  EXPECT_EQ(copy->snapshots(), store_->snapshots());
  EXPECT_EQ(copy->resolve("planned").id, kPrediction);
  EXPECT_EQ(copy->resolve("R1:after").id, kAfter);
}

}  // namespace
}  // namespace ldapsnap

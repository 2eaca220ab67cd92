#include "report/evidence/proof.h"

#include <gtest/gtest.h>

#include "snapshot/base/bytes.h"
#include "snapshot/base/error.h"
#include "snapshot/base/hash.h"
#include "snapshot/base/text.h"
#include "snapshot/store/backend/backend.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

class ProofTest : public testing::Test {
 protected:
  ProofTest() : store_(Store::open({folder_ / "store", StoreOptions::Access::Write})) {
    std::vector<Entry> entries = test::people(500);
    Entry group{"cn=all,dc=example,dc=com", {{"cn", {"all"}}}};
    for (int i = 0; i < 500; ++i) group.add("member", fmt::format("uid=u{:05},dc=example,dc=com", i));
    entries.push_back(group);
    info_ = test::take(*store_, "lab", entries);
  }

  std::string proofOf(const std::string& dn) { return makeProof(*store_, info_.id, Dn::parse(dn)); }

  test::TempFolder folder_;
  std::unique_ptr<Store> store_;
  SnapshotInfo info_;
};

TEST_F(ProofTest, ProvesAnEntryGivenTheSnapshotId) {
  for (const std::string dn : {"uid=u00123,dc=example,dc=com", "uid=u00150,dc=example,dc=com",
                               "cn=all,dc=example,dc=com", "dc=example,dc=com"}) {
    const ProvenEntry proven = verifyProof(proofOf(dn), info_.id);
    EXPECT_EQ(proven.entry, store_->snapshot(info_.id)->find(Dn::parse(dn))) << dn;
    EXPECT_EQ(proven.snapshot, store_->snapshot(info_.id)->info());
  }
}

TEST_F(ProofTest, IsSmall) { EXPECT_LT(proofOf("uid=u00123,dc=example,dc=com").size(), 40'000U); }

TEST_F(ProofTest, AnyChangedByteIsDetected) {
  const std::string good = proofOf("uid=u00123,dc=example,dc=com");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_THROW(verifyProof(bad, info_.id), Error) << "byte " << i;
  }
}

/// As a forger does it: with a sum that fits.
TEST_F(ProofTest, ChangedChunkOrManifestIsDetectedEvenWithAMatchingChecksum) {
  const std::string good = proofOf("uid=u00123,dc=example,dc=com");
  const std::string summed = good.substr(0, good.size() - Hash::kSize);
  const std::size_t key = summed.find(keyOf("uid=u00123,dc=example,dc=com").bytes);
  const std::size_t behindKey = key + keyOf("uid=u00123,dc=example,dc=com").bytes.size();
  for (std::size_t i = 17; i < summed.size(); i += 3) {
    if (i >= key && i < behindKey) continue;  // another key: a proof of another entry, as true as this one
    std::string bad = summed;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_THROW(verifyProof(bad + std::string(sha256(bad).view()), info_.id), Error) << "byte " << i;
  }
}

TEST_F(ProofTest, HoldsForOneSnapshotOnly) {
  const SnapshotInfo other = test::take(*store_, "lab", test::people(500, 1), 60);
  try {
    verifyProof(proofOf("uid=u00123,dc=example,dc=com"), other.id);
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Integrity);
    EXPECT_EQ(error.what(), "the proof is about the snapshot " + info_.id + ", not about " + other.id);
  }
}

TEST_F(ProofTest, MissingEntryGivesOneLineError) {
  try {
    proofOf("uid=nobody,dc=example,dc=com");
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "uid=nobody,dc=example,dc=com: no such entry in the snapshot; the nearest entry above it is dc=example,dc=com");
  }
}

TEST_F(ProofTest, InvalidProofIsRejected) {
  EXPECT_THROW(verifyProof("", info_.id), Error);
  EXPECT_THROW(verifyProof("ldapsnap-proof/2\n" + std::string(100, 'x'), info_.id), Error);
}

TEST_F(ProofTest, BytesFollowTheFormat) {
  const SnapshotInfo one = test::take(*store_, "one", {{"o=Acme", {{"o", {"Acme"}}}}}, 60);
  const std::string manifest = store_->backend().snapshot(*Hash::fromHex(one.id))->manifest;
  const std::string key("o=acme\0\0o=Acme", 14);
  const std::string leaf = "L" + std::string("\x0e") + key + "\x0a" +
                           std::string(
                               "\x01o\x01\x04"
                               "Acme\0\0",
                               10);
  std::string expected = "ldapsnap-proof/1\n";
  appendString(expected, manifest);
  expected += "\x0e" + key + "\x02" + static_cast<char>(leaf.size()) + leaf + "\x01L";
  expected += sha256(expected).view();
  EXPECT_EQ(hex(makeProof(*store_, one.id, Dn::parse("o=Acme"))), hex(expected));
}

}  // namespace
}  // namespace ldapsnap

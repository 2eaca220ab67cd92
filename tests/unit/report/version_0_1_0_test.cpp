// Reports and evidence that version 0.1.0 made are read as before (tests/fixtures/0.1.0).
#include <gtest/gtest.h>

#include "report/evidence/verify.h"
#include "snapshot/base/file/data_files.h"
#include "tests/unit/report/violations.h"

namespace ldapsnap::test {
namespace {

const std::string kFixtures = LDAPSNAP_SOURCE_DIR "/tests/fixtures/0.1.0/";

TEST(ReportOfVersion010, FollowsTheSchemaOfToday) {
  EXPECT_EQ(violations(readFile(kFixtures + "report.json"), "report/json/report.schema.json"), "");
  EXPECT_EQ(violations(readFile(kFixtures + "rehearsal.json"), "report/json/rehearsal.schema.json"), "");
}

TEST(EvidenceOfVersion010, IsSoundAndSignedByItsKey) {
  BagTrust trust;
  trust.key = MinisignPublicKey::parse(readFile(kFixtures + "lab.pub"));
  const BagVerification verification = verifyBag(kFixtures + "evidence.zip", trust);
  EXPECT_EQ(verification.folder, "evidence-seattle-R1");
  EXPECT_EQ(verification.files, 43U);
  EXPECT_TRUE(verification.problems.empty());
  ASSERT_FALSE(verification.notes.empty());
  // The zip was made with Debian 12's libarchive and zlib.
  for (std::size_t i = 1; i < verification.notes.size(); ++i)
    EXPECT_EQ(verification.notes[i], "other software made the zip: bytes outside its files were not checked");
  EXPECT_NE(verification.notes[0].find("8112CDFC55E7910B"), std::string::npos) << verification.notes[0];
  for (const char* id : {"cfcaabfe82828cef63ffe87c3f27b0f785010db9cda25f9c8ce1c5b5a35d1898",
                         "60d74a02ac1e136ca9fe40953d17d2453b92cbc4e1179d3d6bf8d18ead67a4b8"})
    EXPECT_NE(verification.notes[0].find(id), std::string::npos) << verification.notes[0];
}

}  // namespace
}  // namespace ldapsnap::test

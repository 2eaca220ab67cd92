#include <gtest/gtest.h>

#include "report/model/report.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

TEST(ExitCodeOfReport, IsZeroWithoutDifferences) { EXPECT_EQ(exitCodeOf(diffOf({})), 0); }

TEST(ExitCodeOfReport, IsZeroForVolatileChangesAlone) {
  Report report = diffOf({});
  report.difference->volatileChanges.push_back({});
  report.difference->entries.volatileOnly = 1;
  EXPECT_EQ(exitCodeOf(report), 0);
}

TEST(ExitCodeOfReport, IsThreeWhereTheSnapshotsCoverNothingInCommon) {
  Report report = diffOf({});
  report.difference->entries = {};
  report.difference->outsideCoverage.push_back({true, "it was taken only of dc=x", 3, 0, 0, {}});
  EXPECT_EQ(exitCodeOf(report), 3);
  report.difference->entries.unchanged = 1;
  EXPECT_EQ(exitCodeOf(report), 0);
}

TEST(ExitCodeOfReport, IsOneForAChange) { EXPECT_EQ(exitCodeOf(diffOf({addedEntry("cn=a,o=Acme", {})})), 1); }

TEST(ExitCodeOfReport, IsOneForASchemaChangeAlone) {
  Report report = diffOf({});
  report.difference->schema.emplace_back();
  EXPECT_EQ(exitCodeOf(report), 1);
}

TEST(ExitCodeOfReport, IgnoresFindingsPresentBefore) {
  Report report = encryptionCfgRun();
  report.difference->changes = {};
  EXPECT_EQ(exitCodeOf(report), 1);
  report.check.findings.front().isNew = false;
  EXPECT_EQ(exitCodeOf(report), 0);
}

TEST(ExitCodeOfReport, IgnoresWaivedNewFindings) {
  Report report = encryptionCfgRun();
  report.difference->changes = {};
  report.check.findings.front().waived = Waiver{"Known.", "2027-05-31", {}};
  EXPECT_EQ(exitCodeOf(report), 0);
}

TEST(ExitCodeOfReport, IsThreeForACheckThatFoundNoProductInPartOfADirectory) {
  Report report = encryptionCfgCheck();
  SetupVerdict setup;
  setup.state = SetupVerdict::State::NotApplicable;
  setup.because = SetupVerdict::Because::NotShown;
  report.check = {};
  report.check.setups = {setup};
  report.after.product = Product::Generic;
  EXPECT_EQ(exitCodeOf(report), 3);
  report.after.product = Product::ApacheDs;
  EXPECT_EQ(exitCodeOf(report), 0) << "a server that is none of the products";
  report.after.product = Product::Generic;
  report.check.setups.front().because = SetupVerdict::Because::OtherProduct;
  EXPECT_EQ(exitCodeOf(report), 0);
}

TEST(ExitCodeOfReport, CheckFailsFromTheRequestedLevel) {
  Report report = encryptionCfgCheck();
  report.check.setups.clear();
  report.check.findings.front().level = Level::Warning;
  EXPECT_EQ(exitCodeOf(report), 0);
  report.failOn = Level::Warning;
  EXPECT_EQ(exitCodeOf(report), 1);
  report.check.findings.front().waived = Waiver{"Known.", "2027-05-31", {}};
  EXPECT_EQ(exitCodeOf(report), 0);
  report.check.findings.front().waived.reset();
  report.failOn.reset();
  EXPECT_EQ(exitCodeOf(report), 0);
}

TEST(ExitCodeOfReport, IsThreeForIncompleteOrTornSnapshots) {
  Report report = encryptionCfgRun();
  report.before->gaps = {{"ou=Vault,o=Acme", "no", ""}};
  EXPECT_EQ(exitCodeOf(report), 3);
  report.before->gaps.clear();
  report.after.consistency = Consistency::Torn;
  EXPECT_EQ(exitCodeOf(report), 3);
}

TEST(ExitCodeOfReport, SnapshotWithoutCountersIsConclusive) {
  Report report = diffOf({});
  report.after.consistency = Consistency::Unknown;
  EXPECT_EQ(exitCodeOf(report), 0);
}

TEST(ExitCodeOfReport, CheckIsOneForABlockedSetupAndThreeForAnUndecidedOne) {
  Report report = encryptionCfgCheck();
  EXPECT_EQ(exitCodeOf(report), 1);
  report.check.setups.erase(report.check.setups.begin(), report.check.setups.begin() + 2);
  report.check.findings.clear();
  EXPECT_EQ(exitCodeOf(report), 3);
  report.check.setups.erase(report.check.setups.begin() + 1);
  EXPECT_EQ(exitCodeOf(report), 0);
}

}  // namespace
}  // namespace ldapsnap::test

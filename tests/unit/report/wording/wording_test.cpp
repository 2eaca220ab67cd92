#include "report/wording/wording.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

TEST(Wording, NumbersAreGroupedInThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Wording, OneIsSingular) {
  EXPECT_EQ(counted(1, "entry", "entries"), "1 entry");
  EXPECT_EQ(counted(0, "error"), "0 errors");
}

TEST(Wording, OriginNamesTheRunSnapshotOrBeginningOfHistory) {
  Report report;
  Introduction origin{"seattle/R1", "exchange-server-5.5", "9b80fa5512345678", parseTime("2026-03-02T10:51:40Z"),
                      false};
  EXPECT_EQ(introductionOf(origin, report), "introduced by run seattle/R1, exchange-server-5.5, 2026-03-02 10:51Z");
  origin.setup.clear();
  EXPECT_EQ(introductionOf(origin, report), "introduced by run seattle/R1, 2026-03-02 10:51Z");
  origin.run.clear();
  EXPECT_EQ(introductionOf(origin, report),
            "first seen in snapshot 9b80fa55 2026-03-02 10:51Z, outside any recorded run");
  origin.wasThereFromTheStart = true;
  EXPECT_EQ(introductionOf(origin, report), "present since the site's first snapshot, 9b80fa55 2026-03-02 10:51Z");
}

TEST(Wording, OriginNamesWhatTheDirectoryRecords) {
  const Report report;
  Introduction origin;
  origin.recorded.emplace();
  origin.recorded->time = parseTime("2026-02-01T08:00:05Z");
  origin.recorded->server = "DC1";
  EXPECT_EQ(introductionOf(origin, report), "created 2026-02-01 08:00Z, on DC1, as the directory records it");
  origin.recorded->identity = "cn=admin,o=Acme";
  origin.snapshot = "9b80fa5512345678";
  origin.taken = parseTime("2026-03-02T10:51:40Z");
  origin.wasThereFromTheStart = true;
  EXPECT_EQ(introductionOf(origin, report),
            "created 2026-02-01 08:00Z, on DC1, by cn=admin,o=Acme, as the directory records it; present since the "
            "site's first snapshot, 9b80fa55 2026-03-02 10:51Z");
  origin.recorded->burst = 2;
  EXPECT_EQ(recordedOriginText(*origin.recorded),
            "introduced by burst 2, 2026-02-01 08:00Z, on DC1, by cn=admin,o=Acme");
  origin.recorded->isCreation = false;
  EXPECT_EQ(recordedOriginText(*origin.recorded), "written in burst 2, 2026-02-01 08:00Z, on DC1, by cn=admin,o=Acme");
}

SetupVerdict judged(SetupVerdict::State state, std::size_t rules) {
  SetupVerdict verdict;
  verdict.setup = "kms-5.0";
  verdict.title = "Key Management server 5.0 Setup";
  verdict.family = "exchange-5.5";
  verdict.state = state;
  verdict.rules = rules;
  return verdict;
}

std::string verdictOn(const SetupVerdict& verdict) {
  Report report;
  report.kind = Report::Kind::Check;
  report.askedSetup = "kms-5.0";
  report.check.setups = {verdict};
  return verdictOf(report);
}

TEST(Wording, MissingEvidenceIsNeverAPass) {
  using State = SetupVerdict::State;
  const std::string setup = "kms-5.0 (Key Management server 5.0 Setup)";
  EXPECT_EQ(verdictOn(judged(State::Blocked, 3)), setup + " is not expected to succeed here.");
  EXPECT_EQ(verdictOn(judged(State::CanRun, 3)), setup + " can run here, as far as 3 rules can tell.");
  EXPECT_EQ(verdictOn(judged(State::CanRun, 0)), "Nothing is known to stop " + setup + ": no rule is about it.");
  EXPECT_EQ(verdictOn(judged(State::NotEvaluated, 3)),
            setup + " cannot be judged: not everything that could stop it was readable.");
  EXPECT_EQ(verdictOn(judged(State::NotApplicable, 0)),
            setup + " was not judged: the directory shows no sign of its product family exchange-5.5.");
  SetupVerdict notShown = judged(State::NotApplicable, 0);
  notShown.because = SetupVerdict::Because::NotShown;
  EXPECT_EQ(verdictOn(notShown), setup +
                                     " was not judged: what was read shows no sign of its product family exchange-5.5, "
                                     "but not everything that would show it was read.");
  Report report;
  report.kind = Report::Kind::Check;
  report.check.setups = {notShown};
  EXPECT_EQ(verdictOf(report),
            "No setup was judged: what was read shows no product that the rules know, and not everything that would "
            "show one was read.");
  EXPECT_EQ(setupsOfOthers(report.check.setups), "1 setup of products not found in what was read");
}

TEST(Wording, SetupBlockedBeforeIsNotReportedAsLost) {
  Report report = encryptionCfgRun();
  report.check.setups[0].blockedBy.emplace_back("aaaaaaaaaaaa");
  EXPECT_EQ(verdictOf(report), "kms-5.0 could run before and no longer can.");
}

TEST(Wording, WarningsAreNamedInTheTableOfSetups) {
  CheckResult check = encryptionCfgCheck().check;
  check.setups[2].warnedBy = {"5d0e1c7a93b2"};
  EXPECT_EQ(stateOf(check.setups[2], check), "can run, see exchange-5.5/encryption-cfg");
}

TEST(Formats, UnknownFormatGetsASuggestion) {
  EXPECT_EQ(formatNamed("json"), Format::Json);
  try {
    formatNamed("jsno");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_STREQ(error.what(), "no format named \"jsno\"; did you mean \"json\"?");
  }
}

}  // namespace
}  // namespace ldapsnap::test

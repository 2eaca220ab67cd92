// What a difference breaks, waivers and planned files, as people read them.
#include <gtest/gtest.h>
#include <sstream>

#include "report/export/plan.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

Report withJudgements() {
  Report report = diffOf({});
  report.judgements = {
      {Impact::Breaking,
       "must-gained",
       "acmeNode",
       "acmeNode must have acmeHost now, and entries lack it",
       7,
       {"cn=a,o=Acme", "cn=b,o=Acme"}},
      {Impact::Risky,
       "dangling-reference",
       "cn=u,o=Acme",
       "member still names cn=u,o=Acme, which is no longer there",
       1,
       {"cn=g,o=Acme"}},
      {Impact::Safe, "class-removed", "acmeOld", "the class acmeOld is gone; no entry is of it", 0, {}}};
  return report;
}

TEST(TextReport, ConsequencesListTheirEntriesAndSafeOnesAreCounted) {
  const std::string text = render(withJudgements(), Format::Text);
  EXPECT_NE(text.find("Consequences\n"
                      "  breaking  acmeNode must have acmeHost now, and entries lack it\n"
                      "            cn=a,o=Acme\n"
                      "            cn=b,o=Acme\n"
                      "            and 5 more\n"
                      "  risky     member still names cn=u,o=Acme, which is no longer there\n"
                      "            cn=g,o=Acme\n"
                      "  (1 schema change that no entry violates, --all)\n"),
            std::string::npos)
      << text;
}

TEST(TextReport, ConsequencesBeyondAScreenAreCounted) {
  Report report = withJudgements();
  const Judgement risky = report.judgements[1];
  report.judgements.insert(report.judgements.begin() + 2, 38, risky);
  const std::string shown = render(report, Format::Text);
  EXPECT_NE(shown.find("            cn=g,o=Acme\n"
                       "  (and 20 risky more, --all)\n"
                       "  (1 schema change that no entry violates, --all)\n"),
            std::string::npos)
      << shown;
  report.judgements.assign(22, report.judgements.front());
  report.judgements.push_back(risky);
  EXPECT_NE(render(report, Format::Text).find("  (and 2 breaking, 1 risky more, --all)\n"), std::string::npos);
  const std::string all = render(report, Format::Text, {.showAll = true});
  EXPECT_EQ(all.find("--all"), std::string::npos) << all;
}

TEST(TextReport, WaivedFindingShowsReasonAndLastDay) {
  Report report = encryptionCfgCheck();
  report.check.findings.front().waived = Waiver{"The server is retired in May.", "2027-05-31", {}};
  const std::string text = render(report, Format::Text);
  EXPECT_NE(text.find("waived error  exchange-5.5/encryption-cfg  "), std::string::npos) << text;
  EXPECT_NE(text.find("   waived   until 2027-05-31: The server is retired in May.\n"), std::string::npos) << text;
  EXPECT_NE(text.find("1 error, 0 warnings, 0 notes (1 waived) from "), std::string::npos) << text;
}

TEST(TextReport, HeaderShowsIdentifiedProducts) {
  Report report = diffOf({});
  report.identified = {{"OpenLDAP", "cn=config", "", ""}};
  EXPECT_NE(render(report, Format::Text).find("\nshows  OpenLDAP\n"), std::string::npos);
}

PlanResult troubledPlan() {
  PlanProblem taken;
  taken.kind = PlanProblem::Kind::OidTaken;
  taken.line = 12;
  taken.dn = "cn=acme,cn=schema,cn=config";
  taken.element = "acme (1.2.3)";
  taken.holder = "mine (1.2.3)";
  PlanProblem missing;
  missing.kind = PlanProblem::Kind::NoParent;
  missing.line = 40;
  missing.dn = "cn=x,ou=\x1b[2J,o=Acme";
  missing.holder = "ou=hidden,o=Acme";
  missing.isUnsure = true;
  missing.reason = "ou=hidden,o=Acme could not be read";
  return {2, {taken, missing}};
}

TEST(PlanText, EachProblemNamesLineEntryAndResult) {
  std::ostringstream out;
  renderPlanText(troubledPlan(), "setup.ldf", {}, out);
  EXPECT_EQ(out.str(),
            "setup.ldf:12  oid-taken  the OID of acme (1.2.3) belongs to mine (1.2.3)\n"
            "       at   cn=acme,cn=schema,cn=config\n"
            "setup.ldf:40  no-parent  the file adds an entry below ou=hidden,o=Acme, which is not there\n"
            "       at   cn=x,ou=\\u{001b}[2J,o=Acme\n"
            "   result   noSuchObject (32)\n"
            "   unsure   ou=hidden,o=Acme could not be read\n"
            "\n"
            "2 records played: 2 problems.\n");
}

TEST(PlanText, TheExitCodeTellsSureFromUnsure) {
  PlanResult plan = troubledPlan();
  EXPECT_EQ(exitCodeOf(plan), 1);
  plan.problems.erase(plan.problems.begin());
  EXPECT_EQ(exitCodeOf(plan), 3);
  plan.problems.clear();
  EXPECT_EQ(exitCodeOf(plan), 0);
}

}  // namespace
}  // namespace ldapsnap::test

// What a difference breaks, and waivers, as people read them.
#include <gtest/gtest.h>

#include "report/model/render.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

Report withJudgements() {
  Report report = diffOf({});
  report.judgements = {
      {Impact::Breaking,
       "must-gained",
       "acmeNode",
       "acmeNode now requires acmeHost, and entries do not have it",
       7,
       {"cn=a,o=Acme", "cn=b,o=Acme"}},
      {Impact::Risky,
       "dangling-reference",
       "cn=u,o=Acme",
       "member still names cn=u,o=Acme, which is no longer there",
       1,
       {"cn=g,o=Acme"}},
      {Impact::Safe, "class-removed", "acmeOld", "the class acmeOld was removed; no entry belongs to it", 0, {}}};
  return report;
}

TEST(TextReport, ConsequencesListTheirEntriesAndSafeOnesAreCounted) {
  const std::string text = render(withJudgements(), Format::Text);
  EXPECT_NE(text.find("Consequences\n"
                      "  breaking  acmeNode now requires acmeHost, and entries do not have it\n"
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

}  // namespace
}  // namespace ldapsnap::test

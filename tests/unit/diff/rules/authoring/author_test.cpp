// What authors of rules get: a scaffold, fixtures that are run, remarks, and why a rule holds or does not.
#include <gtest/gtest.h>

#include "diff/rules/authoring/explain.h"
#include "diff/rules/authoring/fixtures.h"
#include "diff/rules/authoring/lint.h"
#include "diff/rules/authoring/scaffold.h"
#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;
using test::PackFolder;
using test::snapshotOf;
using test::TempFolder;

const std::string kAcme = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
const std::string kLeftover = kAcme + "dn: cn=x,o=Acme\nobjectClass: applicationProcess\ncn: x\n\n";

FixtureRun runFixturesOf(const PackFolder& folder) {
  const Packs packs = folder.load();
  return runFixtures(packs, packs.families().front());
}

std::vector<std::string> remarksOn(const std::string& body) {
  const Packs packs = PackFolder().rule("r", body).load();
  std::vector<std::string> remarks;
  for (const LintRemark& remark : lint(packs, packs.families().front())) {
    if (!remark.rule.empty()) remarks.push_back(remark.what);
  }
  return remarks;
}

std::string explained(const std::string& body, const std::string& ldif) {
  const Packs packs = PackFolder().rule("r", body).load();
  const Rule& rule = packs.requireRule("acme/r");
  return explanationText(rule, explain(packs, rule, snapshotOf(ldif)));
}

// --- rules new ---

TEST(RulesNew, ScaffoldIsReadableAndItsFixturesPass) {
  const TempFolder folder;
  const auto written = scaffoldRule(folder / "acme", "leftover-site");
  EXPECT_EQ(written.size(), 4U);
  const Packs packs = Packs::load({folder.path()});
  ASSERT_NE(packs.rule("acme/leftover-site"), nullptr);
  EXPECT_NE(packs.setup("acme-1.0"), nullptr);
  const FixtureRun run = runFixtures(packs, packs.families().front());
  EXPECT_EQ(run.failures, std::vector<std::string>{});
  EXPECT_EQ(run.fixtures, 2U);
  EXPECT_FALSE(lint(packs, packs.families().front()).empty()) << "what is not written yet is told";
}

TEST(RulesNew, SecondRuleLeavesTheFirstRuleAndTheSetupsUnchanged) {
  const TempFolder folder;
  scaffoldRule(folder / "acme", "one");
  EXPECT_EQ(scaffoldRule(folder / "acme", "two").size(), 3U);
  EXPECT_THROW(scaffoldRule(folder / "acme", "one"), Error);
  EXPECT_EQ(Packs::load({folder.path()}).rules().size(), 2U);
}

TEST(RulesNew, InvalidIdIsRejectedBeforeAnythingIsWritten) {
  const TempFolder folder;
  EXPECT_THROW(scaffoldRule(folder / "acme", "Left Over"), Error);
  EXPECT_THROW(scaffoldRule(folder / "acme", "setups"), Error);
  EXPECT_FALSE(fs::exists(folder / "acme"));
}

// --- rules test ---

TEST(RulesTest, ARuleWithoutFixturesFails) {
  EXPECT_EQ(runFixturesOf(PackFolder().rule("r", "")).failures,
            (std::vector<std::string>{"acme/r: no fixture on which it fires (fires-*.ldif)",
                                      "acme/r: no fixture on which it must not (silent-*.ldif)"}));
}

TEST(RulesTest, FailedFixtureSaysWhichAndWhy) {
  PackFolder folder;
  folder.rule("r", "").file("fixtures/r/fires-a.ldif", kAcme).file("fixtures/r/silent-b.ldif", kLeftover);
  EXPECT_EQ(runFixturesOf(folder).failures,
            (std::vector<std::string>{"acme/fixtures/r/fires-a.ldif: acme/r does not fire: its condition is false",
                                      "acme/fixtures/r/silent-b.ldif: acme/r fires, on cn=x,o=Acme"}));
}

TEST(RulesTest, RuleThatFiresOnAnotherRulesFixtureIsReported) {
  PackFolder folder;
  folder.rule("r", "").file("fixtures/r/fires-a.ldif", kLeftover).file("fixtures/r/silent-b.ldif", kAcme);
  folder.rule("s", R"j("when": {"filter": "(o=Acme)"})j").file("fixtures/s/fires-a.ldif", kAcme);
  folder.file("fixtures/s/silent-b.ldif", "dn: o=Other\nobjectClass: organization\no: Other\n");
  const FixtureRun run = runFixturesOf(folder);
  EXPECT_EQ(run.failures, std::vector<std::string>{});
  EXPECT_EQ(run.remarks, (std::vector<std::string>{"acme/fixtures/r/fires-a.ldif: acme/s fires here too, on o=Acme",
                                                   "acme/fixtures/r/silent-b.ldif: acme/s fires here too, on o=Acme"}));
}

TEST(RulesTest, UnknownFixtureFilesAndFoldersAreErrors) {
  PackFolder odd;
  odd.rule("r", "").file("fixtures/r/maybe.ldif", kAcme);
  EXPECT_THROW(runFixturesOf(odd), Error);
  PackFolder stray;
  stray.rule("r", "").file("fixtures/q/fires-a.ldif", kAcme);
  EXPECT_THROW(runFixturesOf(stray), Error);
}

// --- rules lint ---

TEST(RulesLint, NegationThatHoldsForHiddenAttributesIsReported) {
  EXPECT_EQ(remarksOn(R"j("when": {"base": "o=Acme", "filter": "(&(objectClass=person)(!(mail=a*)))"})j"),
            std::vector<std::string>{"(!(mail=a*)) also holds where mail is absent or hidden; add (mail=*)"});
  EXPECT_EQ(remarksOn(R"j("when": {"base": "o=Acme", "filter": "(&(objectClass=person)(mail=*)(!(mail=a*)))"})j"),
            std::vector<std::string>{});
}

TEST(RulesLint, FilterOfOnlyNegationsIsSlow) {
  EXPECT_EQ(remarksOn(R"j("when": {"base": "o=Acme", "filter": "(!(cn=a))"})j"),
            std::vector<std::string>{"(!(cn=a)) names no class and no attribute: it is tried on every entry"});
}

TEST(RulesLint, EmptyBaseIsReported) {
  EXPECT_EQ(remarksOn(R"j("when": {"filter": "(cn=a)"})j"),
            std::vector<std::string>{"(cn=a) has no base: it also covers cn=config and everything that the bind may "
                                     "not see; write ${rootDSE.namingContexts}"});
}

TEST(RulesLint, SetupsThatApplyEverywhereAreReported) {
  const auto remarksOnSetups = [](const std::string& applies) {
    const Packs packs = PackFolder()
                            .file("setups.json", R"j({"format": "ldapsnap-setups/1", "title": "A", )j" + applies +
                                                     R"j("setups": [
                              {"id": "a-1", "title": "A", "product": "a", "version": "1"}]})j")
                            .load();
    std::vector<std::string> remarks;
    for (const LintRemark& remark : lint(packs, packs.families().front())) remarks.push_back(remark.what);
    return remarks;
  };
  EXPECT_EQ(remarksOnSetups(""),
            std::vector<std::string>{"without \"applies\", these setups are reported as able to run in every "
                                     "directory; test for what the product leaves behind"});
  EXPECT_EQ(remarksOnSetups(R"j("applies": {"base": "cn=config", "scope": "base"}, )j"), std::vector<std::string>{});
}

TEST(RulesLint, UnusedBindingIsReported) {
  EXPECT_EQ(remarksOn(R"j("for_each": {"name": "site", "base": "o=Acme", "filter": "(ou=*)"},
                          "when": {"base": "o=Acme", "filter": "(cn=a)"})j"),
            std::vector<std::string>{
                "nothing uses ${site}: the same condition is evaluated once for each entry that it binds"});
}

TEST(RulesLint, WhyAndFixAreSentencesAndTitlesAreNot) {
  EXPECT_EQ(remarksOn(R"j("when": {"base": "o=Acme", "filter": "(cn=a)"}, "title": "It stands.", "why": "Because",
                          "fix": "Simply remove it.")j"),
            (std::vector<std::string>{"the title ends with a full stop; it is a headline",
                                      "\"why\" is not a complete sentence: it does not end with a full stop",
                                      "\"simply\" says nothing; state the fact"}));
}

TEST(RulesLint, BlocksThatEndBeforeTheNewestVersionAreReported) {
  const std::string when = R"j("when": {"base": "o=Acme", "filter": "(cn=a)"}, "blocks": )j";
  EXPECT_EQ(remarksOn(when + R"j(["acme-1", "acme-2"])j"),
            std::vector<std::string>{"\"blocks\" ends with acme-2, and acme-3 is newer: write \"acme-1..\", or "
                                     "\"acme-1..acme-2\" if a later version is known to lift it, and say why in "
                                     "\"blocks_until\""});
  EXPECT_EQ(remarksOn(when + R"j(["acme-1..acme-2"])j"), std::vector<std::string>{});
  EXPECT_EQ(remarksOn(when + R"j(["acme-1.."])j"), std::vector<std::string>{});
  EXPECT_EQ(remarksOn(when + R"j(["acme-3", "tool-1"])j"), std::vector<std::string>{});
}

TEST(RulesLint, ReasonWhyBlocksEndIsEnough) {
  const std::string when =
      R"j("when": {"base": "o=Acme", "filter": "(cn=a)"}, "blocks_until": "3 corrects it.", "blocks": )j";
  EXPECT_EQ(remarksOn(when + R"j(["acme-1", "acme-2"])j"), std::vector<std::string>{});
  EXPECT_EQ(remarksOn(when + R"j(["acme-2.."])j"),
            std::vector<std::string>{"\"blocks_until\" explains an end, and \"blocks\" reaches the newest version"});
}

TEST(RulesLint, NegationWithMeantAbsenceIsNotReported) {
  EXPECT_EQ(remarksOn(R"j("when": {"base": "o=Acme",
                          "filter": "(&(objectClass=person)(|(!(mail=*))(!(mail=a*))))"})j"),
            std::vector<std::string>{});
  EXPECT_EQ(remarksOn(R"j("when": {"base": "o=Acme", "filter": "(&(objectClass=person)(!(ou:dn:=people)))"})j"),
            std::vector<std::string>{});
  EXPECT_EQ(remarksOn(R"j("when": {"base": "o=Acme", "filter": "(&(objectClass=person)(|(cn=a)(!(mail=a*))))"})j"),
            std::vector<std::string>{"(!(mail=a*)) also holds where mail is absent or hidden; add (mail=*)"});
}

TEST(RulesLint, ReferenceThatCannotBeFoundIsReported) {
  const auto remarks = [](const std::string& references) {
    return remarksOn(R"j("title": "A title", "when": {"base": "o=Acme", "filter": "(cn=a)"}, "references": )j" +
                     references);
  };
  EXPECT_EQ(remarks(R"j([{"title": "A blog"}])j"),
            std::vector<std::string>{"the reference \"A blog\" has no URL and no article number"});
  for (const char* title : {"Microsoft Knowledge Base Q174743", "KB 969307", "RFC 4512", "OpenLDAP, ITS#8873"})
    EXPECT_EQ(remarks(std::string(R"j([{"title": ")j") + title + "\"}]"), std::vector<std::string>{}) << title;
}

TEST(RulesLint, ConditionThatLooksFurtherThanItsSourceIsReported) {
  const auto remarks = [](const std::string& search) {
    return remarksOn(
        R"j("title": "A title", "references": [{"title": "KB 969307", "base": "cn=x,o=Acme", "scope": "one"}],
                         "when": )j" +
        search);
  };
  EXPECT_EQ(remarks(R"j({"base": "cn=x,o=Acme", "filter": "(cn=a)"})j"),
            std::vector<std::string>{
                "(cn=a) is asked of more than \"KB 969307\" says: its base is cn=x,o=Acme, its scope one"});
  EXPECT_EQ(remarks(R"j({"base": "o=Acme", "scope": "one", "filter": "(cn=a)"})j").size(), 1U);
  EXPECT_EQ(remarks(R"j({"base": "CN=x,o=Acme", "scope": "one", "filter": "(cn=a)"})j"), std::vector<std::string>{});
  EXPECT_EQ(remarks(R"j({"base": "cn=y,cn=x,o=Acme", "scope": "base"})j"), std::vector<std::string>{});
}

TEST(RulesLint, SearchOfSlapdsSchemaThatReachesItsHeadIsReported) {
  EXPECT_EQ(remarksOn(R"j("when": {"base": "cn=schema,cn=config", "filter": "(olcAttributeTypes=*acme*)"})j"),
            std::vector<std::string>{"(olcAttributeTypes=*acme*) also looks at cn=schema,cn=config itself, where slapd "
                                     "lists what is compiled in; write \"scope\": \"one\""});
}

TEST(RulesLint, FilterThatCannotMatchIsReported) {
  const auto remarks = [](const std::string& filter) {
    return remarksOn(R"j("when": {"base": "o=Acme", "scope": "base", "filter": ")j" + filter + "\"}");
  };
  EXPECT_EQ(remarks("(objectClas=person)"),
            std::vector<std::string>{
                "(objectClas=person) cannot match: no schema and no fixture has an attribute type objectClas"});
  EXPECT_EQ(
      remarks("(&(cn=a)(objectClass=persona))"),
      std::vector<std::string>{"(objectClass=persona) cannot match: no schema and no fixture has a class persona"});
  EXPECT_EQ(remarks("(uidNumber=root)").size(), 1U);
  EXPECT_EQ(remarks("(uidNumber=0)"), std::vector<std::string>{});
  EXPECT_EQ(remarks("(uidNumber=${snapshot.taken})"), std::vector<std::string>{});
}

TEST(RulesLint, WhatAFixtureShowsIsKnown) {
  PackFolder folder;
  folder.rule("r", R"j("when": {"base": "o=Acme", "scope": "base", "filter": "(&(objectClass=acmeX)(acmeY=1))"})j")
      .file("fixtures/r/fires-a.ldif", "dn: o=Acme\nobjectClass: ACMEX\nacmey;x-a: 1\n");
  const Packs packs = folder.load();
  for (const LintRemark& remark : lint(packs, packs.families().front())) EXPECT_EQ(remark.rule, "") << remark.what;
}

// --- rules explain ---

TEST(RulesExplain, LeafNamesMatchesAndTheNearestMiss) {
  EXPECT_EQ(explained(R"j("when": {"base": "o=Acme", "scope": "one", "filter": "(&(objectClass=container)(cn=x))"})j",
                      kAcme + "dn: cn=a,o=Acme\nobjectClass: person\ncn: a\n\n" +
                          "dn: cn=b,o=Acme\nobjectClass: container\ncn: b\n\n" +
                          "dn: cn=x,o=Acme\nobjectClass: container\ncn: x\n\n"),
            "error  acme/r  A title\n"
            "\n"
            "when\n"
            "  true       1 of 3 match (&(objectClass=container)(cn=x)), one level below o=Acme; wanted >=1\n"
            "             true       cn=x,o=Acme\n"
            "             false      cn=b,o=Acme\n"
            "                        (cn=x): cn: b\n"
            "             false      cn=a,o=Acme\n"
            "                        (objectClass=container): objectClass: person; (cn=x): cn: a\n"
            "\n"
            "The rule fires.\n");
}

TEST(RulesExplain, EachBindingIsJudgedSeparatelyAndRejectedOnesAreShown) {
  EXPECT_EQ(explained(R"j("for_each": {"name": "site", "base": "o=Acme", "filter": "(ou=*)",
                                       "having": {"base": "cn=c,${site}", "scope": "base"}},
                          "when": {"base": "cn=c,${site}", "scope": "base", "filter": "(cn=d)"})j",
                      kAcme + "dn: ou=a,o=Acme\nobjectClass: organizationalUnit\nou: a\n\n" +
                          "dn: ou=b,o=Acme\nobjectClass: organizationalUnit\nou: b\n\n" +
                          "dn: cn=c,ou=b,o=Acme\nobjectClass: applicationProcess\ncn: c\n\n"),
            "error  acme/r  A title\n"
            "\n"
            "site = ou=a,o=Acme\n"
            "  having, so it is skipped\n"
            "  false      0 of 0 match (objectClass=*), at cn=c,ou=a,o=Acme (not there); wanted >=1\n"
            "\n"
            "site = ou=b,o=Acme\n"
            "  false      0 of 1 match (cn=d), at cn=c,ou=b,o=Acme; wanted >=1\n"
            "             false      cn=c,ou=b,o=Acme\n"
            "                        (cn=d): cn: c\n"
            "\n"
            "The rule passes.\n");
}

TEST(RulesExplain, UnreadableValueIsUndefinedWithTheReason) {
  const std::string text = explained(
      R"j("when": {"base": "o=Acme", "scope": "one", "filter": "(sn=x)"})j",
      kAcme + "dn: cn=a,o=Acme\nobjectClass: person\ncn: a\nsn: {ldapsnap-redacted}" + std::string(32, '0') + "\n\n");
  EXPECT_NE(text.find("  undefined  0 of 1 match (sn=x), one level below o=Acme; wanted >=1\n"
                      "             because cn=a,o=Acme: (sn=x) cannot be decided"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\nThe rule is not evaluated.\n"), std::string::npos) << text;
}

TEST(RulesExplain, ContentIsMadeVisible) {
  const std::string text =
      explained(R"j("when": {"base": "o=Acme", "scope": "one", "filter": "(cn=a*)"})j",
                kAcme + "dn:: " + "Y249YRtbMkosbz1BY21l" + "\nobjectClass: person\ncn: a\n\n");  // cn=a ESC [2J,o=Acme
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
}

}  // namespace
}  // namespace ldapsnap

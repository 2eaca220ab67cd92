// What rules can ask beyond a filter of LDAP: any and all of several values, parameters, the snapshot's time.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/rules/engine/check.h"
#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::PackFolder;
using test::snapshotOf;
using Names = std::vector<std::string>;

const std::string kGroups =
    "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
    "dn: cn=All,o=Acme\nobjectClass: groupOfNames\ncn: All\nmember: cn=One,o=Acme\nmember: cn=Two,o=Acme\n\n"
    "dn: cn=Some,o=Acme\nobjectClass: groupOfNames\ncn: Some\nmember: cn=One,o=Acme\nmember: cn=Gone,o=Acme\n\n"
    "dn: cn=None,o=Acme\nobjectClass: groupOfNames\ncn: None\nmember: cn=Away,o=Acme\nmember: cn=Lost,o=Acme\n\n"
    "dn: cn=One,o=Acme\nobjectClass: device\ncn: One\nserialNumber: 1\nserialNumber: 2\n\n"
    "dn: cn=Two,o=Acme\nobjectClass: device\ncn: Two\nserialNumber: 1\n\n";

/// The rule's groups: one finding for each that is bound, named by its `why`.
Names groupsThat(const std::string& when) {
  const Packs packs = PackFolder()
                          .rule("r", R"j("for_each": {"name": "group", "base": "o=Acme", "scope": "one",
                                 "filter": "(objectClass=groupOfNames)"}, "why": "${group.rdn}", "when": )j" +
                                         when)
                          .load();
  Names names;
  for (const Finding& finding : check(packs, snapshotOf(kGroups)).findings) names.push_back(finding.why);
  return names;
}

TEST(RuleLanguage, AnyBaseThatNamesNothing) {
  EXPECT_EQ(groupsThat(R"j({"base": "${group.member:any}", "scope": "base", "count": "=0"})j"),
            (Names{"None", "Some"}));
}

TEST(RuleLanguage, AllBasesThatNameNothing) {
  EXPECT_EQ(groupsThat(R"j({"base": "${group.member:all}", "scope": "base", "count": "=0"})j"), (Names{"None"}));
  EXPECT_EQ(groupsThat(R"j({"base": "${group.member:all}", "scope": "base"})j"), (Names{"All"}));
}

TEST(RuleLanguage, TheMissingBaseIsTheObjectOfTheFinding) {
  const Packs packs = PackFolder()
                          .rule("r", R"j("for_each": {"name": "group", "base": "cn=Some,o=Acme", "scope": "base"},
                                 "when": {"base": "${group.member:any}", "scope": "base", "count": "=0"})j")
                          .load();
  const CheckResult result = check(packs, snapshotOf(kGroups));
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].dn, "cn=Gone,o=Acme");
}

TEST(RuleLanguage, WithoutAValueNeitherHolds) {
  EXPECT_EQ(groupsThat(R"j({"base": "${group.owner:any}", "scope": "base", "count": "=0"})j"), Names{});
  EXPECT_EQ(groupsThat(R"j({"base": "${group.owner:all}", "scope": "base", "count": "=0"})j"), Names{});
}

/// The devices that have any, or all, of the serial numbers of cn=One.
Names devicesWith(const std::string& mention) {
  const Packs packs = PackFolder()
                          .rule("r", R"j("for_each": {"name": "one", "base": "cn=One,o=Acme", "scope": "base"}, "when":
                                 {"base": "o=Acme", "filter": "(&(objectClass=device)(serialNumber=)j" +
                                         mention + R"j())"})j")
                          .load();
  Names names;
  for (const Finding& finding : check(packs, snapshotOf(kGroups)).findings) {
    names.push_back(finding.dn);
    names.insert(names.end(), finding.objects.begin(), finding.objects.end());
  }
  return names;
}

TEST(RuleLanguage, AFilterAsksForAnyOrAllOfTheValues) {
  EXPECT_EQ(devicesWith("${one.serialNumber}"), (Names{"cn=One,o=Acme", "cn=Two,o=Acme"}));
  EXPECT_EQ(devicesWith("${one.serialNumber:any}"), (Names{"cn=One,o=Acme", "cn=Two,o=Acme"}));
  EXPECT_EQ(devicesWith("${one.serialNumber:all}"), (Names{"cn=One,o=Acme"}));
}

const char* const kParameters = R"j("parameters": [{"name": "server", "about": "the name of the new server"}],
    "when": {"base": "cn=${set.server},o=Acme", "scope": "base"}, "fix": "Remove ${set.server}.")j";

TEST(RuleLanguage, AParameterIsGiven) {
  const Packs packs = PackFolder().rule("r", kParameters).load();
  const CheckResult found = check(packs, snapshotOf(kGroups), SetupSelection{}, {{"server", "One"}});
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].dn, "cn=One,o=Acme");
  EXPECT_EQ(found.findings[0].fix, "Remove One.");
  EXPECT_TRUE(check(packs, snapshotOf(kGroups), SetupSelection{}, {{"server", "Three"}}).findings.empty());
  // What is given is a value, not a piece of a DN.
  EXPECT_TRUE(check(packs, snapshotOf(kGroups), SetupSelection{}, {{"server", "One,o=Acme"}}).findings.empty());
}

TEST(RuleLanguage, WithoutItsParameterARuleIsNotEvaluatedWhereItsSetupIsAskedFor) {
  const Packs packs = PackFolder().rule("r", kParameters).load();
  const CheckResult plain = check(packs, snapshotOf(kGroups));
  EXPECT_TRUE(plain.notEvaluated.empty());
  EXPECT_TRUE(plain.passed.empty());
  const CheckResult asked = check(packs, snapshotOf(kGroups), {"acme-1"});
  ASSERT_EQ(asked.notEvaluated.size(), 1U);
  EXPECT_EQ(asked.notEvaluated[0].reason, "it needs to know the name of the new server: --set server=...");
}

TEST(RuleLanguage, AParameterMayHaveADefault) {
  const Packs packs = PackFolder()
                          .rule("r", R"j("parameters": [{"name": "level", "about": "the level", "default": "2"}],
                                 "when": {"base": "o=Acme", "filter": "(serialNumber=${set.level})"})j")
                          .load();
  EXPECT_EQ(check(packs, snapshotOf(kGroups)).findings.size(), 1U);
  EXPECT_TRUE(check(packs, snapshotOf(kGroups), SetupSelection{}, {{"level", "3"}}).findings.empty());
}

TEST(RuleLanguage, AParameterThatNoRuleHasIsRefused) {
  const Packs packs = PackFolder().rule("r", kParameters).load();
  try {
    check(packs, snapshotOf(kGroups), SetupSelection{}, {{"servre", "x"}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "no rule has a parameter \"servre\"; did you mean \"server\"?");
  }
}

TEST(RuleLanguage, AgeIsThatOfTheSnapshot) {
  SnapshotInfo info;
  info.taken = parseTime("2026-03-02T10:14:07Z");
  const std::string entries =
      "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
      "dn: cn=Old,o=Acme\nobjectClass: device\ncn: Old\ncreateTimestamp: 20250801000000Z\n\n"
      "dn: cn=New,o=Acme\nobjectClass: device\ncn: New\ncreateTimestamp: 20260301000000Z\n\n";
  const Packs packs = PackFolder()
                          .rule("r", R"j("when": {"base": "o=Acme",
                                 "filter": "(&(objectClass=device)(createTimestamp:before:=${snapshot.taken-180d}))"})j")
                          .load();
  const CheckResult result = check(packs, snapshotOf(entries, info));
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].dn, "cn=Old,o=Acme");
  EXPECT_TRUE(result.findings[0].objects.empty());
}

TEST(RuleLanguage, MistakesShowWhenThePackIsRead) {
  EXPECT_EQ(PackFolder().rule("r", R"j("when": {"filter": "(cn:version:==>2)"})j").error(),
            "acme/r.json:2:20: /when/filter: \"=>2\" is not an assertion of version: expected relations such as "
            "\">=15.0,<15.0.1130.7\"");
  EXPECT_EQ(PackFolder().rule("r", R"j("when": {"filter": "(cn=${set.server})"})j").error(),
            "acme/r.json:2:20: /when/filter: the rule has no parameter \"server\"");
  EXPECT_EQ(PackFolder().rule("r", R"j("when": {"filter": "(cn=${snapshot.taken-180})"})j").error(),
            "acme/r.json:2:20: /when/filter: \"taken-180\" is not known of a snapshot; write ${snapshot.taken} or "
            "${snapshot.taken-180d}");
}

}  // namespace
}  // namespace ldapsnap

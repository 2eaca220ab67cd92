#include "diff/rules/engine/check.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::PackFolder;
using test::snapshotOf;
using State = SetupVerdict::State;
using Names = std::vector<std::string>;

const std::string kAcme = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";

std::string container(const std::string& dn, const std::string& more = "") {
  return "dn: " + dn + "\nobjectClass: container\n" + more + "\n";
}

Packs onlyRule(const std::string& body) { return PackFolder().rule("r", body).load(); }

SnapshotInfo withGap(const std::string& where) {
  SnapshotInfo info;
  info.gaps.push_back({where, "insufficientAccessRights (50)", ""});
  return info;
}

SnapshotInfo withContexts(Names contexts) {
  SnapshotInfo info;
  info.searchBases = std::move(contexts);
  return info;
}

const SetupVerdict& verdict(const CheckResult& result, const std::string& setup) {
  for (const SetupVerdict& one : result.setups) {
    if (one.setup == setup) return one;
  }
  throw Error(ErrorKind::Internal, "no verdict for " + setup);
}

Names dnsOf(const std::vector<Finding>& findings) {
  Names dns;
  for (const Finding& finding : findings) dns.push_back(finding.dn);
  return dns;
}

const std::string kOneChild = R"j("when": {"base": "o=Acme", "scope": "one", "filter": "(objectClass=container)"})j";

TEST(Check, FindingNamesItsObjectAndListsTheOthers) {
  const CheckResult result =
      check(onlyRule(kOneChild),
            snapshotOf(kAcme + container("cn=A,o=Acme") + container("cn=B,o=Acme") + container("cn=C,cn=B,o=Acme")));
  ASSERT_EQ(result.findings.size(), 1U);
  const Finding& finding = result.findings[0];
  EXPECT_EQ(finding.dn, "cn=A,o=Acme");
  EXPECT_EQ(finding.objects, Names{"cn=B,o=Acme"});
  EXPECT_EQ(finding.now, "present (container)");
  EXPECT_EQ(finding.was, "");
  EXPECT_EQ(finding.kind, FindingKind::Exists);
  EXPECT_EQ(finding.setups, Names{"acme-1"});
  EXPECT_EQ(verdict(result, "acme-1").state, State::Blocked);
  EXPECT_EQ(verdict(result, "acme-1").blockedBy, Names{finding.id});
  EXPECT_EQ(verdict(result, "acme-1").rules, 1U);
  EXPECT_EQ(verdict(result, "acme-2").state, State::CanRun);
  EXPECT_EQ(verdict(result, "acme-2").rules, 0U);
}

TEST(Check, FindingIdIgnoresSpellingOfTheDn) {
  const Packs packs = onlyRule(kOneChild);
  const CheckResult one = check(packs, snapshotOf(kAcme + container("cn=A B,o=Acme")));
  const CheckResult other = check(packs, snapshotOf("dn: O=ACME\no: ACME\n\n" + container("CN=a  b , O=ACME")));
  // 12 digits of SHA-256("acme/r\n" + hex of the path "o=acme" 00 "cn=a b" 00 + "\nexists").
  EXPECT_EQ(one.findings.at(0).id, "521aec713cc0");
  EXPECT_EQ(other.findings.at(0).id, one.findings.at(0).id);
}

TEST(Check, RuleWithoutMatchesPasses) {
  const CheckResult result = check(onlyRule(kOneChild), snapshotOf(kAcme));
  EXPECT_TRUE(result.findings.empty());
  ASSERT_EQ(result.passed.size(), 1U);
  EXPECT_EQ(result.passed[0].rule, "acme/r");
  EXPECT_EQ(verdict(result, "acme-1").state, State::CanRun);
}

TEST(Check, WarningDoesNotBlock) {
  const CheckResult result =
      check(onlyRule(R"j("level": "warning", )j" + kOneChild), snapshotOf(kAcme + container("cn=A,o=Acme")));
  EXPECT_EQ(verdict(result, "acme-1").state, State::CanRun);
  EXPECT_EQ(verdict(result, "acme-1").warnedBy, Names{result.findings.at(0).id});
}

TEST(Check, ErrorsComeFirst) {
  const Packs packs = PackFolder()
                          .rule("a", R"j("level": "note", )j" + kOneChild)
                          .rule("b", R"j("level": "error", )j" + kOneChild)
                          .rule("c", R"j("level": "warning", )j" + kOneChild)
                          .load();
  const CheckResult result = check(packs, snapshotOf(kAcme + container("cn=A,o=Acme")));
  ASSERT_EQ(result.findings.size(), 3U);
  EXPECT_EQ(result.findings[0].rule, "acme/b");
  EXPECT_EQ(result.findings[1].rule, "acme/c");
  EXPECT_EQ(result.findings[2].rule, "acme/a");
}

TEST(Check, OnlySelectedSetupsAreJudged) {
  const Packs packs = PackFolder().rule("a", R"j("blocks": ["acme-1"])j").rule("b", R"j("blocks": ["tool-1"])j").load();
  const CheckResult result = check(packs, snapshotOf(kAcme), {"tool-1"});
  ASSERT_EQ(result.setups.size(), 1U);
  EXPECT_EQ(result.setups[0].setup, "tool-1");
  ASSERT_EQ(result.passed.size(), 1U);
  EXPECT_EQ(result.passed[0].rule, "acme/b");
  EXPECT_THROW(check(packs, snapshotOf(kAcme), {"tool-2"}), Error);
}

// --- Bindings ---

const std::string kEachSite =
    R"j("for_each": {"name": "site", "filter": "(objectClass=organizationalUnit)", "having": {"base": "cn=Configuration,${site}", "scope": "base"}},
    "when": {"base": "cn=Configuration,${site}", "scope": "one", "filter": "(objectClass=container)"},
    "why": "In ${site.rdn}, that is ${site}.")j";

std::string site(const std::string& name) {
  const std::string dn = "ou=" + name + ",o=Acme";
  return "dn: " + dn + "\nobjectClass: organizationalUnit\nou: " + name + "\n\n" + container("cn=Configuration," + dn);
}

TEST(ForEach, EveryBoundEntryYieldsItsOwnFinding) {
  const CheckResult result =
      check(onlyRule(kEachSite), snapshotOf(kAcme + site("Seattle") + site("Portland") + site("Quiet") +
                                            container("cn=X,cn=Configuration,ou=Seattle,o=Acme") +
                                            container("cn=Y,cn=Configuration,ou=Portland,o=Acme")));
  EXPECT_EQ(dnsOf(result.findings),
            (Names{"cn=Y,cn=Configuration,ou=Portland,o=Acme", "cn=X,cn=Configuration,ou=Seattle,o=Acme"}));
  EXPECT_EQ(result.findings.at(0).why, "In Portland, that is ou=Portland,o=Acme.");
}

TEST(ForEach, EntryThatFailsHavingIsNotBound) {
  const CheckResult result = check(
      onlyRule(kEachSite), snapshotOf(kAcme + "dn: ou=People,o=Acme\nobjectClass: organizationalUnit\nou: People\n\n"));
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.passed.size(), 1U);
}

TEST(ForEach, AttributeValuesLeadToOtherEntries) {
  const Packs packs = onlyRule(R"j("for_each": {"name": "link", "filter": "(seeAlso=*)"},
    "when": {"base": "${link.seeAlso}", "scope": "base", "count": "=0"})j");
  const CheckResult result =
      check(packs, snapshotOf(kAcme + container("cn=Good,o=Acme", "seeAlso: o=ACME\n") +
                              container("cn=Stale,o=Acme", "seeAlso: cn=Gone,o=Acme\n") +
                              container("cn=Slash,o=Acme", "seeAlso: /o=Acme/cn=Good\n") +
                              container("cn=Binary,o=Acme", "seeAlso: B:4:abcd:cn=Good,o=Acme\n")));
  EXPECT_EQ(dnsOf(result.findings), Names{"cn=Gone,o=Acme"});
  EXPECT_EQ(result.findings.at(0).now, "absent");
  EXPECT_EQ(result.findings.at(0).kind, FindingKind::Missing);
}

TEST(ForEach, FilterCanUseAValueOfABoundEntry) {
  const Packs packs = onlyRule(R"j("for_each": {"name": "a", "filter": "(description=*)"},
    "when": {"base": "o=Acme", "scope": "one", "filter": "(&(objectClass=container)(cn=${a.description}))"})j");
  const CheckResult result =
      check(packs, snapshotOf(kAcme + container("cn=A,o=Acme", "cn: A\ndescription: star *(x)\n") +
                              container("cn=star \\2a(x),o=Acme", "cn: star *(x)\n")));
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].objects.size(), 0U);
}

TEST(ForEach, BindingsNest) {
  const Packs packs = onlyRule(R"j("for_each": [{"name": "outer", "base": "o=Acme", "scope": "one"},
    {"name": "inner", "base": "${outer}", "scope": "one"}],
    "when": {"base": "${inner}", "scope": "base"}, "why": "${inner.rdn} in ${outer.rdn}")j");
  const CheckResult result = check(packs, snapshotOf(kAcme + container("cn=A,o=Acme") + container("cn=1,cn=A,o=Acme") +
                                                     container("cn=B,o=Acme") + container("cn=2,cn=B,o=Acme")));
  ASSERT_EQ(result.findings.size(), 2U);
  EXPECT_EQ(result.findings[0].why, "1 in A");
  EXPECT_EQ(result.findings[1].why, "2 in B");
}

// --- Conditions ---

bool fires(const std::string& when, const std::string& ldif) {
  return !check(onlyRule("\"when\": " + when), snapshotOf(ldif)).findings.empty();
}

TEST(Conditions, CountsAreRespected) {
  const std::string two = kAcme + container("cn=A,o=Acme") + container("cn=B,o=Acme");
  const auto count = [&](const std::string& text) {
    return fires(R"j({"base": "o=Acme", "scope": "one", "count": )j" + text + "}", two);
  };
  EXPECT_TRUE(count("2"));
  EXPECT_TRUE(count("\">=2\""));
  EXPECT_TRUE(count("\"<3\""));
  EXPECT_FALSE(count("\">2\""));
  EXPECT_FALSE(count("\"=0\""));
  EXPECT_FALSE(count("\"<=1\""));
}

TEST(Conditions, AllAnyAndNoneCombine) {
  const std::string ldif = kAcme + container("cn=A,o=Acme");
  const std::string yes = R"j({"base": "cn=A,o=Acme", "scope": "base"})j", no = R"j({"base": "cn=B,o=Acme"})j";
  EXPECT_TRUE(fires("{\"all\": [" + yes + "," + yes + "]}", ldif));
  EXPECT_FALSE(fires("{\"all\": [" + yes + "," + no + "]}", ldif));
  EXPECT_TRUE(fires("{\"any\": [" + no + "," + yes + "]}", ldif));
  EXPECT_FALSE(fires("{\"any\": [" + no + "," + no + "]}", ldif));
  EXPECT_TRUE(fires("{\"none\": [" + no + "," + no + "]}", ldif));
  EXPECT_FALSE(fires("{\"none\": [" + no + "," + yes + "]}", ldif));
}

TEST(Conditions, ObjectComesFromTheFirstLeafWithMatches) {
  const std::string ldif = kAcme + container("cn=A,o=Acme");
  const CheckResult result =
      check(onlyRule(R"j("when": {"all": [{"base": "cn=Missing,o=Acme", "scope": "base", "count": "=0"},
                                          {"base": "cn=A,o=Acme", "scope": "base"}]})j"),
            snapshotOf(ldif));
  EXPECT_EQ(dnsOf(result.findings), Names{"cn=A,o=Acme"});
}

TEST(Conditions, AbsenceNamesTheSearchedBase) {
  const auto findingOf = [](const std::string& when) {
    return check(onlyRule("\"when\": " + when), snapshotOf(kAcme)).findings.at(0);
  };
  const Finding missing = findingOf(R"j({"base": "cn=A,o=Acme", "scope": "base", "count": "=0"})j");
  EXPECT_EQ(missing.dn, "cn=A,o=Acme");
  EXPECT_EQ(missing.now, "absent");
  const Finding empty = findingOf(R"j({"base": "o=Acme", "scope": "one", "filter": "(ou=People)", "count": "=0"})j");
  EXPECT_EQ(empty.dn, "o=Acme");
  EXPECT_EQ(empty.now, "nothing matches (ou=People)");
}

TEST(Conditions, InspectedAttributesFollowTheObject) {
  const CheckResult result =
      check(onlyRule(R"j("when": {"filter": "(&(objectClass=container)(description=*)(!(seeAlso=*)))"})j"),
            snapshotOf(kAcme + container("cn=A,o=Acme", "description: one\ndescription: two\n")));
  EXPECT_EQ(result.findings.at(0).now, "present (container), description: one, two, no seeAlso");
}

// --- Three values ---

TEST(Conditions, ValuesThatTheRuleAskedForComeFirst) {
  const Packs packs = onlyRule(
      R"j("when": {"base": "o=Acme", "scope": "one", "filter": "(&(objectClass=container)(description=*gone*)(!(seeAlso=cn=b)))"})j");
  const CheckResult result =
      check(packs, snapshotOf(kAcme + container("cn=A,o=Acme",
                                                "description: a\ndescription: b\ndescription: c\ndescription: d\n"
                                                "description: is gone\nseeAlso: cn=a\n")));
  EXPECT_EQ(result.findings.at(0).now, "present (container), description: is gone, a, b and 2 more, seeAlso: cn=a");
}

TEST(NotEvaluated, AGapAtOrAboveTheBase) {
  for (const char* where : {"o=Acme", "cn=A,o=Acme"}) {
    const CheckResult result =
        check(onlyRule(R"j("when": {"base": "cn=A,o=Acme", "scope": "one"})j"), snapshotOf(kAcme, withGap(where)));
    ASSERT_EQ(result.notEvaluated.size(), 1U) << where;
    EXPECT_EQ(result.notEvaluated[0].reason, std::string(where) + " could not be read (insufficientAccessRights (50))");
    EXPECT_TRUE(result.passed.empty());
    EXPECT_EQ(verdict(result, "acme-1").state, State::NotEvaluated);
  }
}

TEST(NotEvaluated, AGapWithinTheScope) {
  const auto evaluated = [](const std::string& scope, const std::string& gap) {
    const Packs packs = onlyRule(R"j("when": {"base": "o=Acme", "scope": ")j" + scope + R"j(", "filter": "(cn=x)"})j");
    return check(packs, snapshotOf(kAcme, withGap(gap))).notEvaluated.empty();
  };
  EXPECT_FALSE(evaluated("sub", "cn=B,cn=A,o=Acme"));
  EXPECT_TRUE(evaluated("one", "cn=B,cn=A,o=Acme"));
  EXPECT_FALSE(evaluated("one", "cn=A,o=Acme"));
  EXPECT_TRUE(evaluated("base", "cn=A,o=Acme"));
  EXPECT_TRUE(evaluated("sub", "cn=config"));
  EXPECT_FALSE(evaluated("one", "export.ldif:17"));
}

TEST(NotEvaluated, GapsThatDoNotMatterAreIgnored) {
  const std::string ldif = kAcme + container("cn=A,o=Acme");
  const CheckResult found = check(onlyRule(kOneChild), snapshotOf(ldif, withGap("o=Acme")));
  EXPECT_EQ(found.findings.size(), 1U);
  EXPECT_TRUE(found.notEvaluated.empty());
  const CheckResult any =
      check(onlyRule(R"j("when": {"any": [{"base": "cn=B,o=Acme"}, {"base": "cn=A,o=Acme", "scope": "base"}]})j"),
            snapshotOf(ldif, withGap("cn=B,o=Acme")));
  EXPECT_EQ(any.findings.size(), 1U);
  const CheckResult all =
      check(onlyRule(R"j("when": {"all": [{"base": "cn=B,o=Acme"}, {"base": "cn=C,o=Acme", "scope": "base"}]})j"),
            snapshotOf(ldif, withGap("cn=B,o=Acme")));
  EXPECT_EQ(all.passed.size(), 1U);
}

TEST(NotEvaluated, AnAbsenceThatAGapCovers) {
  const CheckResult result = check(onlyRule(R"j("when": {"base": "cn=B,o=Acme", "scope": "base", "count": "=0"})j"),
                                   snapshotOf(kAcme, withGap("cn=B,o=Acme")));
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.notEvaluated.size(), 1U);
}

TEST(NotEvaluated, AContextThatWasNotRead) {
  const Packs packs = onlyRule(R"j("when": {"base": "cn=config", "filter": "(cn=x)"})j");
  const CheckResult result = check(packs, snapshotOf(kAcme, withContexts({"o=Acme"})));
  EXPECT_EQ(result.notEvaluated.at(0).reason,
            "the snapshot does not hold cn=config; it was taken of o=Acme. To have this judged, capture cn=config as "
            "well (-b, or base in config.toml).");
  const Packs above = onlyRule(R"j("when": {"base": "o=Acme", "filter": "(cn=x)"})j");
  const CheckResult part =
      check(above, snapshotOf(container("ou=A,o=Acme"), withContexts({"ou=A,o=Acme", "ou=B,o=Acme"})));
  EXPECT_EQ(
      part.notEvaluated.at(0).reason,
      "the snapshot holds only a part of o=Acme; it was taken of ou=A,o=Acme and ou=B,o=Acme. To have this judged, "
      "capture o=Acme as well (-b, or base in config.toml).");
  EXPECT_EQ(check(packs, snapshotOf(kAcme)).passed.size(), 1U);
}

TEST(NotEvaluated, ASecretValueThatIsAskedFor) {
  const Packs packs = onlyRule(R"j("when": {"base": "o=Acme", "filter": "(userPassword=x)"})j");
  const std::string secret = "userPassword: {ldapsnap-redacted}0123456789abcdef0123456789abcdef\n";
  const CheckResult result = check(packs, snapshotOf(kAcme + container("cn=A,o=Acme", secret)));
  EXPECT_EQ(result.notEvaluated.at(0).reason,
            "cn=A,o=Acme: (userPassword=x) cannot be decided (a value is redacted, or its matching rule is unknown)");
}

TEST(NotEvaluated, AnIncompletelyReadAttribute) {
  const Packs packs = onlyRule(R"j("when": {"base": "cn=A,o=Acme", "filter": "(member=cn=x)"})j");
  const std::string ldif = kAcme + container("cn=A,o=Acme", "member: cn=y\n");
  EXPECT_EQ(check(packs, snapshotOf(ldif, withGap("cn=A,o=Acme member"))).notEvaluated.size(), 1U);
  EXPECT_EQ(check(packs, snapshotOf(ldif, withGap("cn=A,o=Acme seeAlso"))).notEvaluated.size(), 0U);
}

TEST(NotEvaluated, FindingsAreKeptAlongsideUnknownBindings) {
  const CheckResult result = check(
      onlyRule(kEachSite), snapshotOf(kAcme + site("Seattle") + container("cn=X,cn=Configuration,ou=Seattle,o=Acme"),
                                      withGap("ou=Vault,o=Acme")));
  EXPECT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.notEvaluated.size(), 1U);
  EXPECT_EQ(verdict(result, "acme-1").state, State::Blocked);
}

// --- The root DSE and families ---

const std::string kSchemaRule =
    R"j("when": {"base": "${rootDSE.schemaNamingContext}", "scope": "one", "filter": "(cn=x)"})j";

TEST(RootDse, NamesTheContextsOfRules) {
  const std::string ldif = "dn:\nschemaNamingContext: cn=S\n\n" + container("cn=S") + container("cn=x,cn=S", "cn: x\n");
  EXPECT_EQ(dnsOf(check(onlyRule(kSchemaRule), snapshotOf(ldif)).findings), Names{"cn=x,cn=S"});
}

TEST(RootDse, AContextThatAServerDoesNotHaveHasNoEntries) {
  const std::string ldif = "dn:\nnamingContexts: o=Acme\n\n" + kAcme;
  EXPECT_EQ(check(onlyRule(kSchemaRule), snapshotOf(ldif)).passed.size(), 1U);
}

TEST(RootDse, AbsenceWithoutABaseIsNoFinding) {
  const std::string ldif = "dn:\nnamingContexts: o=Acme\n\n" + kAcme;
  const Packs packs = onlyRule(R"j("when": {"base": "cn=A,${rootDSE.schemaNamingContext}", "count": "=0"})j");
  EXPECT_TRUE(check(packs, snapshotOf(ldif)).findings.empty());
}

TEST(RootDse, TopEntriesOfAnExportReplaceTheRootDse) {
  const std::string domain = "dn: DC=example,DC=com\nobjectClass: domainDNS\n\n";
  const std::string configuration = "dn: CN=Configuration,DC=example,DC=com\nobjectClass: configuration\n\n";
  const std::string schema = "dn: CN=Schema,CN=Configuration,DC=example,DC=com\nobjectClass: dMD\n\n";
  const std::string taken = container("CN=x,CN=Schema,CN=Configuration,DC=example,DC=com", "cn: x\n");
  for (const std::string& ldif :
       {domain + configuration + schema + taken, configuration + schema + taken, schema + taken}) {
    EXPECT_EQ(check(onlyRule(kSchemaRule), snapshotOf(ldif)).findings.size(), 1U) << ldif;
  }
  EXPECT_EQ(check(onlyRule(kSchemaRule), snapshotOf(domain)).notEvaluated.at(0).reason,
            "the snapshot contains no root DSE that names the schemaNamingContext");
}

TEST(RootDse, NestedContextsAreCountedOnce) {
  const std::string ldif = "dn:\nnamingContexts: o=Acme\nnamingContexts: cn=A,o=Acme\n\n" + kAcme +
                           container("cn=A,o=Acme") + container("cn=x,cn=A,o=Acme", "cn: x\n");
  const Packs packs = onlyRule(R"j("when": {"base": "${rootDSE.namingContexts}", "filter": "(cn=x)", "count": 1
})j");
  EXPECT_EQ(check(packs, snapshotOf(ldif)).findings.size(), 1U);
}

Packs withApplies(const std::string& applies) {
  return PackFolder()
      .file("setups.json", R"j({"format": "ldapsnap-setups/1", "title": "A", "applies": )j" + applies + R"j(,
        "setups": [{"id": "acme-1", "title": "A", "product": "a", "version": "1"}]})j")
      .rule("r", kOneChild)
      .load();
}

TEST(Families, RulesOfOtherProductsAreNotEvaluated) {
  for (const char* applies :
       {R"j({"base": "cn=config", "scope": "base"})j", R"j({"filter": "(objectClass=olcGlobal)"})j"}) {
    const Packs packs = withApplies(applies);
    const std::string blocked = kAcme + container("cn=A,o=Acme");
    const CheckResult other = check(packs, snapshotOf(blocked));
    EXPECT_TRUE(other.findings.empty() && other.passed.empty());
    EXPECT_EQ(verdict(other, "acme-1").state, State::NotApplicable);
    EXPECT_EQ(verdict(other, "acme-1").rules, 0U);
    const CheckResult own = check(packs, snapshotOf(blocked + "dn: cn=config\nobjectClass: olcGlobal\n\n"));
    EXPECT_EQ(verdict(own, "acme-1").state, State::Blocked);
  }
}

// --- choices that cannot be taken back ---

const std::string kChild = container("cn=A,o=Acme");

Packs withChoice() { return PackFolder().rule("choice", std::string(kOneChild) + R"j(, "by_choice": true)j").load(); }

TEST(Choices, RuleOutTheirSetupWithoutAFinding) {
  const CheckResult result = check(withChoice(), snapshotOf(kAcme + kChild));
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(verdict(result, "acme-1").state, State::NotApplicable);
}

TEST(Choices, AreAnErrorIfTheSetupIsRequested) {
  const CheckResult result = check(withChoice(), snapshotOf(kAcme + kChild), {"acme-1"});
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(verdict(result, "acme-1").state, State::Blocked);
}

TEST(Choices, AreAFindingOfTheDifferenceThatIntroducedThem) {
  const CheckResult made = check(withChoice(), snapshotOf(kAcme), snapshotOf(kAcme + kChild));
  ASSERT_EQ(made.findings.size(), 1U);
  EXPECT_TRUE(made.findings.front().isNew);
  EXPECT_EQ(verdict(made, "acme-1").state, State::Blocked);
  const CheckResult later = check(withChoice(), snapshotOf(kAcme + kChild), snapshotOf(kAcme + kChild));
  EXPECT_TRUE(later.findings.empty());
  EXPECT_EQ(verdict(later, "acme-1").state, State::NotApplicable);
}

TEST(Families, ApplyAccordingToTheSnapshot) {
  const Packs packs = withApplies(R"j({"base": "cn=config", "scope": "base"})j");
  const CheckResult result = check(packs, snapshotOf(kAcme, withGap("cn=config")));
  EXPECT_EQ(verdict(result, "acme-1").state, State::NotApplicable);
}

TEST(Families, ThatWhatWasNotReadMayShowAreNotThoseOfOtherProducts) {
  const Packs packs = withApplies(R"j({"base": "cn=config", "scope": "base"})j");
  EXPECT_EQ(verdict(check(packs, snapshotOf(kAcme)), "acme-1").because, SetupVerdict::Because::OtherProduct);
  EXPECT_EQ(verdict(check(packs, snapshotOf(kAcme, withGap("cn=config"))), "acme-1").because,
            SetupVerdict::Because::NotShown);
}

TEST(Families, NotEvaluatedWhenTheEvidenceIsRedacted) {
  const std::string secret = "userPassword: {ldapsnap-redacted}0123456789abcdef0123456789abcdef\n";
  const CheckResult result =
      check(withApplies(R"j({"filter": "(userPassword=x)"})j"), snapshotOf(kAcme + container("cn=A,o=Acme", secret)));
  EXPECT_EQ(result.notEvaluated.size(), 1U);
  EXPECT_EQ(verdict(result, "acme-1").state, State::NotEvaluated);
}

// --- Before and after ---

TEST(CheckOfADifference, FindingAbsentBeforeIsNew) {
  const std::string after = kAcme + container("cn=A,o=Acme");
  const CheckResult result = check(onlyRule(kOneChild), snapshotOf(kAcme), snapshotOf(after));
  EXPECT_TRUE(result.findings.at(0).isNew);
  EXPECT_EQ(result.findings.at(0).was, "absent");
  EXPECT_EQ(result.findings.at(0).now, "present (container)");
  const CheckResult same = check(onlyRule(kOneChild), snapshotOf(after), snapshotOf(after));
  EXPECT_FALSE(same.findings.at(0).isNew);
  EXPECT_EQ(same.findings.at(0).was, "present (container)");
}

// Unknown is not absent: nothing says that it came in between.
TEST(CheckOfADifference, WhatCouldNotBeJudgedBeforeIsNotNew) {
  const CheckResult result =
      check(onlyRule(kOneChild), snapshotOf(kAcme, withGap("o=Acme")), snapshotOf(kAcme + container("cn=A,o=Acme")));
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_FALSE(result.findings.at(0).isNew);
  EXPECT_EQ(result.findings.at(0).was, "not known");
}

TEST(CheckOfADifference, ChangedValueIsShownForBothSides) {
  const Packs packs = onlyRule(R"j("when": {"filter": "(&(objectClass=container)(!(description=ms:*)))"})j");
  const CheckResult result = check(packs, snapshotOf(kAcme + container("cn=A,o=Acme", "description: ms:x\n")),
                                   snapshotOf(kAcme + container("cn=A,o=Acme", "description: smtp:x\n")));
  EXPECT_EQ(result.findings.at(0).was, "present (container), description: ms:x");
  EXPECT_EQ(result.findings.at(0).now, "present (container), description: smtp:x");
}

TEST(CheckOfADifference, ResolvedFindingsAreReported) {
  const CheckResult result =
      check(onlyRule(kOneChild), snapshotOf(kAcme + container("cn=A,o=Acme")), snapshotOf(kAcme));
  EXPECT_TRUE(result.findings.empty());
  ASSERT_EQ(result.resolved.size(), 1U);
  EXPECT_EQ(result.resolved[0].was, "present (container)");
  EXPECT_EQ(result.resolved[0].now, "absent");
}

TEST(CheckOfADifference, FindingThatCanNoLongerBeReadIsNotResolved) {
  const CheckResult result =
      check(onlyRule(kOneChild), snapshotOf(kAcme + container("cn=A,o=Acme")), snapshotOf(kAcme, withGap("o=Acme")));
  EXPECT_TRUE(result.resolved.empty());
  EXPECT_EQ(result.notEvaluated.size(), 1U);
}

const std::string kTwins =
    "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
    "dn: cn=ann,o=Acme\nobjectClass: person\ncn: ann\nsn: a\nserialNumber: S-1\nserialNumber: S-2\n\n"
    "dn: cn=ben,o=Acme\nobjectClass: person\ncn: ben\nsn: b\nserialNumber: s-2\n\n"
    "dn: cn=cat,o=Acme\nobjectClass: person\ncn: cat\nsn: c\nserialNumber: S-3\n\n"
    "dn: cn=dan,o=Acme\nobjectClass: person\ncn: dan\nsn: d\n\n";

TEST(Check, NameWithSeveralValuesMatchesAnyOfThem) {
  const CheckResult result =
      check(onlyRule(R"j("for_each": {"name": "p", "base": "o=Acme", "filter": "(serialNumber=*)"},
                   "when": {"base": "o=Acme", "filter": "(&(serialNumber=${p.serialNumber})(sn=a))"})j"),
            snapshotOf(kTwins));
  EXPECT_EQ(dnsOf(result.findings), Names{"cn=ann,o=Acme"}) << "from itself and from ben, once";
}

TEST(Check, NameWithoutAValueMatchesNothing) {
  const CheckResult result = check(onlyRule(R"j("for_each": {"name": "p", "base": "o=Acme", "filter": "(sn=d)"},
                         "when": {"base": "o=Acme", "filter": "(serialNumber=${p.serialNumber})"})j"),
                                   snapshotOf(kTwins));
  EXPECT_TRUE(result.findings.empty());
}

TEST(Check, DuplicateFoundFromBothSidesIsOneFinding) {
  const CheckResult result =
      check(onlyRule(R"j("for_each": {"name": "p", "base": "o=Acme", "filter": "(serialNumber=*)"},
                         "when": {"base": "o=Acme", "filter": "(serialNumber=${p.serialNumber})", "count": ">=2"})j"),
            snapshotOf(kTwins));
  ASSERT_EQ(dnsOf(result.findings), Names{"cn=ann,o=Acme"});
  EXPECT_EQ(result.findings[0].objects, Names{"cn=ben,o=Acme"});
}

// Two sets of 3,000 entries joined one by one would be nine million evaluations.
TEST(Check, JoinLooksUpTheBoundValue) {
  std::string people = kAcme;
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "u" + std::to_string(i);
    people += "dn: cn=" + name + ",o=Acme\nobjectClass: person\ncn: " + name +
              "\nsn: x\nserialNumber: " + std::to_string(i % 2999) + "\n\n";
  }
  const CheckResult result =
      check(onlyRule(R"j("for_each": {"name": "p", "base": "o=Acme", "filter": "(serialNumber=*)"},
                         "when": {"base": "o=Acme", "filter": "(serialNumber=${p.serialNumber})", "count": ">=2"})j"),
            snapshotOf(people));
  EXPECT_EQ(dnsOf(result.findings), Names{"cn=u0,o=Acme"});
}

/// Two setups of Acme: 2.0 lies ahead where there is a container, 3.0 is judged on request.
Packs packsWithAhead() {
  return PackFolder()
      .file("setups.json", R"j({"format": "ldapsnap-setups/1", "title": "Acme", "setups": [
        {"id": "acme-2.0", "title": "Acme 2.0", "product": "acme", "version": "2.0",
         "ahead": {"base": "o=Acme", "scope": "one", "filter": "(objectClass=container)"}},
        {"id": "acme-3.0", "title": "Acme 3.0", "product": "acme", "version": "3.0", "on_request": true}]})j")
      .rule("r", R"j("blocks": ["acme-2.0", "acme-3.0"], "when": {"base": "o=Acme", "scope": "base"})j")
      .load();
}

TEST(Check, SetupThatIsNotAheadIsJudgedOnlyWhenAskedForByName) {
  const Packs packs = packsWithAhead();
  const CheckResult plain = check(packs, snapshotOf(kAcme));
  EXPECT_TRUE(plain.findings.empty());
  EXPECT_EQ(verdict(plain, "acme-2.0").state, State::NotApplicable);
  EXPECT_EQ(verdict(plain, "acme-3.0").state, State::NotApplicable);
  EXPECT_EQ(verdict(check(packs, snapshotOf(kAcme), {"acme-2.0"}), "acme-2.0").state, State::Blocked);
  EXPECT_EQ(verdict(check(packs, snapshotOf(kAcme), {"acme-3.0"}), "acme-3.0").state, State::Blocked);
}

TEST(Check, PlannedSetupsAreJudgedAsIfTheyWereAskedFor) {
  AlsoAsked also;
  also.planned = {"acme-3.0"};
  const CheckResult result = check(packsWithAhead(), snapshotOf(kAcme), {}, {}, also);
  EXPECT_EQ(verdict(result, "acme-3.0").state, State::Blocked);
  EXPECT_EQ(verdict(result, "acme-2.0").state, State::NotApplicable);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].setups, Names{"acme-3.0"});
  also.planned = {"acme-4.0"};
  EXPECT_THROW(check(packsWithAhead(), snapshotOf(kAcme), {}, {}, also), Error);
}

TEST(Check, PlannedSetupIsStoppedByAChoice) {
  AlsoAsked also;
  also.planned = {"acme-1"};
  const CheckResult result = check(withChoice(), snapshotOf(kAcme + kChild), {}, {}, also);
  EXPECT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(verdict(result, "acme-1").state, State::Blocked);
}

TEST(Check, RuleOfAPlannedSetupAsksForItsParameter) {
  const Packs packs = PackFolder()
                          .rule("r", R"j("parameters": [{"name": "server", "about": "the server"}],
                                         "when": {"base": "cn=${set.server},o=Acme", "scope": "base"})j")
                          .load();
  AlsoAsked all, planned;
  all.isAll = true;
  planned.planned = {"acme-1"};
  EXPECT_EQ(check(packs, snapshotOf(kAcme), {}, {}, planned).notEvaluated.size(), 1U);
  EXPECT_EQ(check(packs, snapshotOf(kAcme), {}, {}, all).notEvaluated.size(), 0U);
  EXPECT_EQ(check(packs, snapshotOf(kAcme)).notEvaluated.size(), 0U);
}

TEST(Check, AllSetupsAreJudgedOnRequest) {
  AlsoAsked also;
  also.isAll = true;
  const CheckResult result = check(packsWithAhead(), snapshotOf(kAcme), {}, {}, also);
  EXPECT_EQ(verdict(result, "acme-2.0").state, State::Blocked);
  EXPECT_EQ(verdict(result, "acme-3.0").state, State::Blocked);
  EXPECT_EQ(verdict(check(withChoice(), snapshotOf(kAcme + kChild), {}, {}, also), "acme-1").state, State::Blocked);
}

TEST(Check, SetupThatIsNotJudgedSaysWhy) {
  using Because = SetupVerdict::Because;
  const CheckResult plain = check(packsWithAhead(), snapshotOf(kAcme));
  EXPECT_EQ(verdict(plain, "acme-2.0").because, Because::Done);
  EXPECT_EQ(verdict(plain, "acme-3.0").because, Because::NotAskedFor);
  EXPECT_EQ(verdict(check(withChoice(), snapshotOf(kAcme + kChild)), "acme-1").because, Because::Impossible);
  EXPECT_EQ(
      verdict(check(withApplies(R"j({"base": "cn=config", "scope": "base"})j"), snapshotOf(kAcme)), "acme-1").because,
      Because::OtherProduct);
  EXPECT_EQ(verdict(check(withChoice(), snapshotOf(kAcme)), "acme-1").because, Because::None);
}

TEST(Check, AbsencesInOnePlaceAreFindingsOfTheirOwn) {
  const CheckResult result = check(onlyRule(R"j("for_each": {"name": "c", "base": "o=Acme", "scope": "one"},
                         "when": {"base": "o=Acme", "filter": "(description=${c.rdn})", "count": "=0"})j"),
                                   snapshotOf(kAcme + container("cn=A,o=Acme") + container("cn=B,o=Acme")));
  ASSERT_EQ(result.findings.size(), 2U);
  EXPECT_NE(result.findings[0].id, result.findings[1].id);
}

TEST(Check, FindingNamesOnlySetupsThatAreAhead) {
  const CheckResult result = check(packsWithAhead(), snapshotOf(kAcme + container("cn=A,o=Acme")));
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].setups, Names{"acme-2.0"});
  EXPECT_EQ(verdict(result, "acme-3.0").state, State::NotApplicable);
}

}  // namespace
}  // namespace ldapsnap

#include "diff/rules/authoring/learn.h"

#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "diff/rules/authoring/fixtures.h"
#include "diff/rules/authoring/lint.h"
#include "diff/rules/authoring/stopped_by.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::snapshotOf;

const std::string kBefore = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
const std::string kAfter =
    kBefore +
    "dn: cn=Site (1),o=Acme\nobjectClass: applicationProcess\ncn: Site (1)\ndescription: secret\n\n"
    "dn: cn=below,cn=Site (1),o=Acme\nobjectClass: applicationProcess\ncn: below\n\n"
    "dn: ou=unit,o=Acme\nobjectClass: organizationalUnit\nou: unit\n\n";

Run labRun() {
  Run run;
  run.site = "lab";
  run.number = 1;
  run.setup = "acme-server-2.0";
  return run;
}

Run failed(int exitCode, const std::string& setup = "acme-server-2.0") {
  Run run = labRun();
  run.setup = setup;
  run.exitCode = exitCode;
  return run;
}

LearnedRule learn(const std::filesystem::path& folder, const std::string& name, const Run& run, const Snapshot& before,
                  const Snapshot& after, std::optional<CommandOutput> output = std::nullopt) {
  return learnRule(folder, name, {run, compare(before, after), before, after, std::move(output)});
}

TEST(RulesLearn, DraftPassesItsFixturesAndLintExceptForOpenDecisions) {
  const test::TempFolder folder;
  const MemorySnapshot before = snapshotOf(kBefore), after = snapshotOf(kAfter);
  const LearnedRule learned = learn(folder / "acme", "leftover-site", labRun(), before, after);
  EXPECT_EQ(learned.files.size(), 4U);
  EXPECT_FALSE(learned.decisions.empty());
  const Packs packs = Packs::load({folder.path()});
  const FixtureRun run = runFixtures(packs, packs.families().front());
  EXPECT_EQ(run.failures, std::vector<std::string>{});
  EXPECT_EQ(run.fixtures, 2U);
  std::string remarks;
  for (const LintRemark& remark : lint(packs, packs.families().front())) remarks += remark.what + "\n";
  EXPECT_EQ(remarks,
            "without \"applies\", these setups are reported as able to run in every directory; test for what the "
            "product leaves behind\n");
}

TEST(RulesLearn, FixturesContainOnlyNamesAndClasses) {
  const test::TempFolder folder;
  const MemorySnapshot before = snapshotOf(kBefore), after = snapshotOf(kAfter);
  learn(folder / "acme", "x", labRun(), before, after);
  EXPECT_EQ(readFile(folder / "acme/fixtures/x/fires-after.ldif"),
            "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
            "dn: cn=Site (1),o=Acme\nobjectClass: applicationProcess\ncn: Site (1)\n\n"
            "dn: ou=unit,o=Acme\nobjectClass: organizationalUnit\nou: unit\n\n");
}

std::string learnedFilter(const std::string& entry) {
  const test::TempFolder folder;
  const std::string head = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
  const MemorySnapshot before = snapshotOf(head), after = snapshotOf(head + entry);
  const LearnedRule learned = learn(folder / "acme", "x", labRun(), before, after);
  const Packs packs = Packs::load({folder.path()});
  EXPECT_EQ(runFixtures(packs, packs.families().front()).failures, std::vector<std::string>{}) << entry;
  return packs.requireRule("acme/x").when.filter.toString();
}

TEST(RulesLearn, NumbersThatTheServerMadeAreLeftOut) {
  EXPECT_EQ(learnedFilter("dn: cn={12}acme,o=Acme\nobjectClass: applicationProcess\ncn: {12}acme\n"),
            "(&(objectClass=applicationProcess)(cn=*}acme))");
  for (const char* name : {"{6AC1786C-016F-11D2-945F-00C04fB984F9}", "6ac1786c-016f-11d2-945f-00c04fb984f9", "1104",
                           "S-1-5-21-1-2-3-1104", "66446001-1dd211b2-66225011-2ee211db"})
    EXPECT_EQ(
        learnedFilter(std::string("dn: cn=") + name + ",o=Acme\nobjectClass: applicationProcess\ncn: " + name + "\n"),
        "(objectClass=applicationProcess)")
        << name;
  EXPECT_EQ(learnedFilter("dn: cn=acme-2,o=Acme\nobjectClass: applicationProcess\ncn: acme-2\n"),
            "(&(objectClass=applicationProcess)(cn=acme-2))");
}

// What kdb5_ldap_util writes when the realm is there.
CommandOutput realmOutput() {
  return {{"Initializing database for realm 'EXAMPLE.COM'",
           "kdb5_ldap_util: Kerberos Container create FAILED: Already exists while creating realm 'EXAMPLE.COM'"},
          0,
          0};
}

const std::string kRealm =
    "dn: dc=com\nobjectClass: domain\ndc: com\n\n"
    "dn: cn=krbContainer,dc=com\nobjectClass: krbContainer\ncn: krbContainer\n\n"
    "dn: cn=EXAMPLE.COM,cn=krbContainer,dc=com\nobjectClass: krbRealmContainer\ncn: EXAMPLE.COM\n\n"
    "dn: cn=K/M,cn=EXAMPLE.COM,cn=krbContainer,dc=com\nobjectClass: krbPrincipal\ncn: K/M\n\n";

TEST(RulesLearn, FailedRunYieldsARuleAboutTheObjectItsOutputNames) {
  const test::TempFolder folder;
  const MemorySnapshot before = snapshotOf(kRealm);
  const ldapsnap::Run run = failed(1, "kdb5-ldap-util-1.20");
  const LearnedRule learned = learn(folder / "kerberos", "realm", run, before, before, realmOutput());
  EXPECT_EQ(
      readFile(folder / "kerberos/realm.json"),
      "{\n  \"format\": \"ldapsnap-rule/1\",\n"
      "  \"title\": \"An existing object stops kdb5-ldap-util-1.20\",\n  \"level\": \"error\",\n"
      "  \"blocks\": [\"kdb5-ldap-util-1.20\"],\n"
      "  \"when\": {\"base\": \"${rootDSE.namingContexts}\", "
      "\"filter\": \"(&(objectClass=krbRealmContainer)(cn=EXAMPLE.COM))\"},\n"
      "  \"message\": \"kdb5_ldap_util: Kerberos Container create FAILED: Already exists while creating realm "
      "'EXAMPLE.COM'\",\n"
      "  \"why\": \"kdb5-ldap-util-1.20 tries to create cn=EXAMPLE.COM,cn=krbContainer,dc=com, which existed, "
      "and ended with exit code 1 (seen in run lab/R1).\",\n"
      "  \"fix\": \"Find out who created the object and whether it is in use; rename or delete it before the setup "
      "runs.\",\n"
      "  \"references\": [{\"title\": \"Run lab/R1 of kdb5-ldap-util-1.20, recorded 1970-01-01T00:00:00Z\"}],\n"
      "  \"basis\": \"inferred\"\n}\n");
  EXPECT_EQ(readFile(folder / "kerberos/fixtures/realm/silent-without.ldif"),
            "dn: dc=com\nobjectClass: domain\ndc: com\n\n"
            "dn: cn=krbContainer,dc=com\nobjectClass: krbContainer\ncn: krbContainer\n\n");
  const Packs packs = Packs::load({folder.path()});
  EXPECT_EQ(runFixtures(packs, packs.families().front()).failures, std::vector<std::string>{});
  EXPECT_EQ(learned.decisions.size(), 4U);
}

TEST(RulesLearn, FailedRunWithoutANamedObjectSaysWhatIsMissing) {
  const test::TempFolder folder;
  const MemorySnapshot before = snapshotOf(kBefore), after = snapshotOf(kAfter);
  const ldapsnap::Run run = failed(3);
  const LearnedRule learned =
      learn(folder / "acme", "x", run, before, after, CommandOutput{{"Error: object already exists"}, 0, 0});
  EXPECT_EQ(learned.decisions.back(),
            "The run ended with exit code 3 and said \"Error: object already exists\": no object here "
            "has that name.");
  EXPECT_EQ(learn(folder / "acme", "y", run, before, after).decisions.back(),
            "The run ended with exit code 3: what stopped it, and its message for \"message\" (record it with "
            "--capture-output, and they are looked for).");
}

std::vector<std::string> stoppedBy(const std::vector<std::string>& lines, const Snapshot& before) {
  std::vector<std::string> names;
  const std::optional<StoppedBy> stopped = whatStopped({lines, 0, 0}, before);
  if (!stopped) return {"nothing"};
  for (const Entry& entry : stopped->objects) names.push_back(entry.dn);
  return names;
}

TEST(StoppedBy, ReadsTheNameFromTheLineOrTheOneAbove) {
  const MemorySnapshot before = snapshotOf(kRealm);
  using Names = std::vector<std::string>;
  const Names realm{"cn=EXAMPLE.COM,cn=krbContainer,dc=com"};
  EXPECT_EQ(stoppedBy({"adding new entry \"cn=EXAMPLE.COM,cn=krbContainer,dc=com\"", "ldap_add: Already exists (68)"},
                      before),
            realm);
  EXPECT_EQ(stoppedBy({"LDAP error 68: CN=Example.com, cn=krbContainer,dc=com exists already"}, before), realm);
  EXPECT_EQ(stoppedBy({"exists already: CN=Example.com, cn=krbContainer,dc=com"}, before), realm);
  EXPECT_EQ(stoppedBy({"Unable to create krbContainer object in the site."}, before),
            (Names{"cn=krbContainer,dc=com"}));
  EXPECT_EQ(stoppedBy({"all went well"}, before), Names{"nothing"});
  EXPECT_EQ(stoppedBy({"error: already exists"}, before), Names{});
}

TEST(RulesLearn, RunThatCreatedNothingYieldsNoRule) {
  const test::TempFolder folder;
  const MemorySnapshot before = snapshotOf(kBefore);
  EXPECT_THROW(learn(folder / "acme", "x", labRun(), before, before), Error);
}

}  // namespace
}  // namespace ldapsnap

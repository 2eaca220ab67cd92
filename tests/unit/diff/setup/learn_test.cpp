#include "diff/setup/learn.h"

#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "diff/setup/fixtures.h"
#include "diff/setup/lint.h"
#include "snapshot/data_files.h"
#include "snapshot/error.h"
#include "tests/unit/diff/setup/pack_support.h"

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

TEST(RulesLearn, TheDraftPassesItsFixturesAndLintButForWhatAPersonDecides) {
  const test::TempFolder folder;
  const MemorySnapshot before = snapshotOf(kBefore), after = snapshotOf(kAfter);
  const LearnedRule learned = learnRule(folder / "acme", "leftover-site", labRun(), compare(before, after), after);
  EXPECT_EQ(learned.files.size(), 4U);
  EXPECT_FALSE(learned.decisions.empty());
  const Packs packs = Packs::load({folder.path()});
  const FixtureRun run = runFixtures(packs, packs.families().front());
  EXPECT_EQ(run.failures, std::vector<std::string>{});
  EXPECT_EQ(run.fixtures, 2U);
  std::string remarks;
  for (const LintRemark& remark : lint(packs, packs.families().front())) remarks += remark.what + "\n";
  EXPECT_EQ(
      remarks,
      "without \"applies\" every directory is told that these setups can run there; ask for what the product leaves "
      "in one\n");
}

TEST(RulesLearn, TheFixturesHoldNamesAndClassesAlone) {
  const test::TempFolder folder;
  const MemorySnapshot before = snapshotOf(kBefore), after = snapshotOf(kAfter);
  learnRule(folder / "acme", "x", labRun(), compare(before, after), after);
  EXPECT_EQ(readFile(folder / "acme/fixtures/x/fires-after.ldif"),
            "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
            "dn: cn=Site (1),o=Acme\nobjectClass: applicationProcess\ncn: Site (1)\n\n"
            "dn: ou=unit,o=Acme\nobjectClass: organizationalUnit\nou: unit\n\n");
}

TEST(RulesLearn, ARunThatCreatedNothingIsNoRule) {
  const test::TempFolder folder;
  const MemorySnapshot before = snapshotOf(kBefore);
  EXPECT_THROW(learnRule(folder / "acme", "x", labRun(), compare(before, before), before), Error);
}

}  // namespace
}  // namespace ldapsnap

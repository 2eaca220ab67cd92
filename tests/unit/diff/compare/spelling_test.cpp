// What is equal by rule and differs in bytes: counted, and shown by an exact comparison.
#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "diff/compare/folding/fold.h"
#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

Difference exactly(const std::string& before, const std::string& after) {
  return compare(snapshotOf(before), snapshotOf(after), Exactness::ByByte);
}

TEST(Spelling, OfAValueIsCounted) {
  const std::string before = "dn: cn=a,o=x\ncn: a\nl: Bergen\n", after = "dn: cn=a,o=x\ncn: a\nl: BERGEN\n";
  const Difference difference = differenceOf(before, after);
  EXPECT_TRUE(difference.empty());
  EXPECT_EQ(difference.entries.spellingOnly, 1U);
  EXPECT_EQ(difference.entries.unchanged, 0U);
  ASSERT_EQ(difference.spellingChanges.size(), 1U);
  EXPECT_EQ(difference.spellingChanges[0].spellings[0].added, std::vector<std::string>{"BERGEN"});
  EXPECT_EQ(describe(exactly(before, after)), "~ cn=a,o=x: l -Bergen +BERGEN\n");
}

TEST(Spelling, NextToAChangeStaysWithTheEntry) {
  const Difference difference = differenceOf("dn: cn=a\nl: Bergen\nsn: x\n", "dn: cn=a\nl: BERGEN\nsn: y\n");
  EXPECT_EQ(describe(difference), "~ cn=a: sn -x +y\n");
  EXPECT_EQ(difference.changes[0].spellings.size(), 1U);
  EXPECT_EQ(difference.entries.spellingOnly, 0U);
}

TEST(Spelling, OfANameIsARenameWhereItIsShown) {
  const std::string before = "dn: ou=p,o=x\nou: p\n\ndn: cn=default,ou=p,o=x\ncn: default\n",
                    after = "dn: ou=p,o=x\nou: p\n\ndn: cn=Default,ou=p,o=x\ncn: Default\n";
  Difference difference = differenceOf(before, after);
  EXPECT_TRUE(difference.empty());
  EXPECT_EQ(difference.entries.spellingOnly, 1U);
  const std::string shown = "> cn=Default,ou=p,o=x from cn=default,ou=p,o=x by spelling\n";
  EXPECT_EQ(showSpellingOf({"CN=default,OU=p,o=x"}, Schema::builtin(), difference), 1U);
  EXPECT_EQ(describe(difference), shown);
  EXPECT_EQ(difference.entries.spellingOnly, 0U);
  EXPECT_EQ(difference.entries.renamed, 1U);
  EXPECT_EQ(describe(exactly(before, after)), shown);
}

TEST(Spelling, OfAContainerIsNotCountedForWhatLiesBelow) {
  const Difference difference = differenceOf("dn: ou=p,o=x\nou: p\n\ndn: cn=a,ou=p,o=x\nsn: a\n",
                                             "dn: ou=P,o=x\nou: P\n\ndn: cn=a,ou=P,o=x\nsn: a\n");
  EXPECT_EQ(difference.entries.spellingOnly, 1U);
  EXPECT_EQ(difference.entries.unchanged, 1U);
}

TEST(Spelling, BlanksBetweenTheRdnsCount) {
  EXPECT_EQ(differenceOf("dn: cn=a, o=x\nsn: a\n", "dn: cn=a,o=x\nsn: a\n").entries.spellingOnly, 1U);
}

TEST(Spelling, OfATypeIsShownExactly) {
  EXPECT_EQ(differenceOf("dn: cn=a\nsn: x\n", "dn: cn=a\nSN: x\n").entries.spellingOnly, 1U);
  EXPECT_EQ(describe(exactly("dn: cn=a\nsn: x\n", "dn: cn=a\nSN: x\n")), "~ cn=a: SN +x, sn -x\n");
}

TEST(Spelling, OfVolatileAttributesIsNone) {
  EXPECT_EQ(differenceOf("dn: cn=a\nmodifiersName: cn=x\n", "dn: cn=a\nmodifiersName: CN=X\n").entries.spellingOnly,
            0U);
}

TEST(Spelling, TheOrderOfValuesIsNone) {
  EXPECT_TRUE(exactly("dn: cn=a\nsn: x\nsn: y\n", "dn: cn=a\nsn: y\nsn: x\n").empty());
}

TEST(MovedValues, AreThoseWithAnotherPlace) {
  AttributeChange change;
  using Op = EditLine::Op;
  change.lines = {{Op::Keep, "a"}, {Op::Remove, "b"}, {Op::Keep, "c"}, {Op::Add, "b"}, {Op::Add, "d"}};
  EXPECT_EQ(movedValues(change), (std::vector<MovedValue>{{1, 2, "b"}}));
}

}  // namespace
}  // namespace ldapsnap

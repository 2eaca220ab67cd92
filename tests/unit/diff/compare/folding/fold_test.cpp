#include "diff/compare/folding/fold.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

TEST(Fold, OnlyVolatileChangesAreNoDifference) {
  const Difference difference = differenceOf("dn: cn=a\nentryCSN: 1\n", "dn: cn=a\nentryCSN: 2\n");
  EXPECT_TRUE(difference.empty());
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 0, renamed 0, unchanged 0, volatile 1");
  ASSERT_EQ(difference.volatileChanges.size(), 1U);
  EXPECT_TRUE(difference.volatileChanges[0].attributes.empty());
}

TEST(Fold, SeparatesVolatileAttributesOfAnAddedEntry) {
  EXPECT_EQ(describe(differenceOf("dn: cn=a\nsn: x\n",
                                  "dn: cn=a\nsn: x\n\ndn: cn=b\nsn: x\ncreateTimestamp: 1\nentryUUID: 2\n")),
            "+ cn=b: sn +x, *createTimestamp +1, *entryUUID +2\n");
}

TEST(Fold, UsesTheProductsVolatileList) {
  const std::string before = "dn: cn=a\nuSNChanged: 1\n", after = "dn: cn=a\nuSNChanged: 2\n";
  EXPECT_EQ(describe(differenceOf(before, after, Product::ActiveDirectory)), "* cn=a: *uSNChanged -1 +2\n");
  EXPECT_EQ(describe(differenceOf(before, after, Product::OpenLdap)), "~ cn=a: uSNChanged -1 +2\n");
}

TEST(Fold, AttributesThatRulesNeedStayVisible) {
  for (const char* attribute : {"otherWellKnownObjects", "fSMORoleOwner", "isDefunct"}) {
    const std::string name = attribute;
    EXPECT_EQ(differenceOf("dn: cn=a\n" + name + ": x\n", "dn: cn=a\n" + name + ": y\n").changes.size(), 1U) << name;
  }
}

TEST(Fold, AnIdentityIsNeverAnAttributeChange) {
  EXPECT_EQ(
      describe(differenceOf("dn: cn=a\nsn: x\n", "dn: cn=a\nsn: x\nobjectGUID: 1234567890123456\n", Product::Samba)),
      "* cn=a: *objectGUID +1234567890123456\n");
}

TEST(Fold, MovedEntriesWithOnlyVolatileChangesAreNotCounted) {
  const Difference difference = differenceOf("dn: ou=a\nentryUUID: 1\n\ndn: cn=x,ou=a\nentryUUID: 2\nentryCSN: 1\n",
                                             "dn: ou=b\nentryUUID: 1\n\ndn: cn=x,ou=b\nentryUUID: 2\nentryCSN: 2\n");
  EXPECT_EQ(describe(difference), "> ou=b from ou=a by entryUUID, 2 entries\n* cn=x,ou=b: *entryCSN -1 +2\n");
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 0, renamed 2, unchanged 0, volatile 0");
}

}  // namespace
}  // namespace ldapsnap

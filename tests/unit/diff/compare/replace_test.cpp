#include "diff/compare/replace.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

TEST(Replace, IsReportedIfOnlyTheIdentityChanged) {
  const Difference difference = differenceOf("dn: cn=a\nsn: x\nentryUUID: 1\n", "dn: cn=a\nsn: x\nentryUUID: 2\n");
  EXPECT_EQ(describe(difference), "~ cn=a replaced: *entryUUID -1 +2\n");
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 1, renamed 0, unchanged 0, volatile 0");
}

TEST(Replace, AddedOrRemovedIdentityIsNoReplacement) {
  EXPECT_EQ(describe(differenceOf("dn: cn=a\nsn: x\n", "dn: cn=a\nsn: x\nentryUUID: 2\n")), "* cn=a: *entryUUID +2\n");
}

TEST(Replace, ReplacedSubtreeIsOneChangeWithACount) {
  const std::string before =
      "dn: ou=a\nentryUUID: 1\n\ndn: cn=x,ou=a\nsn: x\nentryUUID: 2\n\ndn: cn=y,ou=a\nentryUUID: 3\n\n"
      "dn: ou=b\nentryUUID: 4\n";
  const std::string after =
      "dn: ou=a\nentryUUID: 11\n\ndn: cn=x,ou=a\nsn: z\nentryUUID: 12\n\ndn: cn=y,ou=a\nentryUUID: 13\n\n"
      "dn: ou=b\nentryUUID: 4\n";
  const Difference difference = differenceOf(before, after);
  EXPECT_EQ(describe(difference),
            "~ ou=a replaced, 3 entries: *entryUUID -1 +11\n"
            "~ cn=x,ou=a: sn -x +z, *entryUUID -2 +12\n"
            "* cn=y,ou=a: *entryUUID -3 +13\n");
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 2, renamed 0, unchanged 1, volatile 1");
}

TEST(Replace, ReplacedSiblingsAreSeparateChanges) {
  EXPECT_EQ(describe(differenceOf("dn: ou=a\nentryUUID: 1\n\ndn: ou=b\nentryUUID: 2\n",
                                  "dn: ou=a\nentryUUID: 3\n\ndn: ou=b\nentryUUID: 4\n")),
            "~ ou=a replaced: *entryUUID -1 +3\n~ ou=b replaced: *entryUUID -2 +4\n");
}

}  // namespace
}  // namespace ldapsnap

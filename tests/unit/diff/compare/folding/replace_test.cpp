#include "diff/compare/folding/replace.h"

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
      "dn: o=t\nentryUUID: 9\n\ndn: ou=a,o=t\nentryUUID: 1\n\ndn: cn=x,ou=a,o=t\nsn: x\nentryUUID: 2\n\n"
      "dn: cn=y,ou=a,o=t\nentryUUID: 3\n";
  const std::string after =
      "dn: o=t\nentryUUID: 9\n\ndn: ou=a,o=t\nentryUUID: 11\n\ndn: cn=x,ou=a,o=t\nsn: z\nentryUUID: 12\n\n"
      "dn: cn=y,ou=a,o=t\nentryUUID: 13\n";
  const Difference difference = differenceOf(before, after);
  EXPECT_EQ(describe(difference),
            "~ ou=a,o=t replaced, 3 entries: *entryUUID -1 +11\n"
            "~ cn=x,ou=a,o=t: sn -x +z, *entryUUID -2 +12\n"
            "* cn=y,ou=a,o=t: *entryUUID -3 +13\n");
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 2, renamed 0, unchanged 1, volatile 1");
}

TEST(Replace, ReplacedSiblingsAreSeparateChanges) {
  EXPECT_EQ(describe(differenceOf("dn: ou=a\nentryUUID: 1\n\ndn: ou=b\nentryUUID: 2\n",
                                  "dn: ou=a\nentryUUID: 3\n\ndn: ou=b\nentryUUID: 4\n")),
            "~ ou=a replaced: *entryUUID -1 +3\n~ ou=b replaced: *entryUUID -2 +4\n");
}

// Identifiers name an entry within one directory.
TEST(Replace, IsNotSaidBetweenTwoDirectories) {
  const std::string one = "dn: o=t\no: t\nentryUUID: 1\n\ndn: cn=x,o=t\nsn: x\nentryUUID: 2\n",
                    other = "dn: o=t\no: t\nentryUUID: 11\n\ndn: cn=x,o=t\nsn: z\nentryUUID: 12\n";
  const Difference difference = differenceOf(one, other);
  EXPECT_EQ(describe(difference), "~ cn=x,o=t: sn -x +z, *entryUUID -2 +12\n* o=t: *entryUUID -1 +11\n");
  EXPECT_EQ(difference.otherDirectories, std::vector<std::string>{"o=t"});
}

TEST(Replace, IsSaidWhereTheRestOfTheDirectoryIsTheSame) {
  const std::string rest = "dn: ou=p,o=t\nentryUUID: 1\n\ndn: cn=y,ou=p,o=t\nentryUUID: 3\n\n";
  EXPECT_EQ(
      describe(differenceOf(rest + "dn: cn=x,ou=p,o=t\nentryUUID: 2\n", rest + "dn: cn=x,ou=p,o=t\nentryUUID: 12\n")),
      "~ cn=x,ou=p,o=t replaced: *entryUUID -2 +12\n");
}

TEST(Replace, IsNotSaidOfWhatAServerCreatesAtEveryStart) {
  const auto server = [](const std::string& id) {
    return "dn: cn=config\ncn: config\n\ndn: cn=tasks,cn=config\ncn: tasks\nnsUniqueId: " + id +
           "\n\ndn: cn=import,cn=tasks,cn=config\ncn: import\nnsUniqueId: " + id + "0\n";
  };
  EXPECT_EQ(describe(differenceOf(server("1"), server("2"), Product::Ds389)),
            "* cn=tasks,cn=config: *nsUniqueId -1 +2\n* cn=import,cn=tasks,cn=config: *nsUniqueId -10 +20\n");
}

}  // namespace
}  // namespace ldapsnap

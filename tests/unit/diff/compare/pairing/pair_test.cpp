#include "diff/compare/pairing/pair.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

const std::string kExact =
    "dn: cn=Subschema\nobjectClass: subschema\n"
    "attributeTypes: ( 1.1.1 NAME 'exact' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\n";

std::string counts(const std::string& before, const std::string& after) {
  return describe(differenceOf(before, after).entries);
}

TEST(Pair, EqualSnapshotsHaveNoPairs) {
  const std::string ldif = "dn: dc=example\ndc: example\n\ndn: cn=a,dc=example\ncn: a\n";
  EXPECT_EQ(describe(differenceOf(ldif, ldif)), "");
  EXPECT_EQ(counts(ldif, ldif), "added 0, removed 0, modified 0, renamed 0, unchanged 2, volatile 0");
}

TEST(Pair, EmptySnapshotMakesEverythingAddedOrRemoved) {
  const std::string ldif = "dn: dc=example\ndc: example\n\ndn: cn=a,dc=example\ncn: a\n";
  EXPECT_EQ(counts("", ldif), "added 2, removed 0, modified 0, renamed 0, unchanged 0, volatile 0");
  EXPECT_EQ(counts(ldif, ""), "added 0, removed 2, modified 0, renamed 0, unchanged 0, volatile 0");
}

TEST(Pair, JoinsTheRootDse) {
  EXPECT_EQ(describe(differenceOf("dn:\nvendorVersion: 1\n", "dn:\nvendorVersion: 2\n")), "~ : vendorVersion -1 +2\n");
}

TEST(Pair, RespelledDnCountsAsSpelling) {
  EXPECT_EQ(counts("dn: cn=A,dc=x\nsn: x\n", "dn: 2.5.4.3=a,dc=x\nsn: x\n"),
            "added 0, removed 0, modified 0, renamed 0, unchanged 0, volatile 0, spelling 1");
}

TEST(Pair, RespelledTreeIsPairedCompletely) {
  EXPECT_EQ(counts("dn: o=x\no: x\n\ndn: ou=a,o=x\nou: a\n\ndn: cn=b,ou=a,o=x\ncn: b\n",
                   "dn: O=X\no: x\n\ndn: OU=A,O=X\nou: a\n\ndn: commonName=b, OU=A, organizationName=X\ncn: b\n"),
            "added 0, removed 0, modified 0, renamed 0, unchanged 0, volatile 0, spelling 3");
}

TEST(Pair, CaseExactNamesArePairedSeparately) {
  const std::string before = kExact + "dn: exact=A,o=x\nl: upper\n\ndn: exact=a,o=x\nl: lower\n\n";
  const std::string after = kExact + "dn: exact=a,O=X\nl: lower\n\ndn: exact=A,O=X\nl: upper too\n\n";
  EXPECT_EQ(describe(differenceOf(before, after)), "~ exact=A,O=X: l -upper +upper too\n");
}

TEST(Pair, UnparsableDnIsPairedByItsBytes) {
  const std::string before = "dn: no name\nsn: x\n", after = "dn: no name\nsn: y\n";
  EXPECT_EQ(describe(differenceOf(before, after)), "~ no name: sn -x +y\n");
}

TEST(Pair, FileWithoutSchemaUsesTheOtherSidesSchema) {
  const std::string bare = "dn: exact=a,o=x\n1.1.1: a\n\n";
  const Difference difference = differenceOf(bare, kExact + "dn: 1.1.1=a,o=x\nexact: a\n\n");
  EXPECT_EQ(describe(difference.entries),
            "added 0, removed 0, modified 0, renamed 0, unchanged 0, volatile 0, spelling 1");
  EXPECT_TRUE(difference.schema.empty()) << "a file that holds no schema says nothing about it";
}

}  // namespace
}  // namespace ldapsnap

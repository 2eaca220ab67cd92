#include "diff/compare/one_sided.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

using Names = std::vector<std::string>;

const std::string kRootDse = "dn:\nobjectClass: top\nnamingContexts: dc=x\nsupportedLDAPVersion: 3\n\n";
const std::string kOneSidedSchema =
    "dn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\nattributeTypes: ( 1.1.1 NAME 'a' )\n\n";
const std::string kEntry = "dn: dc=x\ndc: x\nobjectClass: domain\n";

TEST(OneSided, RootDseAndSchemaAreNotCompared) {
  const Difference difference = differenceOf(kEntry, kRootDse + kOneSidedSchema + kEntry);
  EXPECT_EQ(describe(difference), "");
  EXPECT_EQ(difference.notCompared, (Names{"", "cn=Subschema"}));
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 0, renamed 0, unchanged 1, volatile 0");
}

TEST(OneSided, RootDseAndSchemaAreNotComparedInReverseEither) {
  const Difference difference = differenceOf(kRootDse + kOneSidedSchema + kEntry, kEntry);
  EXPECT_EQ(describe(difference), "");
  EXPECT_EQ(difference.notCompared, (Names{"", "cn=Subschema"}));
}

TEST(OneSided, ComparesWhatBothSidesHold) {
  const Difference difference = differenceOf(kRootDse + kOneSidedSchema + kEntry,
                                             "dn:\nobjectClass: top\nnamingContexts: dc=y\nsupportedLDAPVersion: "
                                             "3\n\n" +
                                                 kOneSidedSchema + kEntry);
  EXPECT_EQ(describe(difference), "~ : namingContexts -dc=x +dc=y\n");
  EXPECT_TRUE(difference.notCompared.empty());
}

TEST(OneSided, AnAddedSchemaFileIsReported) {
  const std::string added =
      "dn: cn={4}acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {4}acme\n"
      "olcAttributeTypes: ( 1.1.2 NAME 'b' )\n\n";
  const Difference difference = differenceOf(kOneSidedSchema + kEntry, kOneSidedSchema + added + kEntry);
  EXPECT_TRUE(difference.notCompared.empty());
  EXPECT_EQ(difference.entries.added, 1U);
}

}  // namespace
}  // namespace ldapsnap

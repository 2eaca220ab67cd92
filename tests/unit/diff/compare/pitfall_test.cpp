// Traps of the field that show only when two directories are compared.
#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

// Pitfall 11: Active Directory takes more for equal than RFC 4518: it ignores non-spacing marks, kana type and width. A
// change between such values is written by somebody and read by somebody: it is shown, not hidden.
TEST(Pitfall11, ActiveDirectoryFoldingIsShownAsADifference) {
  const std::string guid = "objectGUID:: AAECAwQFBgcICQoLDA0ODw==\n";
  EXPECT_EQ(
      describe(differenceOf("dn: CN=a,DC=x\ncn: a\ndisplayName: Muller\n" + guid,
                            "dn: CN=a,DC=x\ncn: a\ndisplayName: M\xC3\xBCller\n" + guid, Product::ActiveDirectory)),
      "~ CN=a,DC=x: displayName -Muller +M\xC3\xBCller\n");
}

TEST(Pitfall11, LostAccentInAnRdnIsOneRename) {
  const std::string guid = "objectGUID:: AAECAwQFBgcICQoLDA0ODw==\n";
  EXPECT_EQ(describe(differenceOf("dn: CN=M\xC3\xBCller,DC=x\n" + guid, "dn: CN=Muller,DC=x\n" + guid,
                                  Product::ActiveDirectory)),
            "> CN=Muller,DC=x from CN=M\xC3\xBCller,DC=x by objectGUID\n");
}

// Pitfall 13: change feeds and counters are hints. A security descriptor that comes by inheritance does not move
// uSNChanged, and an entry is never skipped because its counter stood still.
TEST(Pitfall13, EntryWithUnchangedUsnIsStillCompared) {
  EXPECT_EQ(describe(differenceOf("dn: CN=a,DC=x\nuSNChanged: 4711\ndescription: old\n",
                                  "dn: CN=a,DC=x\nuSNChanged: 4711\ndescription: new\n", Product::ActiveDirectory)),
            "~ CN=a,DC=x: description -old +new\n");
}

// Pitfall 14: entryUUID is kept on rename and is another after a delete and an add: the same DN is not the same entry.
TEST(Pitfall14, SameDnWithDifferentEntryUuidIsReplaced) {
  EXPECT_EQ(describe(differenceOf("dn: cn=a\nsn: x\nentryUUID: 1\n", "dn: cn=a\nsn: y\nentryUUID: 2\n")),
            "~ cn=a replaced: sn -x +y, *entryUUID -1 +2\n");
}

}  // namespace
}  // namespace ldapsnap

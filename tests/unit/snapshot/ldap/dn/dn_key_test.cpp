#include <gtest/gtest.h>
#include <string>

#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {
namespace {

using namespace std::string_literals;

std::string pathOfText(std::string_view dn) { return std::string(keyOf(dn).path()); }

TEST(DnKey, HoldsTheFoldedPathAndTheRawName) {
  const DnKey key = keyOf("CN=Foo  Bar,DC=X");
  EXPECT_EQ(key.bytes, "dc=x\0cn=foo bar\0\0CN=Foo  Bar,DC=X"s);
  EXPECT_EQ(key.path(), "dc=x\0cn=foo bar\0"s);
  EXPECT_EQ(pathOfKey(key.bytes), key.path());
  EXPECT_EQ(dnOfKey(key.bytes), "CN=Foo  Bar,DC=X");
}

TEST(DnKey, GivesTheRootDseAnEmptyPath) {
  EXPECT_EQ(keyOf("").bytes, "\0"s);
  EXPECT_EQ(keyOf("").pathSize, 0U);
  EXPECT_EQ(pathOf(Dn()), "");
  EXPECT_EQ(pathOfKey("\0"s), "");
  EXPECT_EQ(dnOfKey("\0"s), "");
}

TEST(DnKey, SortsAndJoinsTheAvasOfAnRdn) {
  EXPECT_EQ(pathOfText("sn=B+CN=a+ou=c,dc=x"), "dc=x\0cn=a\0\xFEou=c\0\xFEsn=b\0"s);
  EXPECT_EQ(pathOfText("sn=B+CN=a+ou=c,dc=x"), pathOfText("ou=C+sn=b+cn=A,dc=x"));
}

TEST(DnKey, EscapesNul) {
  EXPECT_EQ(pathOfText("cn=a\\00b"),
            "cn=a\0\xFF"
            "b\0"s);
  const std::string endsInNul = "cn=a\\00\\00";
  EXPECT_EQ(pathOfText(endsInNul), "cn=a\0\xFF\0\xFF\0"s);
  EXPECT_EQ(pathOfKey(keyOf(endsInNul).bytes), keyOf(endsInNul).path());
  EXPECT_EQ(dnOfKey(keyOf(endsInNul).bytes), endsInNul);
}

TEST(DnKey, KeepsBerValuesApartFromText) {
  EXPECT_EQ(pathOfText("cn=#0C0141"), "cn=#0c0141\0"s);
  EXPECT_EQ(pathOfText("cn=\\#0C0141"), "cn=#0c0141\0"s);
  EXPECT_NE(keyOf("cn=#0C0141").bytes, keyOf("cn=\\#0C0141").bytes);
}

TEST(DnKey, GivesAPathToInvalidDnText) {
  const std::string text = "no dn\0at all"s;
  const DnKey key = keyOf(text);
  EXPECT_EQ(key.bytes,
            "\x01no dn\0\xFF"
            "at all\0\0no dn\0at all"s);
  EXPECT_EQ(pathOfKey(key.bytes), key.path());
  EXPECT_EQ(dnOfKey(key.bytes), text);
  EXPECT_LT(keyOf("").bytes, key.bytes);
  EXPECT_LT(key.bytes, keyOf("0.1=a").bytes);
}

TEST(DnKey, IsTheSameForSpellingsOfOneName) {
  const std::string path = pathOfText("cn=a\\, b,dc=x");
  for (const std::string_view dn : {"CN=A\\2C  B , DC=X", "cn=\"a, b\";dc=x", "cn=\\61\\2c b,dc=x"}) {
    EXPECT_EQ(pathOfText(dn), path) << dn;
    EXPECT_EQ(pathOf(Dn::parse(dn)), path) << dn;
  }
}

TEST(DnKey, KeepsNamesOfOnePathApart) { EXPECT_NE(keyOf("uid=Ab").bytes, keyOf("uid=aB").bytes); }

TEST(DnKey, SortsAnEntryBeforeItsSubtreeAndSiblingsAfterIt) {
  const std::vector<std::string_view> inOrder = {"",
                                                 "dc=x",
                                                 "cn=a,dc=x",
                                                 "ou=1,cn=a,dc=x",
                                                 "ou=1+sn=2,cn=a,dc=x",
                                                 "cn=a+sn=b,dc=x",
                                                 "cn=a\\00,dc=x",
                                                 "cn=a b,dc=x",
                                                 "cn=a-,dc=x",
                                                 "cn=b,dc=x",
                                                 "dc=x\\00",
                                                 "dc=x y",
                                                 "dc=xy"};
  for (std::size_t i = 0; i + 1 < inOrder.size(); ++i) {
    EXPECT_LT(keyOf(inOrder[i]).bytes, keyOf(inOrder[i + 1]).bytes) << inOrder[i];
  }
}

}  // namespace
}  // namespace ldapsnap

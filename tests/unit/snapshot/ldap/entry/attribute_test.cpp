#include "snapshot/ldap/entry/attribute.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(AttributeDescription, SplitsTypeAndOptions) {
  const AttributeDescription parts = AttributeDescription::split("cn;lang-de;x-own");
  EXPECT_EQ(parts.type, "cn");
  EXPECT_EQ(parts.options, (std::vector<std::string_view>{"lang-de", "x-own"}));
  EXPECT_TRUE(AttributeDescription::split("cn").options.empty());
  EXPECT_EQ(AttributeDescription::split(";binary").type, "");
}

TEST(FoldDescription, SortsOptionsAndKeepsEachOnce) {
  EXPECT_EQ(foldDescription("CN;x-own;Lang-DE;lang-de"), "cn;lang-de;x-own");
}

TEST(Pitfall05, BinaryIsATransferOptionAndTheSameAttribute) {
  EXPECT_EQ(foldDescription("userCertificate;binary"), foldDescription("USERCERTIFICATE"));
  EXPECT_EQ(foldDescription("cn;Binary;lang-de"), "cn;lang-de");
}

TEST(Pitfall05, LanguageIsAnotherAttribute) { EXPECT_NE(foldDescription("cn;lang-de"), foldDescription("cn")); }

TEST(Pitfall05, RangeIsAPieceOfTheSameAttribute) {
  EXPECT_EQ(foldDescription("member;range=0-1499"), "member");
  EXPECT_EQ(foldDescription("member;Range=1500-*"), "member");
}

TEST(FoldDescription, OmitsTheChangeStateThat389Exports) {
  EXPECT_EQ(foldDescription("cn;vucsn-5a1b2c3d000000010000"), "cn");
  EXPECT_EQ(foldDescription("sn;lang-de;adcsn-5a1b2c3d000000010000;mdcsn-5a1b2c3d000000010000"), "sn;lang-de");
}

TEST(IsRedacted, AsksForTheMarkAndTheWholeDigest) {
  EXPECT_TRUE(isRedacted("{ldapsnap-redacted}0123456789abcdef0123456789abcdef"));
  EXPECT_FALSE(isRedacted("{ldapsnap-redacted}0123456789abcdef0123456789abcde"));
  EXPECT_FALSE(isRedacted("{ldapsnap-redacted}0123456789ABCDEF0123456789abcdef"));
  EXPECT_FALSE(isRedacted("{SSHA}0123456789abcdef0123456789abcdef"));
}

}  // namespace
}  // namespace ldapsnap

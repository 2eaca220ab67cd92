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

TEST(AttributeDescription, IsATypeWithOptions) {
  for (const char* const text : {"cn", "2.5.4.3", "x_y", "cn;lang-de", "userCertificate;binary", "member;range=0-1499",
                                 "member;range=1500-*", "msDS-a"}) {
    EXPECT_TRUE(isAttributeDescription(text)) << text;
  }
  for (const char* const text :
       {"", "1abc", "-", "1.", ".1", "1..2", "cn;", ";x", "cn;a=b", "member;range=*", "@a", "a b"}) {
    EXPECT_FALSE(isAttributeDescription(text)) << text;
  }
}

TEST(ValueRange, IsReadFromItsOption) {
  EXPECT_EQ(parseValueRange("range=0-1499"), (ValueRange{0, 1499}));
  EXPECT_EQ(parseValueRange("Range=1500-*"), (ValueRange{1500, std::nullopt}));
  for (const char* const option : {"range=", "range=5", "range=-5", "range=5-", "range=5-4", "range=a-b", "range=*-*",
                                   "lang-de", "range=99999999999-*"}) {
    EXPECT_EQ(parseValueRange(option), std::nullopt) << option;
  }
}

TEST(ValueState, IsRemovedFromTheDescription) {
  const auto state = valueStateOf("member;vucsn-65a00003000000010001;lang-de;vdcsn-65a00007000000020000;deleted");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->description, "member;lang-de");
  EXPECT_TRUE(state->isDeleted);
  const auto part = valueStateOf("member;binary;range=0-4");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->description, "member;binary");
  EXPECT_FALSE(part->isDeleted);
  EXPECT_EQ(part->range, (ValueRange{0, 4}));
  for (const char* const text : {"cn", "cn;lang-de", "cn;deleted-x", "cn;binary"})
    EXPECT_FALSE(valueStateOf(text)) << text;
}

}  // namespace
}  // namespace ldapsnap

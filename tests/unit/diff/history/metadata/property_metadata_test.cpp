#include "diff/history/metadata/property_metadata.h"

#include <gtest/gtest.h>

#include "diff/history/metadata/attribute_ids.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema.h"
#include "tests/unit/diff/history/metadata/metadata_support.h"

namespace ldapsnap::test {
namespace {

/// One stamp as a domain controller wrote it: description (2.5.4.13), version 4.
const std::string kOneStamp = fromHex(
                                  "01000000000000000100000000000000"
                                  "0d00000004000000b35e1d2103000000"
                                  "65948e4ad186f44d9eed41fbe08fe578"
                                  "980e000000000000990e000000000000")
                                  .value();

TEST(PropertyMetaData, FieldsAreWhereTheProtocolHasThem) {
  const auto stamps = readPropertyMetaData(kOneStamp);
  ASSERT_TRUE(stamps);
  ASSERT_EQ(stamps->size(), 1U);
  const PropertyStamp& stamp = stamps->front();
  EXPECT_EQ(stamp.attributeId, 0xdU);
  EXPECT_EQ(stamp.version, 4U);
  EXPECT_EQ(formatTime(stamp.time), "2026-11-30T01:13:23Z");
  EXPECT_EQ(stamp.invocationId, invocationIdOfOne());
  EXPECT_EQ(stamp.originatingUsn, 3736U);
  EXPECT_EQ(stamp.localUsn, 3737U);
}

TEST(PropertyMetaData, AVectorWithoutStampsIsRead) {
  const auto stamps = readPropertyMetaData(propertyMetaData({}));
  ASSERT_TRUE(stamps);
  EXPECT_TRUE(stamps->empty());
}

TEST(PropertyMetaData, EveryTruncationIsRefused) {
  for (std::size_t size = 0; size < kOneStamp.size(); ++size)
    EXPECT_FALSE(readPropertyMetaData(std::string_view(kOneStamp).substr(0, size))) << size;
  EXPECT_FALSE(readPropertyMetaData(kOneStamp + '\0'));
}

TEST(PropertyMetaData, ACountThatTheSizeContradictsIsRefused) {
  for (const std::uint64_t count : {0ULL, 2ULL, 0x10000000ULL, 0xFFFFFFFFULL}) {
    std::string bytes = kOneStamp;
    bytes.replace(8, 4, littleEndianBytes(count, 4));
    EXPECT_FALSE(readPropertyMetaData(bytes)) << count;
  }
}

TEST(PropertyMetaData, AnotherVersionIsRefused) {
  std::string bytes = kOneStamp;
  bytes[0] = 2;
  EXPECT_FALSE(readPropertyMetaData(bytes));
}

TEST(PropertyMetaData, ATimeAfterTheYear9999IsRefused) {
  std::string bytes = kOneStamp;
  bytes.replace(24, 8, std::string(8, '\xff'));
  EXPECT_FALSE(readPropertyMetaData(bytes));
}

TEST(AttributeIds, CommonPrefixesNeedNoSchema) {
  EXPECT_EQ(oidOfAttributeId(0x00000003), "2.5.4.3");
  EXPECT_EQ(oidOfAttributeId(0x00020002), "1.2.840.113556.1.2.2");
  EXPECT_EQ(oidOfAttributeId(0x0009030d), "1.2.840.113556.1.4.781");
  EXPECT_EQ(oidOfAttributeId(0x00250000), "1.3.6.1.1.1.1.0");
  EXPECT_EQ(oidOfAttributeId(0x00270001), "");
  EXPECT_EQ(oidOfAttributeId(0x00098001), "");
  EXPECT_EQ(oidOfAttributeId(0x962bdb41), "");
}

TEST(AttributeIds, NamesComeFromTheSchema) {
  const AttributeIds ids(Schema::builtin());
  EXPECT_EQ(ids.nameOf(0x0000000d), "description");
  EXPECT_EQ(ids.nameOf(0x00097fff), "1.2.840.113556.1.4.32767");
}

TEST(AttributeIds, WhatDoesNotResolveIsShownAsANumber) {
  const AttributeIds ids(Schema::builtin());
  EXPECT_EQ(ids.nameOf(0x962bdb41), "attribute 0x962bdb41");
  EXPECT_EQ(ids.nameOf(0x00290007), "attribute 0x00290007");
}

TEST(AttributeIds, AssignedIdentifiersAreSignedInTheSchema) {
  AttributeIds ids(Schema::builtin());
  Entry type{"CN=acmeColour,CN=Schema", {}};
  type.add("attributeID", "1.3.6.1.4.1.32473.1.1");
  type.add("msDS-IntId", "-1775510719");
  type.add("lDAPDisplayName", "acmeColour");
  ids.learn(BookkeepingOf(type));
  EXPECT_EQ(ids.nameOf(0x962bdb41), "acmeColour");
}

std::string prefixMap(const std::vector<std::pair<std::uint32_t, std::string>>& prefixes) {
  std::string bytes = "BDSD" + littleEndianBytes(0, 4) + littleEndianBytes(prefixes.size(), 4) +
                      littleEndianBytes(0x20000, 4) + littleEndianBytes(prefixes.size(), 4);
  for (const auto& [index, ber] : prefixes)
    bytes += littleEndianBytes(index, 4) + littleEndianBytes(ber.size(), 4) + littleEndianBytes(0x20004, 4);
  for (const auto& [index, ber] : prefixes) {
    bytes += littleEndianBytes(ber.size(), 4) + ber;
    bytes.resize((bytes.size() + 3) / 4 * 4);
  }
  return bytes;
}

// 1.3.6.1.4.1.7165.4.1 is 2B 06 01 04 01 B7 7D 04 01.
const std::string kSambaPrefix = fromHex("2b06010401b77d0401").value();

TEST(AttributeIds, ThePrefixMapOfSambaIsRead) {
  const auto prefixes = readPrefixMap(prefixMap({{39, kSambaPrefix}, {40, "\x2a"}}));
  ASSERT_EQ(prefixes.size(), 2U);
  EXPECT_EQ(prefixes.at(39), kSambaPrefix);
  EXPECT_EQ(prefixes.at(40), "\x2a");
  AttributeIds ids(Schema::builtin());
  Entry head{"CN=Schema", {}};
  head.add("prefixMap", prefixMap({{39, kSambaPrefix}, {41, fromHex("2b0601040181fd5907").value()}}));
  ids.learn(BookkeepingOf(head));
  EXPECT_EQ(ids.nameOf(0x00270007), "1.3.6.1.4.1.7165.4.1.7");
  EXPECT_EQ(ids.nameOf(0x00270207), "1.3.6.1.4.1.7165.4.1.519");
  EXPECT_EQ(ids.nameOf(0x00290001), "1.3.6.1.4.1.32473.7.1");
}

TEST(AttributeIds, ADamagedPrefixMapIsEmpty) {
  const std::string good = prefixMap({{39, kSambaPrefix}, {40, "\x2a"}});
  for (std::size_t size = 0; size + 3 < good.size(); ++size)
    EXPECT_TRUE(readPrefixMap(std::string_view(good).substr(0, size)).empty()) << size;
  std::string many = good;
  many.replace(8, 4, "\xff\xff\xff\xff").replace(16, 4, "\xff\xff\xff\xff");
  EXPECT_TRUE(readPrefixMap(many).empty());
}

}  // namespace
}  // namespace ldapsnap::test

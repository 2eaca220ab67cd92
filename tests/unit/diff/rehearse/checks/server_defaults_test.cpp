#include "diff/rehearse/checks/server_defaults.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

Schema schemaWithLink() {
  Schema schema;
  AttributeType forward = parseAttributeType("( 1.3.9.1 NAME 'acmeOwner' )");
  forward.linkId = 2046;
  schema.add(forward);
  return schema;
}

std::string linkIdOf(const std::string& asked) {
  const Entry entry{"CN=x", {{"objectClass", {"attributeSchema"}}, {"cn", {"x"}}, {"linkID", {asked}}}};
  return *withDerivedValues(entry, schemaWithLink(), Product::ActiveDirectory).first("linkID");
}

TEST(ServerDefaults, DisplayNameJoinsTheWordsOfTheName) {
  EXPECT_EQ(defaultDisplayName("gate-Badge-Number"), "gateBadgeNumber");
  EXPECT_EQ(defaultDisplayName("MS-Gate zone_id"), "mSGateZoneId");
  EXPECT_EQ(defaultDisplayName("-x"), "x");
  EXPECT_EQ(defaultDisplayName(""), "");
}

TEST(ServerDefaults, LinkIdIsChosenOrFollowsTheForwardLink) {
  EXPECT_EQ(linkIdOf("1.2.840.113556.1.2.50"), "2048");
  EXPECT_EQ(linkIdOf("acmeOwner"), "2047");
  EXPECT_EQ(linkIdOf("1.3.9.1"), "2047");
  EXPECT_EQ(linkIdOf("12"), "12");
  EXPECT_EQ(linkIdOf("twelve"), "twelve");
}

TEST(ServerDefaults, OnlySchemaObjectsOfActiveDirectoryGetADisplayName) {
  const Entry schemaObject{"CN=a-b", {{"objectClass", {"classSchema"}}, {"cn", {"a-b"}}}};
  const Entry container{"CN=a-b", {{"objectClass", {"container"}}, {"cn", {"a-b"}}}};
  EXPECT_EQ(*withDerivedValues(schemaObject, Schema(), Product::Samba).first("lDAPDisplayName"), "aB");
  EXPECT_EQ(withDerivedValues(container, Schema(), Product::Samba), container);
  EXPECT_EQ(withDerivedValues(schemaObject, Schema(), Product::Ds389), schemaObject);
}

}  // namespace
}  // namespace ldapsnap

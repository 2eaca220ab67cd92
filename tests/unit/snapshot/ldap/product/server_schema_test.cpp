#include "snapshot/ldap/product/server_schema.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(ServerSchema, SlapdDefinesItsConfigurationAndCoreTypes) {
  const Schema& slapd = compiledInSchema(Product::OpenLdap);
  EXPECT_EQ(slapd.attributeType("olcSizeLimit")->singleValue, true);
  EXPECT_EQ(slapd.objectClass("olcSchemaConfig")->kind, ObjectClassKind::Structural);
  EXPECT_TRUE(slapd.unreadable().empty());
  EXPECT_TRUE(compiledInSchema(Product::Ds389).empty());
}

TEST(ServerSchema, SlapdDefinesWhatItsVersion26Added) {
  const Schema& slapd = compiledInSchema(Product::OpenLdap);
  EXPECT_NE(slapd.attributeType("olcLogFileOnly"), nullptr);
  EXPECT_EQ(slapd.attributeType("olcLastBindPrecision")->oid, "1.3.6.1.4.1.4203.1.12.2.3.2.0.23");
  ASSERT_NE(moduleSchema("nestgroup"), nullptr);
  EXPECT_NE(moduleSchema("nestgroup")->objectClass("olcNestGroupConfig"), nullptr);
  EXPECT_NE(moduleSchema("memberof")->attributeType("olcMemberOfAddCheck"), nullptr);
}

TEST(ServerSchema, ActiveDirectoryDefinesTheClassesOfItsSchema) {
  const Schema& forest = compiledInSchema(Product::Samba);
  EXPECT_EQ(forest.attributeType("attributeID")->oid, "1.2.840.113556.1.2.30");
  EXPECT_NE(forest.objectClass("classSchema"), nullptr);
}

TEST(ServerSchema, CompletedSchemaComparesAsItsProductDoes) {
  Schema schema;
  schema.completeWith(compiledInSchema(Product::Samba));
  EXPECT_EQ(schema.equality("cn")->name, "caseIgnoreMatch");
  EXPECT_EQ(schema.equality("member")->name, "distinguishedNameMatch")
      << "RFC 4519's type is derived from RFC 4519's distinguishedName, not from Active Directory's";
}

TEST(ServerSchema, ModuleIsFoundByNamePathAndNumber) {
  for (const char* module :
       {"ppolicy", "{0}ppolicy", "ppolicy.la", "/usr/lib/ldap/ppolicy-2.5.so.0", "{3}PPolicy.so x"}) {
    const Schema* schema = moduleSchema(module);
    ASSERT_NE(schema, nullptr) << module;
    EXPECT_FALSE(schema->empty()) << module;
  }
  EXPECT_TRUE(moduleSchema("deref")->empty());
  EXPECT_EQ(moduleSchema("smbk5pwd"), nullptr);
  EXPECT_EQ(moduleSchema(""), nullptr);
}

}  // namespace
}  // namespace ldapsnap

// Schemas as servers give them: loaded whole and without a warning.
#include <filesystem>
#include <gtest/gtest.h>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

Schema schemaIn(const std::string& fixture) {
  const MappedFile file((std::filesystem::path(LDAPSNAP_SOURCE_DIR) / "tests/fixtures/schema" / fixture).string());
  LdifReader reader(file.text(), fixture);
  Schema schema;
  while (const auto record = reader.next()) schema.addFrom(record->entry);
  return schema;
}

void expectWhole(const Schema& schema) {
  for (const UnreadableElement& element : schema.unreadable())
    ADD_FAILURE() << element.kind << " " << element.text << ": " << element.reason;
  for (const AttributeType& type : schema.attributeTypes()) {
    EXPECT_TRUE(type.superior.empty() || schema.attributeType(type.superior) != nullptr) << print(type);
    EXPECT_NE(schema.syntax(type.oid), "") << print(type);
    EXPECT_EQ(type.oid.find(':'), std::string::npos) << "a macro that nobody defined: " << print(type);
  }
  for (const ObjectClass& objectClass : schema.objectClasses())
    for (const std::string& superior : objectClass.superiors)
      EXPECT_NE(schema.objectClass(superior), nullptr) << print(objectClass);
}

TEST(OpenLdapSubschema, IsLoadedWhole) {
  const Schema schema = schemaIn("openldap-2.5-subschema.ldif");
  expectWhole(schema);
  EXPECT_EQ(schema.attributeTypes().size(), 589U);
  EXPECT_EQ(schema.objectClasses().size(), 160U);
}

TEST(OpenLdapConfigSchema, IsLoadedWhole) {
  const Schema schema = schemaIn("openldap-2.5-cn-schema-config.ldif");
  expectWhole(schema);
  EXPECT_EQ(schema.attributeTypes().size(), 662U);
  EXPECT_EQ(schema.objectClasses().size(), 177U);
}

TEST(OpenLdapConfigSchema, SaysTheSameAsTheSubschemaOfTheSameServer) {
  const Schema subschema = schemaIn("openldap-2.5-subschema.ldif");
  const Schema config = schemaIn("openldap-2.5-cn-schema-config.ldif");
  for (const AttributeType& shown : subschema.attributeTypes()) {
    const AttributeType* configured = config.attributeType(shown.oid);
    ASSERT_NE(configured, nullptr) << print(shown);
    EXPECT_EQ(print(*configured), print(shown)) << "the macros are expanded as slapd expands them";
  }
  for (const ObjectClass& shown : subschema.objectClasses()) {
    const ObjectClass* configured = config.objectClass(shown.oid);
    ASSERT_NE(configured, nullptr) << print(shown);
    EXPECT_EQ(print(*configured), print(shown));
  }
}

TEST(OpenLdapSubschema, AgreesWithTheBuiltInSchema) {
  const Schema schema = schemaIn("openldap-2.5-subschema.ldif");
  for (const AttributeType& type : schema.attributeTypes()) {
    const AttributeType* builtin = Schema::builtin().attributeType(type.displayName());
    ASSERT_NE(builtin, nullptr) << print(type);
    EXPECT_EQ(builtin->oid, type.oid) << type.displayName();
    EXPECT_EQ(builtin->equality, type.equality) << type.displayName();
    EXPECT_EQ(builtin->syntax, type.syntax) << type.displayName();
    EXPECT_EQ(builtin->extensions.contains("X-ORDERED"), type.extensions.contains("X-ORDERED")) << type.displayName();
  }
}

TEST(SambaSchemaObjects, AreLoadedWhole) {
  const Schema schema = schemaIn("samba-4.17-schema-objects.ldif");
  EXPECT_TRUE(schema.unreadable().empty());
  EXPECT_EQ(schema.attributeTypes().size(), 36U);
  EXPECT_EQ(schema.objectClasses().size(), 12U);
}

TEST(SambaAggregate, IsLoadedWhole) {
  const Schema schema = schemaIn("samba-4.17-aggregate.ldif");
  EXPECT_TRUE(schema.unreadable().empty());
  EXPECT_EQ(schema.attributeTypes().size(), 36U);
  EXPECT_EQ(schema.objectClasses().size(), 12U);
}

TEST(SambaAggregate, SaysTheSameAsTheObjects) {
  const Schema aggregate = schemaIn("samba-4.17-aggregate.ldif");
  const Schema objects = schemaIn("samba-4.17-schema-objects.ldif");
  for (const AttributeType& shown : aggregate.attributeTypes()) {
    const AttributeType* object = objects.attributeType(shown.oid);
    ASSERT_NE(object, nullptr) << print(shown);
    EXPECT_EQ(object->names, shown.names);
    EXPECT_EQ(object->syntax, shown.syntax) << shown.displayName();
    EXPECT_EQ(object->singleValue, shown.singleValue) << shown.displayName();
    EXPECT_EQ(object->noUserModification, shown.noUserModification) << shown.displayName();
  }
}

TEST(SambaSchemaObjects, MarkWhatIsVolatileAndSecret) {
  const Schema schema = schemaIn("samba-4.17-schema-objects.ldif");
  for (const char* name : {"uSNChanged", "tokenGroups", "serverReferenceBL", "memberOf"})
    EXPECT_TRUE(volatileAttributes(Product::Samba).contains(name, schema)) << name;
  for (const char* name : {"objectGUID", "objectSid", "member", "otherWellKnownObjects", "isDefunct"})
    EXPECT_FALSE(volatileAttributes(Product::Samba).contains(name, schema)) << name;
  EXPECT_NE(schema.attributeType("msFVE-RecoveryPassword")->searchFlags & 128U, 0U);
}

}  // namespace
}  // namespace ldapsnap

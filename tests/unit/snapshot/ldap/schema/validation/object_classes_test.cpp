#include "snapshot/ldap/schema/validation/object_classes.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

ObjectClass objectClass(const std::string& text) { return parseObjectClass(text); }

/// acmeNode below acmeThing below top; acmeA and acmeB are each other's superclass; the entry class joins acmeTag.
Schema acmeSchema() {
  Schema schema;
  schema.add(parseAttributeType("( 1.3.9.1 NAME ( 'acmeHost' 'acmeMachine' ) SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"));
  schema.add(parseAttributeType("( 1.3.9.2 NAME 'acmePort' SUP acmeHost )"));
  schema.add(objectClass("( 1.3.9.10 NAME 'acmeThing' SUP top STRUCTURAL MUST acmeHost )"));
  schema.add(objectClass("( 1.3.9.11 NAME 'acmeNode' SUP acmeThing STRUCTURAL MAY acmePort )"));
  schema.add(objectClass("( 1.3.9.12 NAME 'acmeA' SUP acmeB ABSTRACT )"));
  schema.add(objectClass("( 1.3.9.13 NAME 'acmeB' SUP acmeA ABSTRACT MAY acmePort )"));
  schema.add(objectClass("( 1.3.9.14 NAME 'acmeTag' SUP top AUXILIARY MAY acmePort )"));
  schema.add(objectClass("( 1.3.9.15 NAME 'acmeTagged' SUP top STRUCTURAL X-AUXILIARY-CLASSES 'acmeTag' )"));
  return schema;
}

std::vector<std::string> names(const ClassSet& set) {
  std::vector<std::string> names;
  for (const ObjectClass* each : set.classes()) names.push_back(each->displayName());
  return names;
}

ClassSet setOf(const std::vector<std::string>& classes, const Schema& schema) { return {classes, schema}; }

TEST(ClassSet, HoldsEachClassWithItsSuperclassesOnce) {
  const Schema schema = acmeSchema();
  EXPECT_EQ(names(setOf({"acmeNode", "top"}, schema)), (std::vector<std::string>{"acmeNode", "acmeThing", "top"}));
}

TEST(ClassSet, CircleOfSuperclassesEnds) {
  const Schema schema = acmeSchema();
  const ClassSet set = setOf({"acmeA"}, schema);
  EXPECT_EQ(names(set), (std::vector<std::string>{"acmeA", "acmeB"}));
  EXPECT_FALSE(ClassSet::isDerived(*schema.objectClass("acmeA"), *schema.objectClass("acmeThing"), schema));
  EXPECT_TRUE(ClassSet::isDerived(*schema.objectClass("acmeA"), *schema.objectClass("acmeB"), schema));
}

TEST(ClassSet, InheritsRequiredAndAllowedTypes) {
  const Schema schema = acmeSchema();
  const ClassSet set = setOf({"ACMENODE"}, schema);
  EXPECT_TRUE(set.required().contains(schema.identity("acmeMachine")));
  EXPECT_TRUE(set.allows(schema.identity("acmePort")));
  EXPECT_FALSE(set.allows(schema.identity("description")));
}

TEST(ClassSet, JoinsAuxiliaryClassesOfActiveDirectory) {
  const Schema schema = acmeSchema();
  const ClassSet set = setOf({"acmeTagged"}, schema);
  EXPECT_TRUE(set.allows(schema.identity("acmePort")));
  EXPECT_EQ(set.structural()->displayName(), "acmeTagged");
  EXPECT_FALSE(ClassSet::isDerived(*schema.objectClass("acmeTagged"), *schema.objectClass("acmeTag"), schema));
}

TEST(ClassSet, MostDerivedStructuralClassIsFoundInAnyOrder) {
  const Schema schema = acmeSchema();
  EXPECT_EQ(setOf({"acmeThing", "acmeNode"}, schema).structural()->displayName(), "acmeNode");
  EXPECT_EQ(setOf({"acmeNode", "acmeThing"}, schema).structural()->displayName(), "acmeNode");
  EXPECT_EQ(setOf({"acmeTag", "top"}, schema).structural(), nullptr);
}

TEST(ClassSet, UndefinedClassMayAllowEverythingAndExtensibleObjectDoes) {
  const Schema schema = acmeSchema();
  const ClassSet undefined = setOf({"acmeNone"}, schema), extensible = setOf({"extensibleObject"}, schema);
  EXPECT_TRUE(undefined.hasUndefined());
  EXPECT_FALSE(undefined.allows(schema.identity("description")));
  EXPECT_TRUE(undefined.mayAllow(schema.identity("description")));
  EXPECT_TRUE(extensible.allows(schema.identity("description")));
}

TEST(ClassCatalog, EntryWithoutClassesMayHaveEveryType) {
  const Schema schema = acmeSchema();
  ClassCatalog catalog(schema);
  const Entry node{"cn=a", {{"objectClass", {"acmeNode"}}}}, bare{"cn=b", {{"acmeHost", {"x"}}}};
  EXPECT_TRUE(catalog.mayAllow(node, schema.identity("acmePort")));
  EXPECT_FALSE(catalog.mayAllow(node, schema.identity("description")));
  EXPECT_TRUE(catalog.mayAllow(bare, schema.identity("description")));
  EXPECT_EQ(&catalog.of("acmeNode"), &catalog.of("ACMEnode"));
}

TEST(FindAttribute, AnyNameOrOidOfTheTypeFindsItAndOptionsCount) {
  const Schema schema = acmeSchema();
  Entry entry{"cn=a", {{"acmeMachine", {"x"}}, {"acmeHost;lang-de", {"y"}}}};
  EXPECT_EQ(findAttribute(entry, "1.3.9.1", schema)->values.front(), "x");
  EXPECT_EQ(findAttribute(entry, "ACMEHOST;Lang-DE", schema)->values.front(), "y");
  EXPECT_EQ(findAttribute(entry, "acmePort", schema), nullptr);
  EXPECT_EQ(attributesOfType(entry, schema.identity("acmeHost"), schema).size(), 2U);
}

TEST(FindAttribute, SubtypeCountsAsItsSupertypeAndNotTheOtherWayRound) {
  const Schema schema = acmeSchema();
  const Entry port{"cn=a", {{"acmePort", {"1"}}}}, host{"cn=b", {{"acmeHost", {"x"}}}};
  EXPECT_TRUE(hasTypeOrSubtype(port, *schema.attributeType("acmeHost"), schema));
  EXPECT_FALSE(hasTypeOrSubtype(host, *schema.attributeType("acmePort"), schema));
}

}  // namespace
}  // namespace ldapsnap

#include <gtest/gtest.h>

#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

using Strings = std::vector<std::string>;

Entry configSchema(const std::string& dn, Strings macros, Strings types, Strings classes = {}) {
  return {dn,
          {{"objectClass", {"olcSchemaConfig"}},
           {"olcObjectIdentifier", std::move(macros)},
           {"olcAttributeTypes", std::move(types)},
           {"olcObjectClasses", std::move(classes)}}};
}

TEST(SchemaFromSubschema, TakesTypesAndClasses) {
  Schema schema;
  const Entry entry{"cn=Subschema",
                    {{"OBJECTCLASS", {"subentry", "subSchema"}},
                     {"attributetypes", {"( 1.1 NAME 'a' )", "( 1.2 NAME 'b' )"}},
                     {"objectClasses", {"( 1.3 NAME 'c' )"}}}};
  EXPECT_EQ(schema.addFrom(entry), 3U);
  EXPECT_EQ(schema.attributeTypes().size(), 2U);
  EXPECT_EQ(schema.objectClasses().size(), 1U);
}

TEST(SchemaFromSubschema, AnElementThatCannotBeReadIsKeptAsTextAndDoesNotStopTheRest) {
  Schema schema;
  const Entry entry{
      "cn=schema",
      {{"objectClass", {"subschema"}}, {"attributeTypes", {"( 1.1 NAME 'a'", "( 1.2 NAME 'b' )"}}, {"cn", {"schema"}}}};
  EXPECT_EQ(schema.addFrom(entry), 2U);
  EXPECT_NE(schema.attributeType("b"), nullptr);
  ASSERT_EQ(schema.unreadable().size(), 1U);
  EXPECT_EQ(schema.unreadable()[0].kind, "attributeType");
  EXPECT_EQ(schema.unreadable()[0].name, "a");
  EXPECT_EQ(schema.unreadable()[0].text, "( 1.1 NAME 'a'");
  EXPECT_EQ(schema.unreadable()[0].reason, "column 15: expected a keyword or \")\", found the end");
}

TEST(SchemaFromSubschema, TakesAllKindsOfDefinitions) {
  Schema schema;
  const Entry entry{"cn=Subschema",
                    {{"objectClass", {"subschema"}},
                     {"attributeTypes", {"( 1.1 NAME 'a' )"}},
                     {"ldapSyntaxes", {"( 1.2 DESC 's' X-NOT-HUMAN-READABLE 'TRUE' )"}},
                     {"matchingRules", {"( 1.3 NAME 'aMatch' SYNTAX 1.2 )"}},
                     {"matchingRuleUse", {"( 1.3 NAME 'aMatch' APPLIES ( a $ b ) )"}},
                     {"dITContentRules", {"( 1.4 NAME 'r' AUX x NOT ( a $ b ) )"}},
                     {"dITStructureRules", {"( 7 NAME 't' FORM f SUP ( 1 2 ) )"}},
                     {"nameForms", {"( 1.5 NAME 'f' OC c MUST a )"}}}};
  EXPECT_EQ(schema.addFrom(entry), 7U);
  EXPECT_TRUE(schema.unreadable().empty());
  EXPECT_EQ(schema.definitions(DefinitionKind::LdapSyntax).front().description, "s");
  EXPECT_EQ(schema.definition(DefinitionKind::MatchingRule, "AMATCH")->parts.at("SYNTAX"), Strings{"1.2"});
  EXPECT_EQ(schema.definition(DefinitionKind::MatchingRuleUse, "1.3")->parts.at("APPLIES"), (Strings{"a", "b"}));
  EXPECT_EQ(schema.definition(DefinitionKind::DitContentRule, "r")->parts.at("NOT"), (Strings{"a", "b"}));
  EXPECT_EQ(schema.definition(DefinitionKind::DitStructureRule, "7")->parts.at("SUP"), (Strings{"1", "2"}));
  EXPECT_EQ(schema.definition(DefinitionKind::NameForm, "f")->parts.at("OC"), Strings{"c"});
}

TEST(SchemaFromSubschema, ElementsThatShareAnOidStayApart) {
  Schema schema;
  const Entry entry{"cn=schema",
                    {{"objectClass", {"subschema"}},
                     {"attributeTypes",
                      {"( 1.1 NAME 'chain' EQUALITY octetStringMatch )",
                       "( 1.1 NAME 'attemptTime' EQUALITY generalizedTimeMatch )", "( 1.2 NAME 'own' )"}}}};
  schema.addFrom(entry);
  schema.addFrom(entry);  // shown twice, as slapd does
  ASSERT_EQ(schema.attributeTypes().size(), 3U);
  EXPECT_TRUE(schema.sharesOid("1.1"));
  EXPECT_FALSE(schema.sharesOid("1.2"));
  EXPECT_EQ(schema.equality("attemptTime")->name, "generalizedTimeMatch");
  EXPECT_EQ(schema.equality("chain")->name, "octetStringMatch");
  EXPECT_EQ(schema.identity("AttemptTime;x-a"), "attempttime;x-a");
  EXPECT_EQ(schema.identity("own"), "1.2");
}

TEST(SchemaFromSubschema, IsNotTakenFromAnEntryOfAnotherClass) {
  Schema schema;
  const Entry entry{"uid=mallory,dc=example,dc=test",
                    {{"attributeTypes", {"( 2.5.4.3 NAME 'cn' EQUALITY caseExactMatch )"}},
                     {"objectClass", {"account", "extensibleObject"}}}};
  EXPECT_EQ(schema.addFrom(entry), 0U);
  EXPECT_TRUE(schema.empty());
}

TEST(SchemaFromSubschema, IsTakenFromAnEntrySavedWithoutItsClasses) {
  Schema schema;
  EXPECT_EQ(schema.addFrom({"cn=Subschema", {{"attributeTypes", {"( 1.1 NAME 'a' )"}}}}), 1U);
}

TEST(SchemaFromSubschema, OtherEntriesArePassedOver) {
  Schema schema;
  EXPECT_EQ(schema.addFrom({"", {}}), 0U);
  EXPECT_EQ(schema.addFrom({"cn=x", {{"objectClass", {"person"}}, {"cn", {"x"}}}}), 0U);
}

TEST(SchemaFromConfig, MacrosAreExpandedInOidsAndSyntaxes) {
  Schema schema;
  const Entry entry = configSchema(
      "cn=schema,cn=config",
      {"{0}OLcfg 1.3.6.1.4.1.4203.1.12.2", "{1}OLcfgAt OLcfg:3", "OMsyn 1.3.6.1.4.1.1466.115.121.1", "OMsInt OMsyn:27"},
      {"( OLcfgAt:0.1 NAME 'olcAlpha' SYNTAX OMsInt )", "{1}( olcfgat:0.2 NAME 'olcBeta' SYNTAX OMsyn:15{64} )"},
      {"( OLcfg:4.1 NAME 'olcThing' MUST olcAlpha )"});
  EXPECT_EQ(schema.addFrom(entry), 7U);
  const AttributeType* alpha = schema.attributeType("1.3.6.1.4.1.4203.1.12.2.3.0.1");
  ASSERT_NE(alpha, nullptr);
  EXPECT_EQ(alpha->names, Strings{"olcAlpha"});
  EXPECT_EQ(alpha->syntax, "1.3.6.1.4.1.1466.115.121.1.27");
  const AttributeType* beta = schema.attributeType("olcBeta");
  ASSERT_NE(beta, nullptr);
  EXPECT_EQ(beta->oid, "1.3.6.1.4.1.4203.1.12.2.3.0.2");
  EXPECT_EQ(beta->syntax, "1.3.6.1.4.1.1466.115.121.1.15");
  EXPECT_EQ(beta->syntaxLength, 64U);
  EXPECT_NE(schema.objectClass("1.3.6.1.4.1.4203.1.12.2.4.1"), nullptr);
  EXPECT_TRUE(schema.unreadable().empty());
}

TEST(SchemaFromConfig, AnyWhiteSpaceSeparatesAMacroFromItsOid) {
  Schema schema;
  const Entry entry = configSchema("cn=acme,cn=schema,cn=config", {"{0}acme\t1.2.3", "acmeAt \t acme:1\t"},
                                   {"( acmeAt:7 NAME 'acmeCode' )"});
  EXPECT_EQ(schema.addFrom(entry), 3U);
  EXPECT_TRUE(schema.unreadable().empty());
  EXPECT_NE(schema.attributeType("1.2.3.1.7"), nullptr);
}

TEST(SchemaFromConfig, AMacroMayComeWithALaterEntry) {
  Schema schema;
  schema.addFrom(configSchema("cn={10}late,cn=schema,cn=config", {}, {"( acme:7 NAME 'acmeCode' )"},
                              {"( acmeOc:1 NAME 'acmeThing' )"}));
  EXPECT_NE(schema.attributeType("acme:7"), nullptr) << "until then it goes by what is written";
  schema.addFrom(configSchema("cn={2}acme,cn=schema,cn=config", {"acme 1.2.3", "acmeOc acme:9"}, {}));
  EXPECT_NE(schema.attributeType("1.2.3.7"), nullptr);
  EXPECT_NE(schema.objectClass("1.2.3.9.1"), nullptr);
  EXPECT_EQ(schema.attributeTypes().size(), 1U);
}

TEST(SchemaFromConfig, MacrosThatNameEachOtherComeToAnEnd) {
  Schema schema;
  schema.addFrom(configSchema("cn=schema,cn=config", {"a b:1", "b a:2"}, {"( a:3 NAME 'x' )"}));
  ASSERT_NE(schema.attributeType("x"), nullptr);
  EXPECT_EQ(schema.attributeType("x")->oid, "a:3");
}

TEST(SchemaFromConfig, AMacroThatCannotBeReadIsKeptAsText) {
  Schema schema;
  EXPECT_EQ(schema.addFrom(configSchema("cn=schema,cn=config", {"lonely"}, {})), 1U);
  ASSERT_EQ(schema.unreadable().size(), 1U);
  EXPECT_EQ(schema.unreadable()[0].reason, "expected a name and an OID with white space between them");
}

TEST(SchemaFromSeveralPlaces, OneElementOfOneOidComesOut) {
  Schema schema;
  schema.addFrom({"CN=Aggregate,CN=Schema,CN=Configuration,DC=example,DC=test",
                  {{"objectClass", {"top", "subSchema"}},
                   {"attributeTypes", {"( 1.2.3 NAME 'alpha' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' )"}}}});
  schema.addFrom({"CN=Alpha,CN=Schema,CN=Configuration,DC=example,DC=test",
                  {{"objectClass", {"top", "attributeSchema"}},
                   {"attributeID", {"1.2.3"}},
                   {"lDAPDisplayName", {"alpha"}},
                   {"attributeSyntax", {"2.5.5.12"}},
                   {"oMSyntax", {"64"}},
                   {"searchFlags", {"128"}}}});
  ASSERT_EQ(schema.attributeTypes().size(), 1U);
  EXPECT_EQ(schema.attributeTypes()[0].searchFlags, 128U);
  EXPECT_EQ(schema.attributeTypes()[0].names, Strings{"alpha"});
}

TEST(SchemaFromSeveralPlaces, ObsoleteElementNeverReplacesACurrentOne) {
  const AttributeType active = parseAttributeType("( 1.1 NAME 'x' SYNTAX 1.5 )");
  const AttributeType obsolete = parseAttributeType("( 1.1 NAME 'old' OBSOLETE SYNTAX 1.6 )");
  const AttributeType namesake = parseAttributeType("( 1.2 NAME 'x' OBSOLETE )");
  for (const auto& order : {std::vector{active, obsolete, namesake}, std::vector{namesake, obsolete, active}}) {
    Schema schema;
    for (const AttributeType& type : order) schema.add(type);
    ASSERT_NE(schema.attributeType("x"), nullptr);
    EXPECT_EQ(schema.attributeType("x")->oid, "1.1");
    EXPECT_EQ(schema.attributeType("1.1")->syntax, "1.5");
    EXPECT_FALSE(schema.attributeType("1.1")->obsolete);
    EXPECT_TRUE(schema.attributeType("1.2")->obsolete);
  }
}

}  // namespace
}  // namespace ldapsnap

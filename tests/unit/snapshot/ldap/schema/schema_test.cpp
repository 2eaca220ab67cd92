#include "snapshot/ldap/schema/schema.h"

#include <gtest/gtest.h>
#include <utility>

namespace ldapsnap {
namespace {

using Strings = std::vector<std::string>;

std::string ruleName(const MatchingRule* rule) { return rule == nullptr ? "" : std::string(rule->name); }

/// A subschema subentry of OpenLDAP's name with these definitions.
Entry subschema(Strings types, Strings classes = {}, std::string dn = "cn=Subschema") {
  return {std::move(dn),
          {{"objectClass", {"top", "subentry", "subschema"}},
           {"attributeTypes", std::move(types)},
           {"objectClasses", std::move(classes)}}};
}

Schema schemaOf(Strings types) {
  Schema schema;
  schema.addFrom(subschema(std::move(types)));
  return schema;
}

TEST(SchemaLookup, TakesAnyNameInAnyCaseOrTheOid) {
  const Schema schema = schemaOf({"( 1.2.3 NAME ( 'alpha' 'firstLetter' ) )"});
  const AttributeType* alpha = schema.attributeType("alpha");
  ASSERT_NE(alpha, nullptr);
  EXPECT_EQ(schema.attributeType("FIRSTletter"), alpha);
  EXPECT_EQ(schema.attributeType("1.2.3"), alpha);
  EXPECT_EQ(schema.attributeType("1.2.3.4"), nullptr);
}

TEST(SchemaLookup, FallsBackToTheBuiltInSchema) {
  const Schema schema = schemaOf({"( 1.2.3 NAME 'alpha' )"});
  EXPECT_EQ(schema.attributeType("commonName"), Schema::builtin().attributeType("2.5.4.3"));
  ASSERT_NE(schema.objectClass("inetOrgPerson"), nullptr);
  EXPECT_EQ(schema.attributeTypes().size(), 1U) << "what is built in is not the snapshot's own";
}

TEST(SchemaLookup, PrefersTheSnapshotsOwnDefinition) {
  const Schema schema =
      schemaOf({"( 2.5.4.3 NAME 'cn' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"});
  EXPECT_EQ(ruleName(schema.equality("cn")), "caseExactMatch");
}

// Pitfall 2: `2.5.4.3` = `cn` = `commonName`, and objectClass values by OID, need the schema.
TEST(SchemaIdentity, Pitfall2ANameAnAliasAndTheOidAreOneAttribute) {
  const Schema& schema = Schema::builtin();
  EXPECT_EQ(schema.identity("cn"), "2.5.4.3");
  EXPECT_EQ(schema.identity("commonName"), "2.5.4.3");
  EXPECT_EQ(schema.identity("2.5.4.3"), "2.5.4.3");
}

TEST(SchemaIdentity, Pitfall2ObjectClassValuesAreEqualByOid) {
  const Schema& schema = Schema::builtin();
  const MatchingRule* rule = schema.equality("objectClass");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(equalityKey(rule, "person", schema), equalityKey(rule, "2.5.6.6", schema));
  EXPECT_NE(equalityKey(rule, "person", schema), equalityKey(rule, "inetOrgPerson", schema));
}

TEST(SchemaIdentity, OptionsStayApartButForTransferOptions) {
  const Schema& schema = Schema::builtin();
  EXPECT_EQ(schema.identity("CN;lang-de"), "2.5.4.3;lang-de");
  EXPECT_EQ(schema.identity("userCertificate;binary"), schema.identity("2.5.4.36"));
  EXPECT_EQ(schema.identity("member;range=0-1499"), schema.identity("member"));
}

TEST(SchemaIdentity, AnUnknownTypeIsItsNameWithoutCase) {
  EXPECT_EQ(Schema::builtin().identity("Nobody-Knows;Lang-EN"), "nobody-knows;lang-en");
}

// Pitfall 16: SUP inheritance of EQUALITY and SYNTAX; names have no case.
TEST(SchemaInheritance, Pitfall16RulesAndSyntaxComeAlongSup) {
  const Schema schema = schemaOf({
      "( 1.1 NAME 'grandparent' EQUALITY caseExactMatch ORDERING caseExactOrderingMatch "
      "SUBSTR caseExactSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
      "( 1.2 NAME 'parent' SUP GRANDPARENT EQUALITY caseIgnoreMatch )",
      "( 1.3 NAME 'child' SUP 1.2 )",
  });
  EXPECT_EQ(ruleName(schema.equality("child")), "caseIgnoreMatch");
  EXPECT_EQ(ruleName(schema.ordering("child")), "caseExactOrderingMatch");
  EXPECT_EQ(ruleName(schema.substrings("child")), "caseExactSubstringsMatch");
  EXPECT_EQ(schema.syntax("child"), "1.3.6.1.4.1.1466.115.121.1.15");
}

TEST(SchemaInheritance, Pitfall16TypesThatAreEachOthersSuperiorComeToAnEnd) {
  const Schema schema = schemaOf({"( 1.1 NAME 'a' SUP b )", "( 1.2 NAME 'b' SUP a )", "( 1.3 NAME 'c' SUP c )"});
  EXPECT_EQ(schema.equality("a"), nullptr);
  EXPECT_EQ(schema.syntax("b"), "");
  EXPECT_EQ(schema.substrings("c"), nullptr);
}

TEST(SchemaInheritance, UnknownSuperiorContributesNothing) {
  EXPECT_EQ(schemaOf({"( 1.1 NAME 'orphan' SUP nowhere )"}).equality("orphan"), nullptr);
}

TEST(SchemaRules, OptionsDoNotCount) {
  EXPECT_EQ(ruleName(Schema::builtin().equality("cn;lang-de")), "caseIgnoreMatch");
}

TEST(SchemaRules, ATypeWithoutEqualityComparesByBytesOnOpenLdap) {
  const Schema schema = schemaOf({"( 1.1 NAME 'plain' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"});
  EXPECT_EQ(schema.equality("plain"), nullptr);
  EXPECT_EQ(schema.equality("unheardOf"), nullptr);
}

TEST(SchemaRules, ATypeWithoutEqualityComparesByItsSyntaxOn389) {
  Schema schema;
  schema.addFrom(subschema({"( 1.1 NAME 'plain' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"}, {}, "cn=schema"));
  EXPECT_EQ(ruleName(schema.equality("plain")), "caseIgnoreMatch");
  EXPECT_EQ(ruleName(schema.ordering("plain")), "caseIgnoreOrderingMatch");
}

// Pitfall 10: the aggregate of Active Directory lacks EQUALITY.
TEST(SchemaRules, Pitfall10TheAggregateOfActiveDirectoryComparesBySyntax) {
  Schema schema;
  schema.addFrom(subschema({"( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' )",
                            "( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX '1.3.6.1.4.1.1466.115.121.1.27' )",
                            "( 1.2.840.113556.1.2.19 NAME 'uSNCreated' SYNTAX '1.2.840.113556.1.4.906' )"},
                           {}, "CN=Aggregate,CN=Schema,CN=Configuration,DC=example,DC=test"));
  EXPECT_EQ(ruleName(schema.equality("sAMAccountName")), "caseIgnoreMatch");
  EXPECT_EQ(ruleName(schema.equality("userAccountControl")), "integerMatch");
  EXPECT_EQ(ruleName(schema.ordering("uSNCreated")), "integerOrderingMatch");
}

TEST(SchemaRules, XOrderedIsSaid) {
  EXPECT_TRUE(Schema::builtin().isOrdered("olcAccess"));
  EXPECT_TRUE(Schema::builtin().isOrdered("olcaccess;x-option"));
  EXPECT_FALSE(Schema::builtin().isOrdered("cn"));
  EXPECT_FALSE(Schema::builtin().isOrdered("unheardOf"));
}

TEST(Contradictions, DefinitionOfTheSameOidAndNameThatSaysOtherwiseIsKeptAsText) {
  Schema schema;
  const std::string first = "( 1.1.1 NAME 'a' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )";
  const std::string second = "( 1.1.1 NAME ( 'A' 'b' ) SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )";
  schema.addFrom(subschema({first, second}));
  ASSERT_EQ(schema.unreadable().size(), 1U);
  EXPECT_EQ(schema.unreadable()[0].text, second);
  EXPECT_EQ(schema.unreadable()[0].name, "A");
  EXPECT_EQ(schema.syntax("a"), "1.3.6.1.4.1.1466.115.121.1.15");
}

TEST(Contradictions, DefinitionThatSaysLessOrTheSameIsNone) {
  Schema schema;
  schema.addFrom(subschema({"( 1.1.1 NAME 'a' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )", "( 1.1.1 NAME 'a' )",
                            "( 1.1.1 NAME 'a' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{8} )",
                            "( 1.1.1 NAME 'other' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )"}));
  EXPECT_TRUE(schema.unreadable().empty());
}

TEST(SchemaCompletion, CompiledInDefinitionAnswersBeforeAnotherProductsButNotBeforeTheOwn) {
  Schema compiledIn;
  compiledIn.add(parseAttributeType("( 1.1.1 NAME 'olcAccess' EQUALITY caseExactMatch )"));
  compiledIn.add(parseAttributeType("( 1.1.2 NAME 'x-own' EQUALITY caseExactMatch )"));
  Schema schema;
  schema.add(parseAttributeType("( 1.1.3 NAME 'x-own' EQUALITY caseIgnoreMatch )"));
  EXPECT_EQ(ruleName(schema.equality("olcAccess")), "caseIgnoreMatch") << "the built-in schema's";
  schema.completeWith(compiledIn);
  EXPECT_EQ(ruleName(schema.equality("olcAccess")), "caseExactMatch");
  EXPECT_EQ(ruleName(schema.equality("x-own")), "caseIgnoreMatch");
  EXPECT_EQ(schema.attributeTypes().size(), 1U) << "what is completed is not what the snapshot defines";
}

}  // namespace
}  // namespace ldapsnap

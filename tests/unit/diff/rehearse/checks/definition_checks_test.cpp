// What slapd 2.5.13 was asked, and answered with 80 or took.
#include "diff/rehearse/checks/definition_checks.h"

#include <gtest/gtest.h>

#include "snapshot/ldap/product/server_schema.h"

namespace ldapsnap {
namespace {

/// As a running slapd shows it: core types, and some matching rules with their syntaxes.
Schema slapdSchema() {
  Schema schema;
  schema.addFrom(
      {"cn=Subschema",
       {{"objectClass", {"subschema"}},
        {"attributeTypes",
         {"( 2.5.4.41 NAME 'name' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
          "( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )"}},
        {"objectClasses",
         {"( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )", "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST cn )"}},
        {"matchingRules",
         {"( 2.5.13.2 NAME 'caseIgnoreMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
          "( 2.5.13.4 NAME 'caseIgnoreSubstringsMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.58 )",
          "( 2.5.13.15 NAME 'integerOrderingMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )"}}}});
  schema.completeWith(compiledInSchema(Product::OpenLdap));
  return schema;
}

/// What is said of an entry with these definitions, one line each.
std::string saidOf(const std::string& attribute, const std::vector<std::string>& definitions) {
  const Entry entry{"cn=x,cn=schema,cn=config", {{"objectClass", {"olcSchemaConfig"}}, {attribute, definitions}}};
  std::string text;
  for (const Obstacle& obstacle : definitionObstacles(entry, slapdSchema(), Product::OpenLdap))
    text += std::string(nameOf(obstacle.kind)) + " " +
            (obstacle.kind == ObstacleKind::RefusedDefinition ? obstacle.value : obstacle.attribute) + "\n";
  return text;
}
std::string type(const std::string& rest) { return saidOf("olcAttributeTypes", {"( 1.1.1 NAME 'q' " + rest + " )"}); }
std::string objectClass(const std::string& rest) {
  return saidOf("olcObjectClasses", {"( 1.1.1 NAME 'q' " + rest + " )"});
}

const std::string kString = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15";

TEST(DefinitionChecks, TypeThatSlapdTakes) {
  EXPECT_EQ(type("EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch " + kString), "");
  EXPECT_EQ(type("SUP name"), "");
  EXPECT_EQ(type("SUP cn SINGLE-VALUE"), "");
}

TEST(DefinitionChecks, TypeWithAMatchingRuleThatIsNotKnownOrDoesNotFit) {
  EXPECT_EQ(type("EQUALITY nosuchMatch " + kString), "refused-definition the matching rule nosuchMatch is not known\n");
  EXPECT_EQ(type("SUBSTR nosuchMatch " + kString), "refused-definition the matching rule nosuchMatch is not known\n");
  EXPECT_EQ(type("EQUALITY caseIgnoreSubstringsMatch " + kString),
            "refused-definition caseIgnoreSubstringsMatch is not a rule for that\n");
  EXPECT_EQ(type("ORDERING integerOrderingMatch " + kString),
            "refused-definition integerOrderingMatch does not compare values of the syntax "
            "1.3.6.1.4.1.1466.115.121.1.15\n");
}

TEST(DefinitionChecks, TypeWithoutWhatItNeeds) {
  EXPECT_EQ(type("SUP nosuch"), "undefined-superior nosuch\n");
  EXPECT_EQ(type("DESC 'nothing else'"), "refused-definition it has neither SYNTAX nor SUP\n");
}

TEST(DefinitionChecks, OperationalTypeIsNotForTheAdministrator) {
  EXPECT_EQ(type("SUP name USAGE directoryOperation"), "refused-definition it is operational\n");
  EXPECT_EQ(type("SUP name NO-USER-MODIFICATION"),
            "refused-definition NO-USER-MODIFICATION is for operational types\n");
}

TEST(DefinitionChecks, ClassIsDerivedFromOneOfItsKindOrAnAbstractOne) {
  EXPECT_EQ(objectClass("SUP top STRUCTURAL MAY cn"), "");
  EXPECT_EQ(objectClass("SUP person STRUCTURAL"), "");
  EXPECT_EQ(objectClass("SUP person AUXILIARY"),
            "refused-definition it is AUXILIARY and cannot be derived from person, which is STRUCTURAL\n");
  EXPECT_EQ(objectClass("SUP nosuch STRUCTURAL"), "undefined-superior nosuch\n");
}

TEST(DefinitionChecks, NameIsAKeystring) {
  EXPECT_EQ(saidOf("olcObjectClasses", {"( 1.1.1 NAME 'q 16' SUP top AUXILIARY )"}),
            "refused-definition \"q 16\" is not a valid name\n");
  EXPECT_EQ(saidOf("olcObjectClasses", {"( 1.1.1 NAME '1q' SUP top AUXILIARY )"}),
            "refused-definition \"1q\" is not a valid name\n");
}

TEST(DefinitionChecks, EntryDefinesAnOidOrANameOnce) {
  EXPECT_EQ(saidOf("olcAttributeTypes", {"{0}( 1.1.1 NAME 'a' SUP name )", "{1}( 1.1.1 NAME 'b' SUP name )"}),
            "refused-definition the entry defines its OID or name twice\n");
  EXPECT_EQ(saidOf("olcObjectClasses", {"( 1.1.1 NAME 'q' SUP top ABSTRACT )", "( 1.1.2 NAME 'Q' SUP top AUXILIARY )"}),
            "refused-definition the entry defines its OID or name twice\n");
}

TEST(DefinitionChecks, DefinitionCanBuildOnOneBeforeItInTheEntry) {
  EXPECT_EQ(saidOf("olcAttributeTypes", {"( 1.1.1 NAME 'a' SUP name )", "( 1.1.2 NAME 'b' SUP a )"}), "");
  EXPECT_EQ(saidOf("olcAttributeTypes", {"( 1.1.2 NAME 'b' SUP a )", "( 1.1.1 NAME 'a' SUP name )"}),
            "undefined-superior a\n");
}

TEST(DefinitionChecks, ContentRuleIsAboutClassesThatAreDefined) {
  EXPECT_EQ(saidOf("olcDitContentRules", {"( 2.5.6.6 NAME 'r' MAY cn )"}), "");
  EXPECT_EQ(saidOf("olcDitContentRules", {"( 1.9.9 NAME 'r' )"}), "undefined-member 1.9.9\n");
  EXPECT_EQ(saidOf("olcDitContentRules", {"( 2.5.6.6 NAME 'r' AUX nosuch )"}), "undefined-member nosuch\n");
}

TEST(DefinitionChecks, SchemaObjectOfActiveDirectory) {
  const auto said = [](const std::string& om, const std::string& lower) {
    const Entry entry{"CN=q,CN=Schema",
                      {{"attributeID", {"1.2.3"}},
                       {"attributeSyntax", {"2.5.5.12"}},
                       {"oMSyntax", {om}},
                       {"rangeLower", {lower}},
                       {"rangeUpper", {"8"}}}};
    const std::vector<Obstacle> obstacles = schemaObjectObstacles(entry);
    return obstacles.empty() ? "" : obstacles.front().value;
  };
  EXPECT_EQ(said("64", "1"), "");
  EXPECT_EQ(said("2", "1"), "attributeSyntax 2.5.5.12 and oMSyntax 2 do not make a syntax");
  EXPECT_EQ(said("64", "9"), "its rangeLower is above its rangeUpper");
  EXPECT_EQ(schemaObjectObstacles({"CN=q", {{"governsID", {"1.2.3"}}, {"objectClassCategory", {"7"}}}}).size(), 1U);
}

}  // namespace
}  // namespace ldapsnap

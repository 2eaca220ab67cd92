#include "diff/compare/schema/schema_compare.h"

#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

/// A subschema subentry with these lines and one entry beside it.
std::string subschema(const std::string& lines) {
  return "dn: cn=Subschema\nobjectClass: subschema\nattributeTypes: ( 1.1.1 NAME 'host' SUP name )\n" + lines +
         "\ndn: dc=x\ndc: x\n\n";
}

std::string changed(const std::string& before, const std::string& after) {
  return describe(differenceOf(subschema(before), subschema(after)));
}

std::string type(const std::string& rest) { return "attributeTypes: ( 1.1.2 NAME 'key' " + rest + " )\n"; }
std::string classOf(const std::string& rest) { return "objectClasses: ( 1.2.1 NAME 'server' " + rest + " )\n"; }

TEST(SchemaCompare, AnElementAdded) {
  const Difference difference = differenceOf(subschema(""), subschema(type("SUP name SINGLE-VALUE")));
  EXPECT_EQ(describe(difference), "schema + attributeType key\n");
  EXPECT_EQ(difference.schema[0].oid, "1.1.2");
  EXPECT_EQ(difference.schema[0].definition, "( 1.1.2 NAME 'key' SUP name SINGLE-VALUE )");
}

TEST(SchemaCompare, AnElementRemoved) {
  EXPECT_EQ(changed(classOf("SUP top STRUCTURAL"), ""), "schema - objectClass server\n");
}

TEST(SchemaCompare, MustBecameMay) {
  EXPECT_EQ(changed(classOf("MUST host MAY ( cn $ sn )"), classOf("MAY ( sn $ cn $ host )")),
            "schema ~ objectClass server: MUST -host, MAY +host\n");
}

TEST(SchemaCompare, EveryPartOfAnAttributeType) {
  EXPECT_EQ(changed(type("SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{64}"),
                    "attributeTypes: ( 1.1.2 NAME ( 'key' 'licenceKey' ) DESC 'a key' OBSOLETE SUP name\n"
                    "  EQUALITY caseIgnoreMatch ORDERING caseIgnoreOrderingMatch SUBSTR caseIgnoreSubstringsMatch\n"
                    "  SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE NO-USER-MODIFICATION\n"
                    "  USAGE directoryOperation )\n"),
            "schema ~ attributeType key: NAME +licenceKey, DESC +a key, OBSOLETE +OBSOLETE, SUP +name, "
            "EQUALITY +caseIgnoreMatch, ORDERING +caseIgnoreOrderingMatch, SUBSTR +caseIgnoreSubstringsMatch, "
            "SYNTAX -1.3.6.1.4.1.1466.115.121.1.15{64} +1.3.6.1.4.1.1466.115.121.1.26, SINGLE-VALUE +SINGLE-VALUE, "
            "NO-USER-MODIFICATION +NO-USER-MODIFICATION, USAGE -userApplications +directoryOperation\n");
}

TEST(SchemaCompare, CollectiveIsAPart) {
  EXPECT_EQ(changed(type("SUP name"), type("SUP name COLLECTIVE")),
            "schema ~ attributeType key: COLLECTIVE +COLLECTIVE\n");
}

TEST(SchemaCompare, TheKindOfAClassIsAPart) {
  EXPECT_EQ(changed(classOf("SUP top STRUCTURAL"), classOf("SUP top AUXILIARY")),
            "schema ~ objectClass server: KIND -STRUCTURAL +AUXILIARY\n");
}

TEST(SchemaCompare, SameNameWithDifferentOidIsAMovedElement) {
  EXPECT_EQ(
      changed("attributeTypes: ( 1.1.8 NAME 'key' SUP name )\n", "attributeTypes: ( 1.1.9 NAME 'KEY' SUP name )\n"),
      "schema ~ attributeType KEY: OID -1.1.8 +1.1.9\n");
}

TEST(SchemaCompare, ReferencedNamesAreComparedByOid) {
  EXPECT_EQ(changed(classOf("SUP top MAY ( commonName $ sn )"), classOf("SUP 2.5.6.0 MAY ( 2.5.4.4 $ cn )")), "");
  EXPECT_EQ(changed(type("SUP name EQUALITY caseIgnoreMatch"), type("SUP 2.5.4.41 EQUALITY 2.5.13.2")), "");
}

TEST(SchemaCompare, OrderSpacingCaseAndOtherExtensionsAreCounted) {
  const Difference difference = differenceOf(
      subschema("attributeTypes: ( 1.1.2 NAME ( 'a' 'b' ) SUP name X-ORIGIN 'RFC 1' )\n" + classOf("MAY ( cn $ sn )")),
      subschema(classOf("  MAY (sn$CN)") +
                "attributeTypes:  ( 1.1.2  NAME ( 'B' 'a' )  SUP NAME X-ORIGIN 'RFC 2' )\n"));
  EXPECT_EQ(describe(difference), "");
  ASSERT_EQ(difference.schemaExtensions.size(), 1U);
  EXPECT_EQ(difference.schemaExtensions[0].parts, (std::vector<SchemaPart>{{"X-ORIGIN", {"RFC 1"}, {"RFC 2"}}}));
  ASSERT_EQ(difference.schemaSpellings.size(), 1U);
  EXPECT_EQ(difference.schemaSpellings[0].name, "server");
  EXPECT_TRUE(difference.definitionChanges.empty()) << "what is not reported is not written as a change either";
}

TEST(SchemaCompare, ExtensionsByWhichAServerDecidesAreParts) {
  EXPECT_EQ(changed(type("SUP name X-ORDERED 'VALUES'"), type("SUP name")),
            "schema ~ attributeType key: X-ORDERED -VALUES\n");
  EXPECT_EQ(
      changed(classOf("X-NDS_CONTAINMENT ( 'a' 'b' )"), classOf("X-NDS_CONTAINMENT ( 'b' 'c' ) X-NDS_HIDDEN '1'")),
      "schema ~ objectClass server: X-NDS_CONTAINMENT -a +c, X-NDS_HIDDEN +1\n");
  EXPECT_EQ(changed(type("X-ORIGIN 'RFC 1'"), type("X-ORIGIN ( 'RFC 1' 'user defined' )")),
            "schema ~ attributeType key: X-ORIGIN +user defined\n");
  EXPECT_EQ(changed(type("X-ORIGIN 'RFC 1'"), type("X-ORIGIN ( 'RFC 1' )")), "");
}

TEST(SchemaCompare, ExtensionsCountOnlyForTheirServer) {
  const std::string before = subschema(type("SUP name X-ORIGIN 'x'")),
                    after = subschema(type("SUP name X-ORIGIN 'user defined'"));
  EXPECT_EQ(describe(differenceOf(before, after, Product::Ds389)),
            "schema ~ attributeType key: X-ORIGIN -x +user defined\n");
  EXPECT_EQ(differenceOf(before, after, Product::OpenLdap).schemaExtensions.size(), 1U);
}

TEST(SchemaCompare, TheSixOtherKindsAreComparedByTheirParts) {
  EXPECT_EQ(changed("nameForms: ( 1.5 NAME 'f' OC server MUST cn )\nmatchingRules: ( 1.6 NAME 'm' SYNTAX 1.7 )\n",
                    "nameForms:  (1.5  NAME 'F' OC server MUST ( commonName ))\n"
                    "matchingRules: ( 1.6 NAME 'm'  SYNTAX 1.7 )\n"),
            "");
  EXPECT_EQ(changed("nameForms: ( 1.5 NAME 'f' OC server MUST cn )\n",
                    "nameForms: ( 1.5 NAME 'f' OC server MUST ( cn $ host ) )\n"),
            "schema ~ nameForm f: MUST +host\n");
  EXPECT_EQ(
      changed("dITContentRules: ( 1.2.1 NAME 'r' AUX ( a $ b ) )\n", "dITContentRules: ( 1.2.1 NAME 'r' AUX b )\n"),
      "schema ~ dITContentRule r: AUX -a\n");
  EXPECT_EQ(changed("dITStructureRules: ( 1 NAME 's' FORM f )\n", "dITStructureRules: ( 1 NAME 's' FORM f SUP 2 )\n"),
            "schema ~ dITStructureRule s: SUP +2\n");
  EXPECT_EQ(changed("ldapSyntaxes: ( 1.7 DESC 'a' )\n", "ldapSyntaxes: ( 1.7 DESC 'a' )\nldapSyntaxes: ( 1.8 )\n"),
            "schema + ldapSyntax 1.8\n");
}

TEST(SchemaCompare, TheUseOfARuleForANewTypeFollowsFromTheType) {
  EXPECT_EQ(changed("matchingRuleUse: ( 2.5.13.2 NAME 'caseIgnoreMatch' APPLIES ( cn $ sn ) )\n",
                    type("EQUALITY caseIgnoreMatch") +
                        "matchingRuleUse: ( 2.5.13.2 NAME 'caseIgnoreMatch' APPLIES ( cn $ sn $ key ) )\n"),
            "schema + attributeType key\n");
  EXPECT_EQ(changed("matchingRuleUse: ( 2.5.13.2 NAME 'caseIgnoreMatch' APPLIES ( cn $ sn ) )\n",
                    "matchingRuleUse: ( 2.5.13.2 NAME 'caseIgnoreMatch' APPLIES cn )\n"),
            "schema ~ matchingRuleUse caseIgnoreMatch: APPLIES -sn\n");
}

TEST(SchemaCompare, ElementsThatShareAnOidStayTwo) {
  const std::string time = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 EQUALITY generalizedTimeMatch )\n";
  const std::string before = "attributeTypes: ( 1.1.2 NAME 'attemptTime' " + time;
  EXPECT_EQ(changed(before, "attributeTypes: ( 1.1.2 NAME 'chain' )\n" + before), "schema + attributeType chain\n");
  EXPECT_EQ(changed(before, "attributeTypes: ( 1.1.2 NAME 'lastAttempt' " + time),
            "schema ~ attributeType lastAttempt: NAME -attemptTime +lastAttempt\n");
}

TEST(SchemaCompare, ValuesOfATypeThatSharesItsOidAreComparedByItsOwnRule) {
  const auto withEntry = [](const std::string& types, const std::string& value) {
    return subschema(types) + "dn: cn=a,dc=x\ncn: a\nattemptTime: " + value + "\n\n";
  };
  const std::string own =
      "attributeTypes: ( 1.1.2 NAME 'attemptTime' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 EQUALITY generalizedTimeMatch "
      ")\n";
  EXPECT_EQ(describe(differenceOf(withEntry(own, "20260101000000Z"),
                                  withEntry("attributeTypes: ( 1.1.2 NAME 'chain' )\n" + own, "202601010000Z"))),
            "schema + attributeType chain\n");
}

TEST(SchemaCompare, DefinitionsThatCannotBeReadAreComparedAsText) {
  const std::string torn = "attributeTypes: ( 1.1.9 NAME 'torn' SYNTEX 1.3 )\n";
  const Difference difference = differenceOf(subschema(torn), subschema(""));
  ASSERT_EQ(difference.schema.size(), 1U);
  EXPECT_TRUE(difference.schema[0].isUnreadable);
  EXPECT_EQ(difference.schema[0].element, "attributeType");
  EXPECT_EQ(difference.schema[0].name, "torn");
  EXPECT_EQ(difference.schema[0].definition, "( 1.1.9 NAME 'torn' SYNTEX 1.3 )");
  EXPECT_EQ(changed(torn, "ATTRIBUTETYPES: ( 1.1.9 NAME 'torn' SYNTEX 1.3 )\n"), "");
}

TEST(SchemaCompare, AnExactComparisonListsExtensionsAndSpelling) {
  const MemorySnapshot before = snapshotOf(subschema(type("SUP name X-ORIGIN 'RFC 1'") + classOf("MAY cn"))),
                       after = snapshotOf(subschema(type("SUP name X-ORIGIN 'RFC 2'") + classOf("MAY ( cn )")));
  EXPECT_EQ(
      describe(compare(before, after, Exactness::ByByte)),
      "schema ~ attributeType key: X-ORIGIN -RFC 1 +RFC 2\n"
      "schema ~ objectClass server: SPELLING -( 1.2.1 NAME 'server' MAY cn ) +( 1.2.1 NAME 'server' MAY ( cn ) )\n");
}

TEST(SchemaCompare, OmitsDefinitionsFromTheEntryThatHoldsThem) {
  const Difference difference = differenceOf(subschema("modifyTimestamp: 20260302101407Z\n"),
                                             subschema("modifyTimestamp: 20260302101408Z\n" + type("SUP name")));
  EXPECT_EQ(describe(difference),
            "schema + attributeType key\n"
            "* cn=Subschema: *modifyTimestamp -20260302101407Z +20260302101408Z\n");
  ASSERT_EQ(difference.definitionChanges.size(), 1U) << "for LDIF, they are kept";
  EXPECT_EQ(difference.definitionChanges[0].attributes[0].description, "attributeTypes");
}

TEST(SchemaCompare, EntryWithOnlyDefinitionChangesCountsAsUnchanged) {
  EXPECT_EQ(describe(differenceOf(subschema(""), subschema(type("SUP name"))).entries),
            "added 0, removed 0, modified 0, renamed 0, unchanged 2, volatile 0");
}

TEST(SchemaCompare, SyntaxesAreComparedWhereBothSidesShowThem) {
  const std::string one = "ldapSyntaxes: ( 1.1.5 )\n";
  EXPECT_EQ(changed(one, one + "ldapSyntaxes: ( 1.1.6 )\n"), "schema + ldapSyntax 1.1.6\n");
  EXPECT_EQ(changed("", one), "") << "a server shows its syntaxes always or never";
}

TEST(SchemaCompare, AnElementShownInTwoPlacesIsReportedOnce) {
  const std::string config =
      "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n"
      "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n";
  const std::string acme =
      "dn: cn={0}acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {0}acme\n"
      "olcAttributeTypes: {0}( 1.1.2 NAME 'key' SUP name )\n\n";
  EXPECT_EQ(describe(differenceOf(subschema("") + config, subschema(type("SUP name")) + config + acme)),
            "schema + attributeType key\n"
            "+ cn={0}acme,cn=schema,cn=config: cn +{0}acme, objectClass +olcSchemaConfig, "
            "olcAttributeTypes [+( 1.1.2 NAME 'key' SUP name )]\n");
}

TEST(SchemaCompare, TheFirstElementsOfAConfigAreAdded) {
  const std::string config = "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n";
  EXPECT_EQ(describe(differenceOf(config, config + "olcAttributeTypes: {0}( 1.1.2 NAME 'key' SUP name )\n")),
            "schema + attributeType key\n");
}

TEST(SchemaCompare, UnparsableDefinitionsAreComparedAsText) {
  EXPECT_EQ(changed("attributeTypes: ( 1.1.2 NAME\n", "attributeTypes: ( 1.1.2 NAME 'key\n"),
            "schema - attributeType 1.1.2\nschema + attributeType 1.1.2\n");
}

std::string adClass(const std::string& lines) {
  return "dn: CN=Schema,DC=x\nobjectClass: dMD\ncn: Schema\n\n"
         "dn: CN=Acme-Host,CN=Schema,DC=x\nobjectClass: attributeSchema\nattributeID: 1.1.1\nlDAPDisplayName: "
         "acmeHost\n"
         "attributeSyntax: 2.5.5.12\noMSyntax: 64\nisSingleValued: TRUE\n\n"
         "dn: CN=Acme,CN=Schema,DC=x\nobjectClass: classSchema\ngovernsID: 1.2.1\nlDAPDisplayName: acme\n"
         "objectClassCategory: 1\nsubClassOf: top\n" +
         lines + "\n";
}

TEST(SchemaCompare, AnObjectOfActiveDirectoryIsComparedAsADefinition) {
  EXPECT_EQ(describe(differenceOf(adClass("mustContain: acmeHost\n"), adClass("mayContain: 1.1.1\n"))),
            "schema ~ objectClass acme: MUST -acmeHost, MAY +1.1.1\n");
}

TEST(SchemaCompare, AttributesOutsideTheDefinitionStayEntryChanges) {
  EXPECT_EQ(
      describe(differenceOf(adClass("mayContain: cn\nsearchFlags: 0\n"), adClass("mayContain: sn\nsearchFlags: 1\n"))),
      "schema ~ objectClass acme: MAY -cn +sn\n"
      "~ CN=Acme,CN=Schema,DC=x: searchFlags -0 +1\n");
}

TEST(SchemaCompare, AnAddedObjectIsBothAnEntryAndAnElement) {
  const std::string added =
      "dn: CN=B,CN=Schema,DC=x\nobjectClass: classSchema\ngovernsID: 1.2.2\nlDAPDisplayName: b\n"
      "objectClassCategory: 3\nsubClassOf: top\n";
  EXPECT_EQ(describe(differenceOf(adClass(""), adClass("") + added)),
            "schema + objectClass b\n"
            "+ CN=B,CN=Schema,DC=x: governsID +1.2.2, lDAPDisplayName +b, objectClass +classSchema, "
            "objectClassCategory +3, subClassOf +top\n");
}

}  // namespace
}  // namespace ldapsnap

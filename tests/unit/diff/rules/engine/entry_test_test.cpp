// Conditions beyond filters: entries that violate a schema, schema elements that take what a vendor's schema will want.
#include "diff/rules/engine/entry_test.h"

#include <gtest/gtest.h>

#include "diff/rules/authoring/explain.h"
#include "diff/rules/engine/check.h"
#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::PackFolder;
using test::snapshotOf;
using Texts = std::vector<std::string>;

const std::string kCollection = R"j({
  "format": "ldapsnap-collection/1", "title": "Schema of Acme 2", "source": {"title": "Acme 2"},
  "elements": [
    {"kind": "attribute", "oid": "1.2.3.1", "names": ["acmeHost", "acmeServer"], "cn": "Acme-Host", "linkID": 42,
     "schemaIDGUID": "00112233-4455-6677-8899-aabbccddeeff"},
    {"kind": "class", "oid": "1.2.3.2", "names": ["acmeThing"], "cn": "Acme-Thing"},
    {"kind": "attribute", "cn": "Acme-Link", "linkID": 44}
  ]
})j";

Texts takenOf(const std::string& entry, const std::string& rest = "") {
  const test::TempFolder folder;
  const Collection collection = Collection::read(folder.write("acme-2.json", kCollection), "acme/acme-2");
  const MemorySnapshot snapshot = snapshotOf(entry + "\n" + rest);
  return takenBy(*snapshot.find(Dn::parse(entry.substr(4, entry.find('\n') - 4))), collection, snapshot.schema());
}

std::string object(const std::string& cn, const std::string& rest) {
  return "dn: CN=" + cn + ",CN=Schema\nobjectClass: attributeSchema\ncn: " + cn + "\n" + rest;
}

TEST(TakesFrom, ObjectWithTheOidUnderAnotherCn) {
  EXPECT_EQ(takenOf(object("Own", "attributeID: 1.2.3.1\nlDAPDisplayName: own\n")),
            Texts{"attributeID 1.2.3.1 is that of acmeHost (1.2.3.1)"});
}

TEST(TakesFrom, ObjectWithTheCnAndAnotherOid) {
  EXPECT_EQ(takenOf(object("acme-host", "attributeID: 1.2.9\nlDAPDisplayName: own\n")),
            Texts{"CN acme-host is that of acmeHost (1.2.3.1)"});
}

TEST(TakesFrom, LdapNameInAnySpellingAlsoOfAClass) {
  EXPECT_EQ(takenOf(object("Own", "attributeID: 1.2.9\nlDAPDisplayName: ACMETHING\n")),
            Texts{"lDAPDisplayName ACMETHING is that of acmeThing (1.2.3.2)"});
}

TEST(TakesFrom, LinkIdOfAnElementThatIsKnownByItsCnAlone) {
  EXPECT_EQ(takenOf(object("Own", "attributeID: 1.2.9\nlDAPDisplayName: own\nlinkID: 44\n")),
            Texts{"linkID 44 is that of Acme-Link"});
  EXPECT_EQ(takenOf(object("Acme-Link", "attributeID: 1.2.9\nlDAPDisplayName: acmeLink\nlinkID: 44\n")), Texts{});
}

TEST(TakesFrom, SchemaIdGuid) {
  EXPECT_EQ(
      takenOf(object("Own", "attributeID: 1.2.9\nlDAPDisplayName: own\nschemaIDGUID:: MyIRAFVEd2aImaq7zN3u/w==\n")),
      Texts{"schemaIDGUID 00112233-4455-6677-8899-aabbccddeeff is that of acmeHost (1.2.3.1)"});
}

TEST(TakesFrom, TheElementItselfTakesNothing) {
  EXPECT_EQ(takenOf(object("Acme-Host", "attributeID: 1.2.3.1\nlDAPDisplayName: acmeHost\nlinkID: 42\n")), Texts{});
  EXPECT_EQ(takenOf("dn: cn=schema\nobjectClass: subschema\nattributeTypes: ( 1.2.3.1 NAME 'acmeServer' )\n"), Texts{});
}

TEST(TakesFrom, DefunctObjectKeepsItsCnAndLinkIdAlone) {
  EXPECT_EQ(takenOf(object("Own", "attributeID: 1.2.3.1\nlDAPDisplayName: acmeHost\nisDefunct: TRUE\n")), Texts{});
  EXPECT_EQ(takenOf(object("Acme-Host", "attributeID: 1.2.9\nlDAPDisplayName: own\nlinkID: 42\nisDefunct: TRUE\n")),
            (Texts{"CN Acme-Host is that of acmeHost (1.2.3.1)", "linkID 42 is that of acmeHost (1.2.3.1)"}));
}

TEST(TakesFrom, AnyNameOfADefinition) {
  EXPECT_EQ(takenOf("dn: cn=schema\nobjectClass: subschema\n"
                    "attributeTypes: ( 1.2.9 NAME ( 'own' 'ACMESERVER' ) )\nattributeTypes: broken\n"),
            Texts{"own: NAME ACMESERVER is that of acmeHost (1.2.3.1)"});
}

TEST(TakesFrom, DefinitionsOfTheOtherKindHaveNamesAndOidsOfTheirOwn) {
  EXPECT_EQ(takenOf("dn: cn=schema\nobjectClass: subschema\nobjectClasses: ( 1.2.3.1 NAME 'acmeHost' )\n"), Texts{});
}

TEST(TakesFrom, OidMacroOfOpenLdapIsResolved) {
  const std::string entry =
      "dn: cn={1}own,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {1}own\n"
      "olcAttributeTypes: {0}( Acme:1 NAME 'own' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";
  EXPECT_EQ(takenOf(entry,
                    "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n"
                    "olcObjectIdentifier: {0}Acme 1.2.3\n"),
            Texts{"own: OID 1.2.3.1 is that of acmeHost (1.2.3.1)"});
}

TEST(TakesFrom, FindingSaysWhatIsTaken) {
  PackFolder folder;
  folder.file("collections/acme-2.json", kCollection)
      .rule("r", R"j("when": {"base": "CN=Schema", "scope": "one", "filter": "(objectClass=attributeSchema)",
                     "takes_from": "acme/acme-2"})j");
  const Packs packs = folder.load();
  const CheckResult result =
      check(packs, snapshotOf("dn: CN=Schema\nobjectClass: dMD\n\n" +
                              object("Free", "attributeID: 1.2.8\nlDAPDisplayName: free\n") + "\n" +
                              object("Own", "attributeID: 1.2.3.1\nlDAPDisplayName: own\n") + "\n" +
                              object("Two", "attributeID: 1.2.9\nlDAPDisplayName: acmeHost\n")));
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].dn, "CN=Own,CN=Schema");
  EXPECT_EQ(result.findings[0].objects, Texts{"CN=Two,CN=Schema"});
  EXPECT_EQ(result.findings[0].now,
            "present (attributeSchema), attributeID 1.2.3.1 is that of acmeHost (1.2.3.1); CN=Two,CN=Schema: "
            "lDAPDisplayName acmeHost is that of acmeHost (1.2.3.1)");
}

TEST(TakesFrom, UnknownCollectionIsAnErrorWithASuggestion) {
  EXPECT_EQ(PackFolder()
                .file("collections/acme-2.json", kCollection)
                .rule("r", R"j("when": {"base": "cn=x", "takes_from": "acme/acme-3"})j")
                .error(),
            "acme/r.json:2:40: /when/takes_from: no collection named \"acme/acme-3\"; did you mean \"acme/acme-2\"?");
}

TEST(Collections, AreReadStrictly) {
  const test::TempFolder folder;
  const auto errorOf = [&folder](const std::string& element) {
    try {
      Collection::read(
          folder.write("c.json", R"({"format": "ldapsnap-collection/1", "title": "T", "source": {"title": "S"},
        "elements": [)" + element + "]}"),
          "c");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(errorOf(R"({"kind": "class", "oid": "1.2"})"), "");
  EXPECT_NE(errorOf(R"({"kind": "klass", "oid": "1.2"})").find("/elements/0/kind"), std::string::npos);
  EXPECT_NE(errorOf(R"({"kind": "class", "linkID": 2})").find("an element needs an OID, a name or a CN"),
            std::string::npos);
  EXPECT_NE(errorOf(R"({"kind": "class", "oid": "1.2", "schemaIDGUID": "1"})").find("expected a GUID"),
            std::string::npos);
}

// --- violates ---

const std::string kHostTypes =
    "attributeTypes: ( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX "
    "1.3.6.1.4.1.1466.115.121.1.38 )\n"
    "attributeTypes: ( 2.5.4.3 NAME 'cn' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n"
    "attributeTypes: ( 1.2.3.1 NAME 'acmePort' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 "
    "SINGLE-VALUE )\n";
std::string subschema(const std::string& classes) {
  return "dn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\n" + kHostTypes + classes + "\n";
}
const std::string kOwnSchema =
    subschema("objectClasses: ( 1.2.3.2 NAME 'acmeHost' STRUCTURAL MUST cn MAY acmePort )\n");
const std::string kHosts =
    "dn: cn=a\nobjectClass: acmeHost\ncn: a\nacmePort: 389\n\n"
    "dn: cn=b\nobjectClass: acmeHost\ncn: b\nacmePort: many\n\n"
    "dn: cn=c\nobjectClass: acmeHost\ncn: c\n\n";

CheckResult violating(const std::string& rule, const std::string& ldif, const ParameterValues& parameters = {}) {
  const Packs packs = PackFolder().rule("r", rule).load();
  const MemorySnapshot snapshot = snapshotOf(ldif);
  return check(packs, snapshot, {"acme-1"}, parameters);
}

TEST(Violates, EntryThatItsOwnSchemaRefusesIsFound) {
  const CheckResult result =
      violating(R"j("when": {"filter": "(objectClass=acmeHost)", "violates": "own"})j", kOwnSchema + kHosts);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].dn, "cn=b");
  EXPECT_EQ(result.findings[0].objects, Texts{});
  EXPECT_EQ(result.findings[0].now,
            "present (acmeHost), a value of acmePort is not of its syntax: expected an integer without leading zeros");
}

TEST(Violates, OnlyWhatTheFilterSelectsIsAsked) {
  EXPECT_EQ(violating(R"j("when": {"filter": "(cn=c)", "violates": "own"})j", kOwnSchema + kHosts).findings.size(), 0U);
}

TEST(Violates, ConformingEntriesAreCountedAsOthersAre) {
  const std::string none = R"j("when": {"filter": "(objectClass=acmeHost)", "violates": "own", "count": "=0"})j";
  EXPECT_EQ(violating(none, kOwnSchema + kHosts).findings.size(), 0U);
  EXPECT_EQ(violating(none, kOwnSchema + "dn: cn=a\nobjectClass: acmeHost\ncn: a\n").findings.size(), 1U);
}

const std::string kPlanned =
    R"j("parameters": [{"name": "schema", "about": "the planned schema"}],
        "when": {"filter": "(objectClass=acmeHost)", "violates": "${set.schema}"})j";

TEST(Violates, PlannedSchemaOfAParameterCountsInsteadOfTheOwn) {
  const test::TempFolder folder;
  const std::string file =
      folder
          .write("new.ldif",
                 subschema("objectClasses: ( 1.2.3.2 NAME 'acmeHost' STRUCTURAL MUST ( cn $ acmePort ) )\n"))
          .string();
  const CheckResult result = violating(kPlanned, kOwnSchema + kHosts, {{"schema", file}});
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].dn, "cn=b");
  EXPECT_EQ(result.findings[0].objects, Texts{"cn=c"});
}

TEST(Violates, WithoutTheParameterTheRuleIsNotEvaluated) {
  const CheckResult result = violating(kPlanned, kOwnSchema + kHosts);
  ASSERT_EQ(result.notEvaluated.size(), 1U);
  EXPECT_EQ(result.notEvaluated[0].reason, "it needs to know the planned schema: --set schema=...");
}

TEST(Violates, FileWithoutASchemaAndConnectionsAreRefused) {
  const test::TempFolder folder;
  const std::string file = folder.write("empty.ldif", "dn: o=Acme\nobjectClass: organization\no: Acme\n").string();
  EXPECT_THROW(violating(kPlanned, kOwnSchema + kHosts, {{"schema", file}}), Error);
  EXPECT_THROW(violating(kPlanned, kOwnSchema + kHosts, {{"schema", "ldap://localhost"}}), Error);
}

TEST(Violates, TakesFromAPlannedSchema) {
  const test::TempFolder folder;
  const std::string file =
      folder.write("new.ldif", "dn: cn=schema\nobjectClass: subschema\nattributeTypes: ( 1.2.9 NAME 'acmePort' )\n")
          .string();
  const CheckResult result = violating(R"j("parameters": [{"name": "schema", "about": "the planned schema"}],
        "when": {"base": "cn=Subschema", "scope": "base", "takes_from": "${set.schema}"})j",
                                       kOwnSchema + kHosts, {{"schema", file}});
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].now, "present, acmePort: NAME acmePort is that of acmePort (1.2.9)");
}

TEST(Violates, ReaderTakesOwnAndParametersAlone) {
  EXPECT_EQ(
      PackFolder().rule("r", R"j("when": {"base": "cn=x", "violates": "other"})j").error(),
      "acme/r.json:2:38: /when/violates: expected \"own\", or a parameter that names the file of a planned schema: "
      "\"${set.schema}\"");
  EXPECT_EQ(PackFolder().rule("r", R"j("when": {"base": "cn=x", "violates": "own", "takes_from": "a/b"})j").error(),
            "acme/r.json:2:9: /when: \"violates\" and \"takes_from\" are two conditions; combine them with \"all\"");
}

TEST(Violates, ExplainShowsTheFaults) {
  const Packs packs =
      PackFolder().rule("r", R"j("when": {"filter": "(objectClass=acmeHost)", "violates": "own"})j").load();
  const Rule& rule = packs.requireRule("acme/r");
  EXPECT_EQ(
      explanationText(rule, explain(packs, rule, snapshotOf(kOwnSchema + kHosts))),
      "error  acme/r  A title\n"
      "\n"
      "when\n"
      "  true       1 of 4 match (objectClass=acmeHost), at and below the root; wanted >=1; only entries that "
      "violate the directory's schema\n"
      "             true       cn=b\n"
      "                        a value of acmePort is not of its syntax: expected an integer without leading zeros\n"
      "             false      cn=Subschema\n"
      "                        (objectClass=acmeHost): objectClass: subschema\n"
      "             (2 more were examined)\n"
      "\n"
      "The rule fires.\n");
}

}  // namespace
}  // namespace ldapsnap

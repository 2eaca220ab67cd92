// What stops a step, each kind of obstacle at least once, and what lets it through. Result codes are those of a real
// slapd 2.5 unless the test names another server.
#include "diff/rehearse/play/step_player.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/unit/diff/rehearse/rehearsal_support.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap::test {
namespace {

constexpr int kKinds = static_cast<int>(ObstacleKind::EntryOfTheServer) + 1;

const std::string kRootDse =
    "dn:\nobjectClass: top\nobjectClass: OpenLDAProotDSE\nnamingContexts: o=Acme\nsupportedControl: 1.3.6.1.1.12\n"
    "supportedControl: 1.3.6.1.1.13.1\n\n";

std::string onSlapd(const std::string& ldif, const std::string& more = "") {
  return rehearsedOn(Product::OpenLdap, ldif, more);
}
std::string service(const std::string& lines) { return add("cn=x,o=Acme", "objectClass: service\nport: 7\n" + lines); }
const std::string kB = "cn=b,ou=a,o=Acme";

TEST(ObstacleKind, EachHasAWordATextAndAResultCodeOfEveryProduct) {
  std::set<std::string_view> words;
  for (int i = 0; i < kKinds; ++i) {
    Obstacle obstacle;
    obstacle.kind = static_cast<ObstacleKind>(i);
    EXPECT_TRUE(words.insert(nameOf(obstacle.kind)).second) << nameOf(obstacle.kind);
    EXPECT_FALSE(textOf(obstacle).empty()) << nameOf(obstacle.kind);
    for (const Product product : {Product::Generic, Product::OpenLdap, Product::Ds389, Product::ActiveDirectory,
                                  Product::Samba, Product::Exchange55})
      EXPECT_GT(answerOf(obstacle, product).result, 0) << nameOf(obstacle.kind);
  }
}

TEST(StepPlayer, AddsAnEntryBelowAnExistingParent) {
  EXPECT_EQ(onSlapd(service("")), "1 succeeds\n");
  EXPECT_EQ(onSlapd(add("cn=x,ou=none,o=Acme", "objectClass: service\nport: 7\n")),
            "1 fails 32 the step adds an entry below ou=none,o=Acme, which is not there\n");
  EXPECT_EQ(onSlapd(add(kB, "objectClass: service\nport: 7\n")), "1 fails 68 the step adds an entry that is there\n");
}

TEST(StepPlayer, AddNeedsDefinedTypesAndClasses) {
  EXPECT_EQ(onSlapd(service("acme: 1\n")), "1 fails 17 the schema does not define the attribute type acme\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: acme\n")),
            "1 fails 21 the schema does not define the object class acme\n");
}

TEST(StepPlayer, AddNeedsTheAttributesOfItsClasses) {
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: service\n")),
            "1 fails 65 the class service requires port, which the entry would not have\n");
  EXPECT_EQ(onSlapd(service("ou: y\n")), "1 fails 65 no class of the entry allows ou\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: top\n")), "1 fails 65 the entry would have no structural class\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "description: x\n")), "1 fails 65 the entry would have no objectClass\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: service\nobjectClass: organization\no: x\nport: 1\n")),
            "1 fails 65 service and organization are both structural, and neither is derived from the other\n");
}

TEST(StepPlayer, ValuesConformToTheirAttributeType) {
  EXPECT_EQ(onSlapd(service("port: 8\n")), "1 fails 19 port is single-valued and would have several values\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: service\nport: many\n")),
            "1 fails 21 a value does not conform to the syntax of port: many\n");
  EXPECT_EQ(onSlapd(service("createTimestamp: 20260101000000Z\n")),
            "1 fails 19 createTimestamp can be set by the server only\n");
}

TEST(StepPlayer, ValueGivenTwiceFails) {
  EXPECT_EQ(onSlapd(service("description: A  b\ndescription: a B\n")),
            "1 fails 20 description would have the value a B twice\n");
  EXPECT_EQ(onSlapd(service("description: a\n2.5.4.13: A\n")), "1 fails 20 2.5.4.13 would have the value A twice\n");
  EXPECT_EQ(onSlapd(modify("ou=a,o=Acme", "replace: description\ndescription: x\ndescription: X\n")),
            "1 fails 20 description would have the value X twice\n");
  EXPECT_EQ(onSlapd(modify("ou=a,o=Acme", "add: description\ndescription: from HERE\n")),
            "1 fails 20 description would have the value from HERE twice (alike)\n");
  EXPECT_EQ(onSlapd(service("description: a\ndescription: b\n")), "1 succeeds\n");
}

TEST(StepPlayer, ValueMayComeGoAndComeAgainInOneModify) {
  EXPECT_EQ(onSlapd(modify("ou=a,o=Acme",
                           "add: description\ndescription: x\n-\ndelete: description\ndescription: x\n-\n"
                           "add: description\ndescription: x\n")),
            "1 succeeds\n");
}

TEST(StepPlayer, SecondValueOfASingleValuedAttributeFails) {
  EXPECT_EQ(onSlapd(modify(kB, "add: port\nport: 2\n")),
            "1 fails 19 port is single-valued and would have several values\n");
  EXPECT_EQ(onSlapd(modify(kB, "replace: port\nport: 2\n")), "1 succeeds\n");
}

TEST(StepPlayer, AttributeOptionsMustBeKnownToSlapd) {
  EXPECT_EQ(onSlapd(service("description;x-shift: a\n")),
            "1 fails 17 the schema does not define the attribute type description;x-shift\n");
  EXPECT_EQ(onSlapd(service("description;binary: a\n")),
            "1 fails 17 the schema does not define the attribute type description;binary\n");
  EXPECT_EQ(onSlapd(service("description;lang-de: a\n")), "1 succeeds\n");
  EXPECT_EQ(onSlapd(service("description;x-shift: a\n"),
                    "dn: cn=config\nobjectClass: olcGlobal\ncn: config\nolcAttributeOptions: lang-\n"
                    "olcAttributeOptions: x-shift\n\n"),
            "1 succeeds\n");
  EXPECT_EQ(rehearsedOn(Product::Ds389, service("description;x-shift: a\n")), "1 succeeds\n");
}

TEST(StepPlayer, OperationalTypesOfOtherServersAndOfModulesThatAreNotLoadedAreUndefined) {
  EXPECT_EQ(onSlapd(service("nsUniqueId: 1\n")),
            "1 fails 17 the schema does not define the attribute type nsUniqueId\n");
  EXPECT_EQ(onSlapd(service("pwdPolicySubentry: o=Acme\n")),
            "1 fails 17 the schema does not define the attribute type pwdPolicySubentry\n");
  const std::string module =
      "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\ndn: cn=module{0},cn=config\nobjectClass: olcModuleList\n"
      "cn: module{0}\nolcModuleLoad: {0}ppolicy.la\n\n";
  EXPECT_EQ(onSlapd(service("pwdPolicySubentry: o=Acme\n"), module), "1 succeeds\n");
}

TEST(StepPlayer, ModuleThatIsNotKnownLeavesTheSchemaInDoubt) {
  const std::string config = "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n";
  const auto load = [](const std::string& module) {
    return add("cn=module,cn=config", "objectClass: olcModuleList\nolcModuleLoad: " + module + "\n");
  };
  const std::string use = service("acmeBolt: 1\n");
  EXPECT_EQ(onSlapd(load("acme") + use, config),
            "1 succeeds\n2 not-known: step 1 loads a module, which may define acmeBolt\n");
  EXPECT_EQ(onSlapd(load("ppolicy") + use, config),
            "1 succeeds\n2 fails 17 the schema does not define the attribute type acmeBolt\n");
}

TEST(StepPlayer, DeleteNeedsAnExistingLeaf) {
  EXPECT_EQ(onSlapd("dn: " + kB + "\nchangetype: delete\n\n"), "1 succeeds\n");
  EXPECT_EQ(onSlapd("dn: ou=a,o=Acme\nchangetype: delete\n\n"),
            "1 fails 66 the step deletes an entry that has children, cn=b,ou=a,o=Acme among them\n");
  EXPECT_EQ(onSlapd("dn: ou=none,o=Acme\nchangetype: delete\n\n"),
            "1 fails 32 the step changes an entry that is not there\n");
}

TEST(StepPlayer, TreeDeleteTakesTheSubtreeWhereTheServerSupportsIt) {
  const std::string tree = "dn: ou=a,o=Acme\ncontrol: 1.2.840.113556.1.4.805 true\nchangetype: delete\n\n";
  EXPECT_EQ(onSlapd(tree + "dn: " + kB + "\nchangetype: delete\n\n"),
            "1 succeeds\n2 fails 32 the step changes an entry that is not there\n");
  EXPECT_EQ(onSlapd(tree, kRootDse),
            "1 fails 12 the server does not support the control 1.2.840.113556.1.4.805, which the step marks as "
            "critical\n");
}

TEST(StepPlayer, OnlyCriticalControlsMustBeSupported) {
  const auto withControl = [](const std::string& control) {
    return "dn: " + kB + "\ncontrol: " + control + "\nchangetype: delete\n\n";
  };
  EXPECT_EQ(onSlapd(withControl("1.2.3.4"), kRootDse), "1 succeeds\n");
  EXPECT_EQ(onSlapd(withControl("1.2.3.4 false"), kRootDse), "1 succeeds\n");
  EXPECT_EQ(onSlapd(withControl("1.3.6.1.1.13.1 true:: MAA="), kRootDse), "1 succeeds\n");
  EXPECT_EQ(onSlapd(withControl("1.3.6.1.1.12 true: (cn=b)"), kRootDse),
            "1 not-known: the control 1.3.6.1.1.12 makes the step depend on a filter, which is not evaluated\n");
  EXPECT_EQ(onSlapd(withControl("1.2.3.4 true"), kRootDse),
            "1 fails 12 the server does not support the control 1.2.3.4, which the step marks as critical\n");
}

TEST(StepPlayer, ModifyNeedsWhatItDeletes) {
  EXPECT_EQ(onSlapd(modify("cn=none,o=Acme", "replace: port\nport: 1\n")),
            "1 fails 32 the step changes an entry that is not there\n");
  EXPECT_EQ(onSlapd(modify(kB, "delete: description\n")),
            "1 fails 16 the step deletes description, which the entry does not have (alike)\n");
  EXPECT_EQ(onSlapd(modify(kB, "delete: port\nport: 2\n")),
            "1 fails 16 the step deletes a value of port that the entry does not have: 2 (alike)\n");
  EXPECT_EQ(onSlapd(modify(kB, "replace: cn\ncn: z\n")),
            "1 fails 64 the step removes the value of cn that names the entry\n");
  EXPECT_EQ(rehearsedOn(Product::Ds389, modify(kB, "replace: cn\ncn: z\n")),
            "1 fails 67 the step removes the value of cn that names the entry\n");
  EXPECT_EQ(onSlapd(modify(kB, "replace: port\nport: 1\n")), "1 already-done\n");
}

TEST(StepPlayer, IncrementNeedsAnIntegerOf64Bits) {
  EXPECT_EQ(onSlapd(modify(kB, "increment: port\nport: 4\n-\nreplace: port\nport: 5\n")), "1 succeeds\n");
  EXPECT_EQ(onSlapd(modify(kB, "increment: port\nport: 99999999999999999999999\n")),
            "1 fails 21 a value does not conform to the syntax of port: 99999999999999999999999\n");
  EXPECT_EQ(onSlapd(modify(kB, "increment: port\nport: 9223372036854775807\n")),
            "1 not-known: port would be incremented beyond 64 bits\n");
  EXPECT_EQ(onSlapd(modify("ou=a,o=Acme", "increment: port\nport: 1\n")),
            "1 fails 16 the step deletes port, which the entry does not have\n");
}

TEST(StepPlayer, StructuralClassCannotChange) {
  EXPECT_EQ(onSlapd(modify(kB, "replace: objectClass\nobjectClass: organization\n-\nadd: o\no: x\n-\ndelete: port\n")),
            "1 fails 69 the structural class would change from service to organization\n");
  EXPECT_EQ(rehearsedOn(Product::Ds389, modify(kB, "add: objectClass\nobjectClass: organization\n-\nadd: o\no: x\n")),
            "1 succeeds\n");
}

TEST(StepPlayer, RenameNeedsAFreeNameAndASuperior) {
  EXPECT_EQ(onSlapd(rename("ou=a,o=Acme", "ou=a", kB)), "1 fails 53 the step moves an entry below itself\n");
  EXPECT_EQ(onSlapd(rename("ou=a,o=Acme", "ou=a", "ou=no,o=Acme")),
            "1 fails 32 the step moves an entry below ou=no,o=Acme, which is not there\n");
  EXPECT_EQ(onSlapd(rename(kB, "ou=a", "o=Acme")), "1 fails 53 the step moves an entry above itself\n");
  EXPECT_EQ(rehearsedOn(Product::Ds389, rename(kB, "ou=a", "o=Acme")),
            "1 fails 68 the step adds an entry that is there\n");
  EXPECT_EQ(onSlapd(rename(kB, "cn=c")), "1 succeeds\n");
}

TEST(StepPlayer, NewRdnMustBeOneRdn) {
  EXPECT_EQ(onSlapd(rename(kB, "")).substr(0, 10), "1 fails 34");
  EXPECT_EQ(onSlapd(rename(kB, "unparsable")).substr(0, 10), "1 fails 34");
  EXPECT_EQ(onSlapd(rename(kB, "cn=c", "unparsable")).substr(0, 10), "1 fails 34");
  EXPECT_EQ(onSlapd(rename(kB, "cn=c,o=Acme")),
            "1 fails 34 cn=c,o=Acme is not a valid RDN: a new RDN is one RDN (RFC 4511, 4.9)\n");
  EXPECT_EQ(onSlapd(rename(kB, "cn=c\\,o=Acme")), "1 succeeds\n");
}

TEST(StepPlayer, SlapdChecksTypesAndSyntaxOfNames) {
  EXPECT_EQ(onSlapd(add("locker=7,o=Acme", "objectClass: service\nport: 7\n")),
            "1 fails 34 locker=7,o=Acme is not a valid name: the schema does not define locker\n");
  EXPECT_EQ(onSlapd(add("port=many,o=Acme", "objectClass: service\ncn: x\n")),
            "1 fails 34 port=many,o=Acme is not a valid name: the value does not conform to the syntax of port\n");
}

TEST(StepPlayer, ActiveDirectoryAllowsPossibleSuperiorsOnly) {
  const std::string superiors = " X-POSSIBLE-SUPERIORS 'organization' )\n";
  std::string site = kAcme;
  const std::string end = "MUST ( cn $ port ) MAY description )\n";
  site.replace(site.find(end), end.size(), "MUST ( cn $ port ) MAY description" + superiors);
  const MemorySnapshot target = snapshotOf(site, infoOf(Product::Samba));
  EXPECT_EQ(rehearsed(service(""), target), "1 succeeds\n");
  EXPECT_EQ(rehearsed(add("cn=x,ou=a,o=Acme", "objectClass: service\nport: 7\n"), target),
            "1 fails 64 an entry of class service cannot be below ou=a,o=Acme\n");
}

const std::string kConfig =
    "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\ndn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\n"
    "cn: schema\n\ndn: cn={0}core,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {0}core\n"
    "olcAttributeTypes: ( 1.3.9.5 NAME 'acmeCore' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\n";

std::string schemaEntry(const std::string& rdn, const std::string& lines) {
  return add(rdn + ",cn=schema,cn=config", "objectClass: olcSchemaConfig\n" + lines);
}

TEST(StepPlayer, SchemaElementsOfSlapdAreDefinedOnce) {
  const std::string syntax = " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";
  EXPECT_EQ(onSlapd(schemaEntry("cn=acme", "olcAttributeTypes: ( 1.3.9.6 NAME 'acmeNew'" + syntax), kConfig),
            "1 succeeds\n");
  EXPECT_EQ(onSlapd(schemaEntry("cn=acme", "olcAttributeTypes: ( 1.3.9.5 NAME 'acmeCore'" + syntax), kConfig),
            "1 fails 80 acmeCore (1.3.9.5) is defined already\n");
  EXPECT_EQ(onSlapd(schemaEntry("cn=acme", "olcAttributeTypes: ( 1.3.9.5 NAME 'acmeNew'" + syntax), kConfig),
            "1 fails 80 the OID of acmeNew (1.3.9.5) belongs to acmeCore (1.3.9.5)\n");
  EXPECT_EQ(onSlapd(schemaEntry("cn=acme", "olcAttributeTypes: ( 1.3.9.6 NAME 'acmeCore'" + syntax), kConfig),
            "1 fails 80 the name of acmeCore (1.3.9.6) belongs to acmeCore (1.3.9.5)\n");
  EXPECT_EQ(onSlapd(schemaEntry("cn=acme", "olcObjectClasses: ( 1.3.9.7 NAME 'acmeClass' MAY acmeNone )\n"), kConfig),
            "1 fails 80 the class acmeClass (1.3.9.7) names acmeNone, which the schema does not define\n");
  EXPECT_EQ(onSlapd(schemaEntry("cn={0}acme", ""), kConfig),
            "1 fails 53 the entry asks for a number that another one has\n");
}

TEST(StepPlayer, DefinitionThatIsDeletedMustBeThere) {
  const std::string gone = "olcAttributeTypes: ( 1.3.9.8 NAME 'acmeGone' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";
  EXPECT_EQ(onSlapd(modify("cn={0}core,cn=schema,cn=config", "delete: olcAttributeTypes\n" + gone), kConfig),
            "1 fails 16 the step replaces a definition that the schema does not hold (alike)\n");
}

/// A forest of which only the head of the schema was exported, with one attribute.
const std::string kForest =
    "dn:\ndefaultNamingContext: DC=acme,DC=test\nconfigurationNamingContext: CN=Configuration,DC=acme,DC=test\n"
    "schemaNamingContext: CN=Schema,CN=Configuration,DC=acme,DC=test\n\n"
    "dn: DC=acme,DC=test\nobjectClass: domainDNS\ndc: acme\n\n"
    "dn: CN=Configuration,DC=acme,DC=test\nobjectClass: configuration\ncn: Configuration\n\n"
    "dn: CN=Schema,CN=Configuration,DC=acme,DC=test\nobjectClass: dMD\ncn: Schema\n\n"
    "dn: CN=Squat,CN=Schema,CN=Configuration,DC=acme,DC=test\nobjectClass: attributeSchema\ncn: Squat\n"
    "lDAPDisplayName: squat\nattributeID: 1.3.6.1.4.1.99999.1\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n"
    "linkID: 2046\nschemaIDGUID:: AAECAwQFBgcICQoLDA0ODw==\n\n";

std::string onForest(const std::string& ldif) {
  return rehearsed(ldif, snapshotOf(kForest, infoOf(Product::ActiveDirectory)));
}
std::string attribute(const std::string& cn, const std::string& lines) {
  return add("CN=" + cn + ",CN=Schema,CN=Configuration,DC=acme,DC=test",
             "objectClass: attributeSchema\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n" + lines);
}

TEST(StepPlayer, SchemaObjectsOfActiveDirectoryShareNothing) {
  EXPECT_EQ(onForest(attribute("New", "attributeID: 1.3.6.1.4.1.99999.2\n")), "1 succeeds\n");
  EXPECT_EQ(onForest(attribute("New", "attributeID: 1.3.6.1.4.1.99999.2\nlDAPDisplayName: Squat\n")),
            "1 fails 53 the name of Squat (1.3.6.1.4.1.99999.2) belongs to squat (1.3.6.1.4.1.99999.1)\n");
  EXPECT_EQ(onForest(attribute("New", "attributeID: 1.3.6.1.4.1.99999.2\nlinkID: 2046\n")),
            "1 fails 53 the linkID of new (1.3.6.1.4.1.99999.2) belongs to squat (1.3.6.1.4.1.99999.1)\n");
  EXPECT_EQ(onForest(attribute("New", "attributeID: 1.3.6.1.4.1.99999.2\nschemaIDGUID:: AAECAwQFBgcICQoLDA0ODw==\n")),
            "1 fails 53 the schemaIDGUID of new (1.3.6.1.4.1.99999.2) belongs to squat (1.3.6.1.4.1.99999.1)\n");
}

TEST(StepPlayer, DisplayNameThatActiveDirectoryDerivesIsCompared) {
  EXPECT_EQ(onForest(attribute("Squa-t2", "attributeID: 1.3.6.1.4.1.99999.2\n")), "1 succeeds\n");
  EXPECT_EQ(onForest(attribute("Sq-uat", "attributeID: 1.3.6.1.4.1.99999.2\n")),
            "1 fails 53 the name of sqUat (1.3.6.1.4.1.99999.2) belongs to squat (1.3.6.1.4.1.99999.1)\n");
}

TEST(StepPlayer, ActiveDirectoryTakesAGuidForADn) {
  const std::string named =
      "dn: CN=Ann,DC=acme,DC=test\nobjectClass: person\ncn: Ann\n"
      "objectGUID:: AQIDBAUGBwgJCgsMDQ4PEA==\n\n";
  const auto rename = [](const std::string& name) {
    return "dn: <GUID=" + name + ">\nchangetype: modrdn\nnewrdn: CN=Bea\ndeleteoldrdn: 1\n\n";
  };
  const MemorySnapshot forest = snapshotOf(kForest + named, infoOf(Product::ActiveDirectory));
  const std::string guid = "04030201-0605-0807-090a-0b0c0d0e0f10";
  const std::string missing = "1 fails 32 the step changes an entry that is not there\n";
  EXPECT_NE(rehearsed(rename(guid), forest), missing);
  EXPECT_NE(rehearsed(rename("0102030405060708090A0B0C0D0E0F10"), forest), missing);
  EXPECT_EQ(rehearsed(rename("00000000-1111-2222-3333-444444444444"), forest), missing);
  EXPECT_EQ(onSlapd(rename(guid)), "1 fails 34 <GUID=" + guid + "> is not a valid name: the server takes DNs only\n");
}

TEST(StepPlayer, FirstEntryOfANamingContextNeedsNoParent) {
  const std::string suffix = add("o=New,ou=de", "objectClass: organization\n");
  const std::string missing = "1 fails 53 o=New,ou=de is in none of the server's naming contexts\n";
  EXPECT_EQ(onSlapd(suffix, kRootDse), missing);
  EXPECT_EQ(onSlapd(suffix, "dn:\nnamingContexts: o=Acme\nnamingContexts: o=new, OU=DE\n\n"), "1 succeeds\n");
  EXPECT_EQ(onSlapd(add("o=below,o=New,ou=de", "objectClass: organization\n"),
                    "dn:\nnamingContexts: o=Acme\nnamingContexts: o=New,ou=de\n\n"),
            "1 fails 32 the step adds an entry below o=New,ou=de, which is not there\n");
  const std::string database = "objectClass: olcDatabaseConfig\nolcDatabase: {1}mdb\nolcSuffix: o=New,ou=de\n";
  EXPECT_EQ(onSlapd(suffix, kRootDse +
                                "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n"
                                "dn: olcDatabase={1}mdb,cn=config\n" +
                                database + "\n"),
            "1 succeeds\n");
}

TEST(StepPlayer, NtdsSchemaTypesSkipWhatIsDone) {
  const std::string squat = "CN=Squat,CN=Schema,CN=Configuration,DC=acme,DC=test";
  const std::string gone = "CN=Gone,CN=Schema,CN=Configuration,DC=acme,DC=test";
  EXPECT_EQ(onForest("dn: " + squat +
                     "\nchangetype: ntdsSchemaAdd\nobjectClass: attributeSchema\n"
                     "attributeSyntax: 2.5.5.12\noMSyntax: 64\nattributeID: 1.3.6.1.4.1.99999.1\n\n"
                     "dn: " +
                     gone +
                     "\nchangetype: ntdsSchemaModify\nreplace: searchFlags\nsearchFlags: 1\n-\n\n"
                     "dn: " +
                     gone +
                     "\nchangetype: ntdsSchemaModrdn\nnewrdn: CN=Gone2\ndeleteoldrdn: 1\n\n"
                     "dn: " +
                     gone + "\nchangetype: ntdsSchemaDelete\n\n"),
            "1 already-done\n2 already-done\n3 already-done\n4 already-done\n");
  EXPECT_EQ(onForest("dn: " + gone + "\nchangetype: delete\n\n"),
            "1 fails 32 the step changes an entry that is not there\n");
}

TEST(StepPlayer, ModifyThatFailsBecauseItIsDoneSaysSo) {
  EXPECT_EQ(onSlapd(modify("ou=a,o=Acme", "add: description\ndescription: from here\n")),
            "1 fails 20 description would have the value from here twice (alike)\n");
  EXPECT_EQ(onSlapd(modify(kB, "delete: description\n")),
            "1 fails 16 the step deletes description, which the entry does not have (alike)\n");
  EXPECT_EQ(onSlapd(modify("ou=a,o=Acme", "add: description\ndescription: from here\ndescription: more\n")),
            "1 fails 20 description would have the value from here twice\n");
}

TEST(StepPlayer, Ds389PassesOverWhatOnlyTheServerSets) {
  const auto on389 = [](const std::string& ldif) { return rehearsedOn(Product::Ds389, ldif); };
  EXPECT_EQ(on389(modify(kB, "replace: createTimestamp\ncreateTimestamp: 20260101000000Z\n")),
            "1 fails 53 createTimestamp can be set by the server only\n");
  EXPECT_EQ(
      on389(modify(kB, "replace: createTimestamp\ncreateTimestamp: 20260101000000Z\n-\nreplace: port\nport: 2\n")),
      "1 succeeds\n");
  EXPECT_EQ(on389(service("createTimestamp: never\n") +
                  modify("cn=x,o=Acme", "delete: createTimestamp\n-\ndelete: port\nport: 7\n-\nadd: port\nport: 8\n")),
            "1 succeeds\n2 succeeds\n");
}

TEST(StepPlayer, ValuesWithoutAnEqualityRuleAreComparedBySyntaxIn389) {
  const std::string schema =
      "dn: cn=schema\nobjectClass: subschema\ncn: schema\n"
      "attributeTypes: ( 1.3.9.9 NAME 'shelf' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n"
      "objectClasses: ( 1.3.9.10 NAME 'store' SUP top STRUCTURAL MUST cn MAY shelf )\n\n"
      "dn: cn=c,o=Acme\nobjectClass: store\ncn: c\nshelf: Left\n\n";
  EXPECT_EQ(rehearsedOn(Product::Ds389, modify("cn=c,o=Acme", "delete: shelf\nshelf: LEFT\n"), schema), "1 succeeds\n");
  EXPECT_EQ(onSlapd(modify("cn=c,o=Acme", "delete: shelf\nshelf: LEFT\n"), schema).substr(0, 10), "1 fails 18");
}

TEST(StepPlayer, SlapdKnowsOnlyItsOwnNamingContexts) {
  const std::string contexts =
      "dn:\nnamingContexts: o=Acme\nnamingContexts: o=Other\nsubschemaSubentry: cn=Subschema\n\n";
  const std::string nowhere = "o=x,o=None is in none of the server's naming contexts\n";
  EXPECT_EQ(onSlapd(add("o=x,o=None", "objectClass: organization\n"), contexts), "1 fails 53 " + nowhere);
  EXPECT_EQ(onSlapd("dn: o=x,o=None\nchangetype: delete\n\n", contexts), "1 fails 53 " + nowhere);
  EXPECT_EQ(onSlapd(modify("o=x,o=None", "replace: description\ndescription: x\n"), contexts), "1 fails 53 " + nowhere);
  EXPECT_EQ(onSlapd(rename("o=x,o=None", "o=y"), contexts), "1 fails 53 " + nowhere);
  EXPECT_EQ(onSlapd("dn: o=x,o=None\nchangetype: delete\n\n"),
            "1 fails 32 the step changes an entry that is not there\n");
  EXPECT_EQ(rehearsedOn(Product::Ds389, "dn: o=x,o=None\nchangetype: delete\n\n", contexts),
            "1 fails 32 the step changes an entry that is not there\n");
}

TEST(StepPlayer, SlapdMovesNothingToAnotherNamingContext) {
  const std::string contexts = "dn:\nnamingContexts: o=Acme\nnamingContexts: o=Other\n\n";
  EXPECT_EQ(onSlapd(rename(kB, "cn=b", "o=Other"), contexts),
            "1 fails 71 the step moves an entry to another naming context: cn=b,o=Other\n");
  EXPECT_EQ(onSlapd(rename(kB, "cn=b", "o=Acme"), contexts), "1 succeeds\n");
}

TEST(StepPlayer, SlapdRefusesChangesOfItsOwnEntries) {
  const std::string own = "the server makes this entry itself, and clients cannot change it\n";
  const std::string rootDse = "dn:\nnamingContexts: o=Acme\nsubschemaSubentry: cn=Subschema\n\n";
  EXPECT_EQ(onSlapd(modify("", "replace: description\ndescription: x\n"), rootDse), "1 fails 53 " + own);
  EXPECT_EQ(onSlapd("dn:\nchangetype: delete\n\n", rootDse), "1 fails 53 " + own);
  EXPECT_EQ(onSlapd("dn: cn=Subschema\nchangetype: delete\n\n", rootDse), "1 fails 53 " + own);
  EXPECT_EQ(onForest(modify("", "add: schemaUpdateNow\nschemaUpdateNow: 1\n")), "1 succeeds\n");
}

}  // namespace
}  // namespace ldapsnap::test

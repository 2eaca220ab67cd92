#include "diff/apply/change_records.h"

#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

/// The records, one line an operation: "add cn=a: cn=a objectClass=device", "rename cn=a -> cn=b below dc=x",
/// "modify cn=a: -description=old +description=new =l", "delete cn=a"; what is left out, as "(cn=a userPassword)".
std::string lineOf(const ChangeStep& step) {
  const LdifRecord& record = step.record;
  std::string line;
  switch (record.change) {
    case ChangeType::Add:
      line = "add " + record.entry.dn + ":";
      for (const Attribute& attribute : record.entry.attributes)
        for (const std::string& value : attribute.values) line += ' ' + attribute.description + '=' + value;
      break;
    case ChangeType::Delete:
      line = "delete " + record.entry.dn;
      break;
    case ChangeType::ModifyDn:
      line = "rename " + record.entry.dn + " -> " + record.newRdn;
      if (record.hasNewSuperior) line += " below " + record.newSuperior;
      if (!record.deleteOldRdn) line += ", keeps the old RDN";
      break;
    case ChangeType::Modify:
      line = "modify " + record.entry.dn + ":";
      for (const Modification& modification : record.modifications) {
        const char sign = modification.operation == Modification::Operation::Add      ? '+'
                          : modification.operation == Modification::Operation::Delete ? '-'
                                                                                      : '=';
        line += std::string(" ") + sign + modification.attribute.description;
        for (const std::string& value : modification.attribute.values) line += '<' + value + '>';
      }
      break;
    case ChangeType::None:
      break;
  }
  for (const LeftOut& each : step.leftOut) line += " (" + each.dn + ' ' + each.description + ')';
  return line + '\n';
}

std::string linesOf(const std::string& before, const std::string& after, Product product = Product::Generic) {
  const MemorySnapshot from = snapshotOf(before, product), to = snapshotOf(after, product);
  const ChangeRecords records = changeRecordsOf(compare(from, to), from, to);
  std::string lines;
  for (const LeftOut& each : records.leftOut)
    lines += '(' + each.dn + (each.description.empty() ? "" : " ") + each.description + ")\n";
  for (const ChangeStep& step : records.steps) lines += lineOf(step);
  return lines;
}

const std::string kBase = "dn: dc=x\nobjectClass: domain\ndc: x\n\n";

std::string records(const std::string& before, const std::string& after, Product product = Product::Generic) {
  return linesOf(kBase + before, kBase + after, product);
}

TEST(ChangeRecords, AddsParentsBeforeChildren) {
  EXPECT_EQ(records("", "dn: cn=b,ou=a,dc=x\nobjectClass: device\ncn: b\n\ndn: ou=a,dc=x\nobjectClass: top\nou: a\n"),
            "add ou=a,dc=x: objectClass=top ou=a\n"
            "add cn=b,ou=a,dc=x: objectClass=device cn=b\n");
}

TEST(ChangeRecords, DeletesChildrenBeforeParents) {
  EXPECT_EQ(records("dn: ou=a,dc=x\nobjectClass: top\nou: a\n\ndn: cn=b,ou=a,dc=x\nobjectClass: device\ncn: b\n", ""),
            "delete cn=b,ou=a,dc=x\ndelete ou=a,dc=x\n");
}

TEST(ChangeRecords, AddRecordContainsTheRdn) {
  EXPECT_EQ(records("", "dn: cn=a+serialNumber=7,dc=x\nobjectClass: device\ncn: A\n"),
            "add cn=a+serialNumber=7,dc=x: objectClass=device cn=A serialNumber=7\n");
}

TEST(ChangeRecords, ModifiesByValueIfAMatchingRuleDistinguishesValues) {
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\ndescription: old\ndescription: same\n",
                    "dn: cn=a,dc=x\ncn: a\ndescription: new\ndescription: same\n"),
            "modify cn=a,dc=x: -description<old> +description<new>\n");
}

TEST(ChangeRecords, ReplacesTheAttributeIfNoMatchingRuleDistinguishesValues) {
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\njpegPhoto: one\njpegPhoto: two\n",
                    "dn: cn=a,dc=x\ncn: a\njpegPhoto: one\njpegPhoto: three\n"),
            "modify cn=a,dc=x: =jpegPhoto<one><three>\n");
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\njpegPhoto: one\n", "dn: cn=a,dc=x\ncn: a\n"),
            "modify cn=a,dc=x: -jpegPhoto\n");
}

TEST(ChangeRecords, ReplacesOrderedValuesAsAList) {
  EXPECT_EQ(linesOf("dn: olcDatabase={1}mdb,cn=config\nolcAccess: {0}to * by * read\n",
                    "dn: olcDatabase={1}mdb,cn=config\nolcAccess: {0}to a by * none\nolcAccess: {1}to * by * read\n"),
            "modify olcDatabase={1}mdb,cn=config: =olcAccess<{0}to a by * none><{1}to * by * read>\n");
}

TEST(ChangeRecords, RenamesAContainerOnceAndModifiesBelowItsNewName) {
  const std::string child = "objectClass: device\ncn: b\nentryUUID: 2\n";
  EXPECT_EQ(records("dn: ou=a,dc=x\nou: a\nentryUUID: 1\n\ndn: cn=b,ou=a,dc=x\n" + child,
                    "dn: ou=n,dc=x\nou: n\nentryUUID: 1\n\ndn: cn=b,ou=n,dc=x\nl: x\n" + child),
            "rename ou=a,dc=x -> ou=n\n"
            "modify cn=b,ou=n,dc=x: +l<x>\n");
}

TEST(ChangeRecords, MovesBelowAnEntryThatIsAddedFirst) {
  EXPECT_EQ(records("dn: cn=b,dc=x\ncn: b\nentryUUID: 1\n",
                    "dn: ou=a,dc=x\nou: a\nentryUUID: 2\n\ndn: cn=b,ou=a,dc=x\ncn: b\nentryUUID: 1\n"),
            "add ou=a,dc=x: ou=a\n"
            "rename cn=b,dc=x -> cn=b below ou=a,dc=x\n");
}

TEST(ChangeRecords, MovesEntriesOutBeforeTheirParentIsDeleted) {
  EXPECT_EQ(records("dn: ou=a,dc=x\nou: a\nentryUUID: 2\n\ndn: cn=b,ou=a,dc=x\ncn: b\nentryUUID: 1\n",
                    "dn: cn=b,dc=x\ncn: b\nentryUUID: 1\n"),
            "rename cn=b,ou=a,dc=x -> cn=b below dc=x\n"
            "delete ou=a,dc=x\n");
}

TEST(ChangeRecords, RenameThatKeepsTheOldRdnValueHasDeleteoldrdnZero) {
  EXPECT_EQ(records("dn: uid=j,dc=x\nuid: j\ncn: Jo\nentryUUID: 1\n", "dn: cn=Jo,dc=x\nuid: j\ncn: Jo\nentryUUID: 1\n"),
            "rename uid=j,dc=x -> cn=Jo, keeps the old RDN\n");
}

TEST(ChangeRecords, ReplacedSubtreesAreDeletedAndAdded) {
  const std::string top = "dn: dc=x\nobjectClass: domain\ndc: x\nentryUUID: 0\n\n";  // by it, both are one directory
  EXPECT_EQ(linesOf(top + "dn: ou=a,dc=x\nou: a\nentryUUID: 1\n\ndn: cn=b,ou=a,dc=x\ncn: b\nentryUUID: 2\n",
                    top + "dn: ou=a,dc=x\nou: a\nentryUUID: 3\n\ndn: cn=b,ou=a,dc=x\ncn: b\nentryUUID: 4\n"),
            "delete cn=b,ou=a,dc=x\ndelete ou=a,dc=x\n"
            "add ou=a,dc=x: ou=a\nadd cn=b,ou=a,dc=x: cn=b\n");
}

TEST(ChangeRecords, SwappedNamesAreRenamedViaATemporaryName) {
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\nentryUUID: 1\n\ndn: cn=b,dc=x\ncn: b\nentryUUID: 2\n",
                    "dn: cn=a,dc=x\ncn: a\nl: x\nentryUUID: 2\n\ndn: cn=b,dc=x\ncn: b\nentryUUID: 1\n"),
            "rename cn=a,dc=x -> cn=a-ldapsnap-1\n"
            "rename cn=b,dc=x -> cn=a\n"
            "rename cn=a-ldapsnap-1,dc=x -> cn=b\n"
            "modify cn=a,dc=x: +l<x>\n");
}

TEST(ChangeRecords, SwappedContainersAreRenamedWithTheirContents) {
  EXPECT_EQ(records("dn: ou=a,dc=x\nou: a\nentryUUID: 1\n\ndn: cn=c,ou=a,dc=x\ncn: c\nentryUUID: 3\n\n"
                    "dn: ou=b,dc=x\nou: b\nentryUUID: 2\n\ndn: cn=c,ou=b,dc=x\ncn: c\nl: x\nentryUUID: 4\n",
                    "dn: ou=b,dc=x\nou: b\nentryUUID: 1\n\ndn: cn=c,ou=b,dc=x\ncn: c\nentryUUID: 3\n\n"
                    "dn: ou=a,dc=x\nou: a\nentryUUID: 2\n\ndn: cn=c,ou=a,dc=x\ncn: c\nl: x\nentryUUID: 4\n"),
            "rename ou=a,dc=x -> ou=a-ldapsnap-1\n"
            "rename ou=b,dc=x -> ou=a\n"
            "rename ou=a-ldapsnap-1,dc=x -> ou=b\n");
}

TEST(ChangeRecords, RenameChainsAreOrdered) {
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\nentryUUID: 1\n\ndn: cn=b,dc=x\ncn: b\nentryUUID: 2\n\n"
                    "dn: cn=c,dc=x\ncn: c\nentryUUID: 3\n",
                    "dn: cn=b,dc=x\ncn: b\nentryUUID: 1\n\ndn: cn=c,dc=x\ncn: c\nentryUUID: 2\n"),
            "delete cn=c,dc=x\n"
            "rename cn=b,dc=x -> cn=c\n"
            "rename cn=a,dc=x -> cn=b\n");
}

TEST(ChangeRecords, NamingContextsLoadedSeparatelyAreModifiedInPlace) {
  EXPECT_EQ(linesOf("dn: dc=x\ndc: x\nentryUUID: 1\n\ndn: cn=b,dc=x\ncn: b\nentryUUID: 2\n",
                    "dn: dc=x\ndc: x\nentryUUID: 3\n\ndn: cn=b,dc=x\ncn: b\nl: x\nentryUUID: 4\n"),
            "modify cn=b,dc=x: +l<x>\n");
}

TEST(ChangeRecords, NeverContainTheDigestOfASecret) {
  const std::string a = "{ldapsnap-redacted}00112233445566778899aabbccddeeff",
                    b = "{ldapsnap-redacted}ffeeddccbbaa99887766554433221100";
  EXPECT_EQ(records("", "dn: cn=a,dc=x\ncn: a\nuserPassword: " + a + "\n"),
            "add cn=a,dc=x: cn=a (cn=a,dc=x userPassword)\n");
  EXPECT_EQ(
      records("dn: cn=a,dc=x\ncn: a\nuserPassword: " + a + "\n", "dn: cn=a,dc=x\ncn: a\nuserPassword: " + b + "\n"),
      "(cn=a,dc=x userPassword)\n");
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\nuserPassword: " + a + "\n", "dn: cn=a,dc=x\ncn: a\n"),
            "modify cn=a,dc=x: =userPassword\n");
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\nolcSyncrepl: {0}rid=1 credentials=" + a + "\n",
                    "dn: cn=a,dc=x\ncn: a\nolcSyncrepl: {0}rid=2 credentials=" + a + "\n"),
            "(cn=a,dc=x olcSyncrepl)\n");
}

TEST(ChangeRecords, LeaveOutWhatTheServerOwns) {
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\ncreatorsName: cn=x\nentryDN: cn=a,dc=x\n",
                    "dn: cn=a,dc=x\ncn: a\nl: x\ncreatorsName: cn=y\nmemberOf: cn=g\n", Product::OpenLdap),
            "modify cn=a,dc=x: +l<x> (cn=a,dc=x memberOf)\n");
  EXPECT_EQ(linesOf("dn: cn=monitor,cn=a,cn=config\nl: 1\n", "dn: cn=monitor,cn=a,cn=config\nl: 2\n", Product::Ds389),
            "(cn=monitor,cn=a,cn=config)\n");
  EXPECT_EQ(linesOf("dn: cn=monitor\ncn: monitor\nl: 1\n", "dn: cn=monitor\ncn: monitor\nl: 2\n"), "(cn=monitor)\n");
}

TEST(ChangeRecords, AddSchemaBeforeItsUseAndRemoveItAfterwards) {
  const std::string schema =
      "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n"
      "olcAttributeTypes: ( 1.9.9 NAME 'other' )\n\n";
  const std::string acme =
      "dn: cn={4}acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {4}acme\n"
      "olcAttributeTypes: {0}( 1.1.1 NAME 'acmeA' EQUALITY caseIgnoreMatch )\n";
  const std::string type =
      "olcAttributeTypes: {1}( 1.1.2 NAME 'acmeB' SUP acmeC )\n"
      "olcAttributeTypes: {2}( 1.1.3 NAME 'acmeC' EQUALITY caseIgnoreMatch )\n"
      "olcObjectClasses: {0}( 1.2.1 NAME 'acmeO' MAY acmeB )\n";
  const std::string before = schema + acme + "\ndn: dc=x\ndc: x\n";
  const std::string after = schema + acme + type + "\ndn: dc=x\ndc: x\nacmeB: 1\n";
  EXPECT_EQ(linesOf(before, after, Product::OpenLdap),
            "modify cn={4}acme,cn=schema,cn=config: "
            "+olcAttributeTypes<( 1.1.3 NAME 'acmeC' EQUALITY caseIgnoreMatch )><( 1.1.2 NAME 'acmeB' SUP acmeC )> "
            "+olcObjectClasses<( 1.2.1 NAME 'acmeO' MAY acmeB )>\n"
            "modify dc=x: +acmeB<1>\n");
  EXPECT_EQ(linesOf(after, before, Product::OpenLdap),
            "modify dc=x: -acmeB<1>\n"
            "modify cn={4}acme,cn=schema,cn=config: -olcObjectClasses<( 1.2.1 NAME 'acmeO' MAY acmeB )> "
            "-olcAttributeTypes<( 1.1.2 NAME 'acmeB' SUP acmeC )><( 1.1.3 NAME 'acmeC' EQUALITY caseIgnoreMatch )>\n");
}

TEST(ChangeRecords, LeaveSchemaEntriesThatOpenLdapCannotDelete) {
  const std::string schema = "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n";
  EXPECT_EQ(linesOf(schema + "dn: cn={4}acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {4}acme\n", schema,
                    Product::OpenLdap),
            "(cn={4}acme,cn=schema,cn=config)\n");
}

TEST(ChangeRecords, LoadModulesBeforeOverlaysAndLeaveThemLoaded) {
  const std::string module = "dn: cn=module{0},cn=config\nobjectClass: olcModuleList\nolcModuleLoad: {0}back_mdb\n";
  const std::string overlay = "\ndn: olcDatabase={1}mdb,cn=config\nolcDatabase: {1}mdb\n";
  const std::string after = module + "olcModuleLoad: {1}memberof\n" + overlay +
                            "\ndn: olcOverlay={0}memberof,olcDatabase={1}mdb,cn=config\nolcOverlay: {0}memberof\n";
  EXPECT_EQ(linesOf(module + overlay, after, Product::OpenLdap),
            "modify cn=module{0},cn=config: +olcModuleLoad<memberof>\n"
            "add olcOverlay={0}memberof,olcDatabase={1}mdb,cn=config: olcOverlay={0}memberof\n");
  EXPECT_EQ(linesOf(after, module + overlay, Product::OpenLdap),
            "(cn=module{0},cn=config olcModuleLoad)\n"
            "delete olcOverlay={0}memberof,olcDatabase={1}mdb,cn=config\n");
}

TEST(ChangeRecords, ReplaceReferencesThatAServerMayUpdateItself) {
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\nentryUUID: 1\n\ndn: cn=g,dc=x\ncn: g\nmember: cn=a,dc=x\nmember: cn=z\n",
                    "dn: cn=b,dc=x\ncn: b\nentryUUID: 1\n\ndn: cn=g,dc=x\ncn: g\nmember: cn=b,dc=x\nmember: cn=z\n"),
            "rename cn=a,dc=x -> cn=b\n"
            "modify cn=g,dc=x: =member<cn=b,dc=x><cn=z>\n");
}

TEST(ChangeRecords, LeaveReferencesThatActiveDirectoryUpdatesItself) {
  EXPECT_EQ(records("dn: cn=a,dc=x\ncn: a\nobjectGUID: 1\n\ndn: cn=g,dc=x\ncn: g\nmember: cn=a,dc=x\nmember: cn=z\n",
                    "dn: cn=b,dc=x\ncn: b\nobjectGUID: 1\n\ndn: cn=g,dc=x\ncn: g\nmember: cn=b,dc=x\nmember: cn=z\n",
                    Product::Samba),
            "rename cn=a,dc=x -> cn=b\n");
}

TEST(ChangeRecords, AddReferencesToNewEntriesInActiveDirectoryOnceTheyExist) {
  EXPECT_EQ(records("", "dn: cn=a,dc=x\ncn: a\nmember: cn=b,dc=x\n\ndn: cn=b,dc=x\ncn: b\n", Product::Samba),
            "add cn=a,dc=x: cn=a\n"
            "add cn=b,dc=x: cn=b\n"
            "modify cn=a,dc=x: +member<cn=b,dc=x>\n");
}

TEST(ChangeRecords, RefreshTheActiveDirectorySchemaBetweenAttributesAndClasses) {
  const std::string type =
      "dn: CN=acmeA,CN=Schema,CN=Configuration,dc=x\nobjectClass: attributeSchema\ncn: acmeA\n"
      "lDAPDisplayName: acmeA\nattributeID: 1.1.1\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n\n";
  const std::string objectClass =
      "dn: CN=acme,CN=Schema,CN=Configuration,dc=x\nobjectClass: classSchema\ncn: acme\n"
      "lDAPDisplayName: acme\ngovernsID: 1.1.2\nmayContain: acmeA\n\n";
  const std::string container =
      "dn: CN=Schema,CN=Configuration,dc=x\ncn: Schema\n\n"
      "dn: CN=other,CN=Schema,CN=Configuration,dc=x\nobjectClass: attributeSchema\ncn: other\n"
      "lDAPDisplayName: other\nattributeID: 1.1.9\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n\n";
  EXPECT_EQ(records(container, container + objectClass + type, Product::Samba),
            "add CN=acmeA,CN=Schema,CN=Configuration,dc=x: objectClass=attributeSchema attributeID=1.1.1 "
            "attributeSyntax=2.5.5.12 cn=acmeA lDAPDisplayName=acmeA oMSyntax=64\n"
            "modify : +schemaUpdateNow<1>\n"
            "add CN=acme,CN=Schema,CN=Configuration,dc=x: objectClass=classSchema cn=acme governsID=1.1.2 "
            "lDAPDisplayName=acme mayContain=acmeA\n"
            "modify : +schemaUpdateNow<1>\n");
  EXPECT_EQ(records(container + type, container, Product::Samba), "(CN=acmeA,CN=Schema,CN=Configuration,dc=x)\n");
}

/// The classes of a schema object's definition, by the CNs, in the order in which they are added.
std::string orderOfClasses(const std::string& classes) {
  const std::string container =
      "dn: CN=Schema,CN=Configuration,dc=x\ncn: Schema\n\n"
      "dn: CN=other,CN=Schema,CN=Configuration,dc=x\nobjectClass: attributeSchema\ncn: other\n"
      "lDAPDisplayName: other\nattributeID: 1.1.9\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n\n";
  const std::string text = records(container, container + classes, Product::Samba);
  std::string order;
  for (std::size_t at = 0; (at = text.find("add CN=", at)) != std::string::npos; ++at)
    order += (order.empty() ? "" : " ") + text.substr(at + 7, text.find(',', at) - at - 7);
  return order;
}
std::string classObject(const std::string& name, const std::string& lines) {
  return "dn: CN=" + name + ",CN=Schema,CN=Configuration,dc=x\nobjectClass: classSchema\ncn: " + name +
         "\nlDAPDisplayName: " + name + "\ngovernsID: 1.1." + std::to_string(name.front()) + "\n" + lines + "\n";
}

TEST(ChangeRecords, AddAClassAfterItsPossibleSuperiors) {
  EXPECT_EQ(orderOfClasses(classObject("a", "systemPossSuperiors: b\n") + classObject("b", "possSuperiors: c\n") +
                           classObject("c", "")),
            "c b a");
  EXPECT_EQ(orderOfClasses(classObject("a", "possSuperiors: a\n") + classObject("b", "")), "a b");
}

TEST(ChangeRecords, AddAClassAfterASuperiorThatNamesItAsAPossibleParent) {
  EXPECT_EQ(orderOfClasses(classObject("a", "subClassOf: b\n") + classObject("b", "possSuperiors: a\n")), "b a");
  EXPECT_EQ(orderOfClasses(classObject("a", "possSuperiors: b\n") + classObject("b", "subClassOf: a\n")), "a b");
}

}  // namespace
}  // namespace ldapsnap

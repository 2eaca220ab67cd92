// Every entry of a snapshot against a schema.
#include "diff/rehearse/checks/schema_audit.h"

#include <gtest/gtest.h>

#include "snapshot/import/ldif_snapshot.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

/// A schema that defines objectClass itself, so that it counts as the whole of a server's.
const std::string kSchema = R"(dn: cn=Subschema
objectClass: subschema
cn: Subschema
attributeTypes: ( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )
attributeTypes: ( 2.5.4.3 NAME ( 'cn' 'commonName' ) EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributeTypes: ( 2.5.4.10 NAME ( 'o' 'organizationName' ) EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributeTypes: ( 2.5.21.5 NAME 'attributeTypes' SYNTAX 1.3.6.1.4.1.1466.115.121.1.3 USAGE directoryOperation )
attributeTypes: ( 2.5.21.6 NAME 'objectClasses' SYNTAX 1.3.6.1.4.1.1466.115.121.1.37 USAGE directoryOperation )
attributeTypes: ( 1.1.1 NAME 'acmeOn' EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE )
attributeTypes: ( 1.1.2 NAME 'acmeSerial' SUP cn )
objectClasses: ( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )
objectClasses: ( 2.5.20.1 NAME 'subschema' STRUCTURAL SUP top MAY ( cn $ attributeTypes $ objectClasses ) )
objectClasses: ( 2.5.6.4 NAME 'organization' SUP top STRUCTURAL MUST o )
objectClasses: ( 1.2.1 NAME 'acmeHost' SUP top STRUCTURAL MUST cn MAY acmeOn )
objectClasses: ( 1.2.3 NAME 'acmeCase' SUP top STRUCTURAL MUST acmeSerial MAY cn )
objectClasses: ( 1.2.2 NAME 'acmeRack' SUP top STRUCTURAL MUST o )

)";

MemorySnapshot snapshotOf(const std::string& entries, SnapshotInfo info = {}) {
  info.product = Product::OpenLdap;
  MemorySnapshot snapshot(std::move(info));
  const std::string text = kSchema + "dn: o=Acme\nobjectClass: organization\no: Acme\n\n" + entries;
  LdifReader reader(text, "test.ldif");
  while (auto record = reader.next()) snapshot.add(std::move(record->entry));
  snapshot.finish();
  return snapshot;
}

/// The findings of `entries`: "fault attribute class: entries".
std::vector<std::string> faultsOf(const SchemaAudit& audit) {
  std::vector<std::string> lines;
  for (const SchemaFinding& finding : audit.findings)
    lines.push_back(std::string(nameOf(finding.fault)) + " " + finding.attribute + " " + finding.objectClass + " " +
                    std::to_string(finding.entries));
  return lines;
}
std::vector<std::string> faultsOf(const std::string& entries) {
  const MemorySnapshot snapshot = snapshotOf(entries);
  return faultsOf(auditSchema(snapshot, snapshot.schema()));
}
using Lines = std::vector<std::string>;

TEST(SchemaAudit, AConformingDirectoryHasNoFinding) {
  EXPECT_EQ(faultsOf("dn: cn=a,o=Acme\nobjectClass: acmeHost\ncn: a\nacmeOn: TRUE\n\n"
                     "dn: commonName=B ,o=Acme\nobjectClass: ACMEHOST\ncn: b\n\n"),
            Lines{});
}

TEST(SchemaAudit, NamesWhatIsNotDefined) {
  EXPECT_EQ(faultsOf("dn: cn=a,o=Acme\nobjectClass: acmeDisk\ncn: a\nacmeColour: red\n\n"
                     "dn: cn=b,o=Acme\nobjectClass: acmeHost\ncn: b\nacmeColour: red\n\n"),
            (Lines{"undefined-class  acmeDisk 1", "undefined-attribute acmeColour  2"}));
}

TEST(SchemaAudit, NamesWhatAClassRequiresAndDoesNotAllow) {
  EXPECT_EQ(faultsOf("dn: acmeSerial=7,o=Acme\nobjectClass: acmeHost\nacmeSerial: 7\no: x\n\n"
                     "dn: cn=b,o=Acme\nobjectClass: acmeRack\ncn: b\n\n"),
            (Lines{"missing-attribute o acmeRack 1", "attribute-not-allowed acmeSerial acmeHost 1",
                   "attribute-not-allowed cn acmeRack 1", "attribute-not-allowed o acmeHost 1"}));
}

TEST(SchemaAudit, NamesValuesThatTheirTypeRefuses) {
  EXPECT_EQ(faultsOf("dn: cn=a,o=Acme\nobjectClass: acmeHost\ncn: a\nacmeOn: TRUE\nacmeOn: FALSE\n\n"
                     "dn: cn=b,o=Acme\nobjectClass: acmeHost\ncn: b\nacmeOn: yes\n\n"),
            (Lines{"several-values acmeOn  1", "invalid-syntax acmeOn  1"}));
}

TEST(SchemaAudit, NamesStructuralClassesThatDoNotFit) {
  EXPECT_EQ(
      faultsOf("dn: cn=a,o=Acme\nobjectClass: acmeHost\nobjectClass: acmeRack\ncn: a\no: a\n\n"
               "dn: cn=b,o=Acme\nobjectClass: top\ncn: b\n\n"),
      (Lines{"no-structural-class   1", "several-structural-classes  acmeHost 1", "attribute-not-allowed cn  1"}));
}

TEST(SchemaAudit, TheNamingValueMustBeInTheEntry) {
  EXPECT_EQ(faultsOf("dn: cn=a+acmeOn=TRUE,o=Acme\nobjectClass: acmeHost\ncn: A\n\n"
                     "dn: cn=b\\2Cc,o=Acme\nobjectClass: acmeHost\ncn: b,c\n\n"
                     "dn: cn=c,o=Acme\nobjectClass: acmeHost\ncn: d\n\n"),
            (Lines{"naming-value-missing acmeOn  1", "naming-value-missing cn  1"}));
}

TEST(SchemaAudit, RedactedValuesConform) {
  const std::string secret = std::string(kRedactedMark) + "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(faultsOf("dn: cn=a,o=Acme\nobjectClass: acmeHost\ncn: a\nacmeOn: " + secret + "\n\n"), Lines{});
}

TEST(SchemaAudit, WhatNoEntryHasWasNotRead) {
  const MemorySnapshot snapshot = snapshotOf("dn: cn=c,o=Acme\nobjectClass: acmeCase\ncn: c\n\n");
  const SchemaAudit audit = auditSchema(snapshot, snapshot.schema());
  EXPECT_EQ(faultsOf(audit), Lines{});
  ASSERT_EQ(audit.unknown.size(), 1U);
  EXPECT_EQ(audit.unknown[0].reason,
            "no entry of the snapshot has acmeSerial, which acmeCase requires: it was not read");
  EXPECT_EQ(audit.unknown[0].objects, (Lines{"cn=c,o=Acme"}));
}

TEST(SchemaAudit, AnAttributeThatWasNotRequestedIsUnknown) {
  SnapshotInfo info;
  info.coverage.origin = CoverageStatement::Origin::Header;
  info.coverage.parts.push_back({"", Scope::Subtree, "", {"objectClass", "o", "acmeOn"}, false});
  const MemorySnapshot snapshot = snapshotOf("dn: cn=a,o=Acme\nobjectClass: acmeHost\n\n", info);
  const SchemaAudit audit = auditSchema(snapshot, snapshot.schema());
  EXPECT_EQ(faultsOf(audit), Lines{});
  EXPECT_EQ(audit.unknown.size(), 1U);
}

TEST(SchemaAudit, APlannedRequirementIsMissedByEveryEntry) {
  const MemorySnapshot snapshot = snapshotOf("dn: cn=a,o=Acme\nobjectClass: acmeHost\ncn: a\n\n");
  Schema planned;
  planned.add(parseObjectClass("( 1.2.1 NAME 'acmeHost' SUP top STRUCTURAL MUST ( cn $ acmeOn ) )"));
  const Schema schema = plannedSchema(planned, snapshot.schema());
  EXPECT_EQ(faultsOf(auditSchema(snapshot, schema)), (Lines{"missing-attribute acmeOn acmeHost 1"}));
}

/// Entries of a file are looked at by several threads, in no order.
TEST(SchemaAudit, AFileHasTheFindingsOfItsEntriesInDitOrder) {
  std::string entries;
  constexpr int kEntries = 40000;
  for (int i = kEntries; i > 0; --i) {
    const std::string name = std::to_string(1000000 + i);
    entries += "dn: cn=" + name + ",o=Acme\nobjectClass: acmeHost\ncn: " + name + "\n";
    if (i % 1000 == 0) entries += "acmeOn: no" + name + "\n";
    if (i % 2000 == 0) entries += "acmeMore: 1\n";
    entries += "\n";
  }
  const MemorySnapshot inMemory = snapshotOf(entries);
  const test::TempFolder folder;
  ImportOptions options;
  options.key = std::string(32, 'k');
  const LdifSnapshot inFile(
      folder.write("acme.ldif", kSchema + "dn: o=Acme\nobjectClass: organization\no: Acme\n\n" + entries).string(),
      options);
  const SchemaAudit expected = auditSchema(inMemory, inMemory.schema());
  const SchemaAudit audit = auditSchema(inFile, inMemory.schema());
  EXPECT_EQ(audit.entries, expected.entries);
  EXPECT_EQ(audit.findings, expected.findings);
  EXPECT_EQ(audit.unknown, expected.unknown);
  ASSERT_EQ(audit.findings.size(), 2U);
  EXPECT_EQ(audit.findings[1].value, "no1001000");
  EXPECT_EQ(audit.findings[1].objects.back(), "cn=1005000,o=Acme");
}

TEST(SchemaAudit, WithoutTheServersSchemaNothingIsUndefined) {
  MemorySnapshot snapshot{SnapshotInfo{}};
  snapshot.add({"cn=a", {{"objectClass", {"acmeHost"}}, {"cn", {"a"}}, {"acmeOn", {"x"}}}});
  snapshot.finish();
  EXPECT_FALSE(isFullSchema(snapshot.schema()));
  const SchemaAudit audit = auditSchema(snapshot, snapshot.schema());
  EXPECT_EQ(faultsOf(audit), Lines{});
  ASSERT_EQ(audit.unknown.size(), 2U);
  EXPECT_EQ(audit.unknown[0].reason, "the attribute type acmeOn is not in the part of the schema that was read");
}

}  // namespace
}  // namespace ldapsnap

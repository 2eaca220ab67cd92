#include "diff/rehearse/plan.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::snapshotOf;

const std::string kAcme =
    "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
    "dn: ou=a,o=Acme\nobjectClass: organizationalUnit\nou: a\n\n"
    "dn: cn=b,ou=a,o=Acme\nobjectClass: applicationProcess\ncn: b\n\n";

const std::string kForest =
    "dn: DC=acme,DC=test\nobjectClass: domainDNS\ndc: acme\n\n"
    "dn: CN=Configuration,DC=acme,DC=test\nobjectClass: configuration\ncn: Configuration\n\n"
    "dn: CN=Schema,CN=Configuration,DC=acme,DC=test\nobjectClass: dMD\ncn: Schema\n\n"
    "dn: CN=Squat,CN=Schema,CN=Configuration,DC=acme,DC=test\nobjectClass: attributeSchema\ncn: Squat\n"
    "lDAPDisplayName: squat\nattributeID: 1.3.6.1.4.1.99999.1\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n"
    "linkID: 2046\nschemaIDGUID:: AAECAwQFBgcICQoLDA0ODw==\n\n";

std::string played(const std::string& ldif, const MemorySnapshot& snapshot) {
  const test::TempFolder folder;
  std::string text;
  for (const PlanProblem& problem : playPlan(folder.write("setup.ldf", ldif), snapshot).problems) {
    text += std::to_string(problem.line) + " " + std::string(nameOf(problem.kind)) + " " + problem.dn + ": " +
            textOf(problem) + (problem.isUnsure ? " (unsure: " + problem.reason + ")" : "") + "\n";
  }
  return text;
}

std::string add(const std::string& dn, const std::string& more = "") {
  return "dn: " + dn + "\nchangetype: add\nobjectClass: applicationProcess\n" + more + "\n";
}

TEST(Plan, AnEntryThatIsThereAndAParentThatIsNotAreTold) {
  EXPECT_EQ(played(add("cn=B, ou=A, o=acme") + add("cn=x,ou=missing,o=Acme"), snapshotOf(kAcme)),
            "1 entry-exists cn=B, ou=A, o=acme: the file adds an entry that is there\n"
            "5 no-parent cn=x,ou=missing,o=Acme: the file adds an entry below ou=missing,o=Acme, which is not there\n");
}

TEST(Plan, WhatTheFileItselfAddsIsThereForTheRecordsBehindIt) {
  EXPECT_EQ(played(add("ou=new,o=Acme") + add("cn=x,ou=new,o=Acme"), snapshotOf(kAcme)), "");
  EXPECT_EQ(played(add("ou=new,o=Acme") + add("OU=New,o=Acme"), snapshotOf(kAcme)),
            "5 entry-exists OU=New,o=Acme: the file adds an entry that is there\n");
}

TEST(Plan, ADeleteNeedsALeafAndMakesRoom) {
  EXPECT_EQ(played("dn: ou=a,o=Acme\nchangetype: delete\n\n", snapshotOf(kAcme)),
            "1 not-a-leaf ou=a,o=Acme: the file deletes an entry that has children\n");
  EXPECT_EQ(
      played("dn: cn=b,ou=a,o=Acme\nchangetype: delete\n\ndn: ou=a,o=Acme\nchangetype: delete\n\n" + add("ou=a,o=Acme"),
             snapshotOf(kAcme)),
      "");
}

TEST(Plan, AChangeOfAnEntryThatIsNotThereIsTold) {
  EXPECT_EQ(played("dn: cn=no,o=Acme\nchangetype: modify\nadd: description\ndescription: x\n-\n\n", snapshotOf(kAcme)),
            "1 no-such-entry cn=no,o=Acme: the file changes an entry that is not there\n");
}

TEST(Plan, ARenameMovesTheNameAndMayNotLandOnAnother) {
  EXPECT_EQ(
      played("dn: cn=b,ou=a,o=Acme\nchangetype: modrdn\nnewrdn: cn=c\ndeleteoldrdn: 1\n\n" + add("cn=b,ou=a,o=Acme"),
             snapshotOf(kAcme)),
      "");
  EXPECT_EQ(played("dn: cn=b,ou=a,o=Acme\nchangetype: modrdn\nnewrdn: ou=a\ndeleteoldrdn: 1\nnewsuperior: o=Acme\n\n",
                   snapshotOf(kAcme)),
            "1 entry-exists cn=b,ou=a,o=Acme: the file adds an entry that is there\n");
}

TEST(Plan, AbsenceWhereTheSnapshotHasAGapIsUnsure) {
  SnapshotInfo info;
  info.gaps.push_back({"ou=hidden,o=Acme", "insufficientAccessRights (50)", ""});
  const std::string text = played(add("cn=x,ou=hidden,o=Acme"), snapshotOf(kAcme, info));
  EXPECT_NE(text.find("(unsure: "), std::string::npos) << text;
}

TEST(Plan, ActiveDirectoryPlaceholdersStandForTheForest) {
  EXPECT_EQ(
      played(add("CN=New,CN=Schema,CN=Configuration,DC=X") + add("CN=Squat,#schemaNamingContext"), snapshotOf(kForest)),
      "5 entry-exists CN=Squat,CN=Schema,CN=Configuration,DC=acme,DC=test: the file adds an entry that is there\n");
}

TEST(Plan, EveryCollisionOfASchemaObjectIsTold) {
  EXPECT_EQ(
      played("dn: CN=New,CN=Schema,CN=Configuration,DC=X\nchangetype: ntdsSchemaAdd\nobjectClass: attributeSchema\n"
             "lDAPDisplayName: Squat\nattributeID: 1.3.6.1.4.1.99999.2\nlinkID: 2046\n"
             "schemaIDGUID:: AAECAwQFBgcICQoLDA0ODw==\n\n",
             snapshotOf(kForest)),
      "1 name-taken CN=New,CN=Schema,CN=Configuration,DC=acme,DC=test: the name of Squat (1.3.6.1.4.1.99999.2) "
      "belongs to squat (1.3.6.1.4.1.99999.1)\n"
      "1 link-id-taken CN=New,CN=Schema,CN=Configuration,DC=acme,DC=test: the linkID of Squat "
      "(1.3.6.1.4.1.99999.2) belongs to squat (1.3.6.1.4.1.99999.1)\n"
      "1 schema-guid-taken CN=New,CN=Schema,CN=Configuration,DC=acme,DC=test: the schemaIDGUID of Squat "
      "(1.3.6.1.4.1.99999.2) belongs to squat (1.3.6.1.4.1.99999.1)\n");
}

TEST(Plan, AnOidThatAnotherDefinitionHoldsIsTold) {
  const std::string schema =
      "dn: cn={4}mine,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {4}mine\n"
      "olcAttributeTypes: {0}( 1.3.6.1.4.1.99999.1 NAME 'mine' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\n";
  const std::string planned =
      "dn: cn=acme,cn=schema,cn=config\nchangetype: add\nobjectClass: olcSchemaConfig\ncn: acme\n"
      "olcAttributeTypes: ( 1.3.6.1.4.1.99999.1 NAME 'acme' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\n";
  const std::string config =
      "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\ndn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: "
      "schema\n\n";
  EXPECT_EQ(played(planned, snapshotOf(config + schema)),
            "1 oid-taken cn=acme,cn=schema,cn=config: the OID of acme (1.3.6.1.4.1.99999.1) belongs to mine "
            "(1.3.6.1.4.1.99999.1)\n");
}

TEST(Plan, WhatIsNoLdifIsOneLine) {
  const test::TempFolder folder;
  EXPECT_THROW(playPlan(folder.write("p.ldf", "dn: o=x\nchangetype: nonsense\n\n"), snapshotOf(kAcme)), Error);
}

}  // namespace
}  // namespace ldapsnap

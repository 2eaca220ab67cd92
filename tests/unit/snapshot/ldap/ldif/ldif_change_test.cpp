#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {
namespace {

std::vector<LdifRecord> read(std::string_view text) {
  LdifReader reader(text, "setup.ldf");
  std::vector<LdifRecord> records;
  while (std::optional<LdifRecord> record = reader.next()) records.push_back(*std::move(record));
  return records;
}

LdifRecord readOne(std::string_view text) {
  std::vector<LdifRecord> records = read(text);
  EXPECT_EQ(records.size(), 1U);
  return records.empty() ? LdifRecord{} : std::move(records.front());
}

std::string errorOf(std::string_view text) {
  try {
    read(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

using Operation = Modification::Operation;

TEST(LdifChange, ReadsAnAdd) {
  const LdifRecord record = readOne("dn: cn=a\ncontrol: 1.2.3 true\nchangetype: add\ncn: a\n");
  EXPECT_EQ(record.change, ChangeType::Add);
  EXPECT_EQ(record.controls, std::vector<std::string>{"1.2.3 true"});
  EXPECT_EQ(record.entry, (Entry{"cn=a", {{"cn", {"a"}}}}));
}

TEST(LdifChange, RefusesAModificationOfNothing) {
  EXPECT_EQ(errorOf("dn: cn=a\nchangetype: modify\nadd:\n-\n\n"),
            "setup.ldf:3: modification without an attribute description");
}

TEST(LdifChange, ReadsADelete) { EXPECT_EQ(readOne("dn: cn=a\nchangetype: delete\n").change, ChangeType::Delete); }

TEST(LdifChange, ReadsAModify) {
  const LdifRecord record = readOne(
      "dn: cn=a\nchangetype: modify\nadd: sn\nsn: b\nsn: c\n-\ndelete: l\n-\nreplace: description\n-\n"
      "increment: uidNumber\nuidNumber: 1\n-\n");
  EXPECT_EQ(record.change, ChangeType::Modify);
  EXPECT_EQ(record.modifications, (std::vector<Modification>{{Operation::Add, {"sn", {"b", "c"}}},
                                                             {Operation::Delete, {"l", {}}},
                                                             {Operation::Replace, {"description", {}}},
                                                             {Operation::Increment, {"uidNumber", {"1"}}}}));
}

TEST(LdifChange, RecordThatBeginsWithAModificationIsAModify) {
  const LdifRecord record = readOne("dn: cn=a\ndelete: l\n-\nreplace: sn\nsn: b\n-\n");
  EXPECT_EQ(record.change, ChangeType::Modify);
  EXPECT_EQ(record.modifications,
            (std::vector<Modification>{{Operation::Delete, {"l", {}}}, {Operation::Replace, {"sn", {"b"}}}}));
  EXPECT_EQ(readOne("dn: cn=a\nincrement: uidNumber\nuidNumber: 1\n").change, ChangeType::Modify);
  EXPECT_EQ(readOne("dn: cn=a\ndelete: l\n").change, ChangeType::Modify);
}

TEST(LdifChange, RecordWithAnAttributeNamedLikeAnOperationIsAnEntry) {
  EXPECT_EQ(readOne("dn: cn=a\nadd: sn\ncn: a\n").change, ChangeType::None);
  EXPECT_EQ(errorOf("dn: cn=a\ncn: a\n-\n"),
            "setup.ldf:3: unexpected \"-\" outside a modify record; the file ends "
            "here: was it cut short?");
}

TEST(LdifChange, ReadsAModifyWithoutItsLastSeparator) {
  EXPECT_EQ(readOne("dn: cn=a\nchangetype: modify\nadd: sn\nsn: b\n").modifications,
            (std::vector<Modification>{{Operation::Add, {"sn", {"b"}}}}));
}

TEST(LdifChange, AcceptsSpacesAfterASeparator) {
  EXPECT_EQ(readOne("dn: cn=a\nchangetype: modify\nadd: cn\ncn: b\n-  \nadd: sn\nsn: c\n- \n").modifications.size(),
            2U);
}

TEST(LdifChange, ReadsAModifyRdn) {
  const LdifRecord record = readOne("dn: cn=a,dc=x\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: 1\n");
  EXPECT_EQ(record.change, ChangeType::ModifyDn);
  EXPECT_EQ(record.newRdn, "cn=b");
  EXPECT_TRUE(record.deleteOldRdn);
  EXPECT_FALSE(record.hasNewSuperior);
}

TEST(LdifChange, ReadsAModifyDn) {
  const LdifRecord record =
      readOne("dn: cn=a,dc=x\nchangetype: moddn\nnewrdn: cn=b\ndeleteoldrdn: 0\nnewsuperior: dc=y\n");
  EXPECT_FALSE(record.deleteOldRdn);
  EXPECT_TRUE(record.hasNewSuperior);
  EXPECT_EQ(record.newSuperior, "dc=y");
}

TEST(LdifChange, ReadsTheDialectOfLdifde) {
  const std::vector<LdifRecord> records = read(
      "dn: CN=ms-Exch-X,CN=Schema,CN=Configuration,DC=X\r\n"
      "changetype: ntdsSchemaAdd\r\n"
      "objectClass: attributeSchema\r\n"
      "-\r\n"
      "\r\n"
      "dn: CN=ms-Exch-X,CN=Schema,CN=Configuration,DC=X\r\n"
      "changetype: ntdsSchemaModify\r\n"
      "replace: searchFlags\r\n"
      "searchFlags: 1\r\n"
      "-\r\n"
      "\r\n"
      "dn:\r\n"
      "changetype: modify\r\n"
      "add: schemaUpdateNow\r\n"
      "schemaUpdateNow: 1\r\n"
      "-\r\n"
      "\r\n"
      "dn: CN=Old,CN=Schema,CN=Configuration,DC=X\r\n"
      "changetype: ntdsSchemaModrdn\r\n"
      "newrdn: CN=New\r\n"
      "deleteoldrdn: 1\r\n"
      "-\r\n"
      "\r\n"
      "dn: CN=New,CN=Schema,CN=Configuration,DC=X\r\n"
      "changetype: ntdsSchemaDelete\r\n"
      "-\r\n");
  ASSERT_EQ(records.size(), 5U);
  EXPECT_EQ(records[0].change, ChangeType::Add);
  EXPECT_EQ(records[0].entry.dn, "CN=ms-Exch-X,CN=Schema,CN=Configuration,DC=X");
  EXPECT_EQ(records[1].change, ChangeType::Modify);
  EXPECT_EQ(records[2].entry.dn, "");
  EXPECT_EQ(records[3].newRdn, "CN=New");
  EXPECT_EQ(records[4].change, ChangeType::Delete);
}

TEST(LdifChange, AcceptsARepeatedChangetype) {
  EXPECT_EQ(readOne("dn: cn=a\nchangetype: add\nchangetype: add\ncn: a\n").entry.attributes.size(), 1U);
  EXPECT_EQ(readOne("dn: cn=a\nchangetype: modify\nadd: sn\nsn: b\n-\nchangetype: modify\nadd: l\nl: c\n-\n")
                .modifications.size(),
            2U);
  EXPECT_EQ(errorOf("dn: cn=a\nchangetype: add\nchangetype: delete\n\n"),
            "setup.ldf:3: conflicting second changetype; the file ends here: was it cut short?");
}

// 389's retro changelog holds entries with attributes of these names.
TEST(LdifChange, ExpectsChangetypeDirectlyAfterTheDn) {
  const LdifRecord record = readOne("dn: changenumber=1,cn=changelog\nchangeNumber: 1\nchangeType: modify\n");
  EXPECT_EQ(record.change, ChangeType::None);
  EXPECT_EQ(*record.entry.first("changeType"), "modify");
}

TEST(LdifChange, ErrorNamesFileAndLine) {
  EXPECT_EQ(errorOf("dn: cn=a\nchangetype: rename\nnewrdn: cn=b\n"),
            "setup.ldf:2: unknown changetype rename; add, delete, modify, modrdn or moddn");
  EXPECT_EQ(errorOf("dn: cn=a\nchangetype: modify\nsn: b\n-\n"),
            "setup.ldf:3: expected add:, delete:, replace: or increment:, found \"sn\"");
  EXPECT_EQ(errorOf("dn: cn=a\nchangetype: modify\nadd: sn\nl: b\n-\n"),
            "setup.ldf:4: value of l in a modification of sn; end each modification with a line of \"-\"");
  EXPECT_EQ(errorOf("dn: cn=a\nchangetype: delete\ncn: a\nsn: b\n"),
            "setup.ldf:3: unexpected line after a delete record; separate records with a blank line");
  EXPECT_EQ(errorOf("dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: yes\nl: a\n"),
            "setup.ldf:4: deleteoldrdn must be 0 or 1");
  EXPECT_EQ(errorOf("dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\n"),
            "setup.ldf:3: missing deleteoldrdn in a modrdn record; the file ends here: was it cut short?");
}

}  // namespace
}  // namespace ldapsnap

#include <gtest/gtest.h>

#include "report/model/render.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

ChangeStep addStep() {
  LdifRecord record;
  record.change = ChangeType::Add;
  record.entry = {"cn=a,o=Acme", {{"objectClass", {"person"}}, {"cn", {"a"}}}};
  return {record,
          "",
          {{"cn=a,o=Acme", "memberOf", "the server sets it"},
           {"cn=a,o=Acme", "objectSid", "the server sets it"},
           {"cn=a,o=Acme", "userPassword", "its value is a secret that was not recorded", true}}};
}

ChangeStep renameStep() {
  LdifRecord record;
  record.change = ChangeType::ModifyDn;
  record.entry.dn = "cn=b,o=Acme";
  record.newRdn = "cn=c";
  record.deleteOldRdn = true;
  return {record, "from its temporary name", {}};
}

Report sample(Direction direction) {
  Report report = diffOf({addedEntry("cn=a,o=Acme", {})});
  report.direction = direction;
  report.changeRecords = ChangeRecords{{addStep(), renameStep()}, {{"cn=monitor", "", "state of the running server"}}};
  return report;
}

std::string bodyOf(const std::string& ldif) { return ldif.substr(ldif.find("version: 1")); }

TEST(LdifReport, StatesDirectionAndOmissions) {
  const std::string ldif = render(sample(Direction::Forward), Format::Ldif);
  EXPECT_EQ(ldif.substr(0, ldif.find("version: 1")),
            "# ldapsnap " + toolVersion() +
                ": changes that lead from seattle~1 to seattle\n"
                "# before: seattle~1  4c1d07e2  2026-03-02 10:14Z  39 entries\n"
                "# after: seattle  9b80fa55  2026-03-02 10:51Z  40 entries\n"
                "# 2 change records. 1 secret to be supplied, see \"supply:\". 3 changes left\n"
                "# out, see \"left out:\".\n"
                "# Volatile attributes (counters, time stamps) and identities (entryUUID,\n"
                "# objectGUID) are the server's own.\n"
                "\n"
                "# dn: cn=monitor\n"
                "# left out: the entry: state of the running server\n"
                "\n");
}

TEST(LdifReport, HoldsRecordsWithTheirComments) {
  EXPECT_EQ(bodyOf(render(sample(Direction::Forward), Format::Ldif)),
            "version: 1\n"
            "\n"
            "# left out: memberOf and objectSid: the server sets it\n"
            "# supply: userPassword: its value is a secret that was not recorded\n"
            "dn: cn=a,o=Acme\n"
            "changetype: add\n"
            "objectClass: person\n"
            "cn: a\n"
            "\n"
            "# from its temporary name\n"
            "dn: cn=b,o=Acme\n"
            "changetype: modrdn\n"
            "newrdn: cn=c\n"
            "deleteoldrdn: 1\n");
}

TEST(LdifReport, StatesReverseDirection) {
  EXPECT_NE(render(sample(Direction::Reverse), Format::Ldif).find("changes that lead from seattle back to seattle~1\n"),
            std::string::npos);
}

TEST(LdifReport, IsLdif) {
  const std::string ldif = render(sample(Direction::Forward), Format::Ldif);
  LdifReader reader(ldif, "report");
  std::size_t records = 0;
  while (reader.next()) ++records;
  EXPECT_EQ(records, 2U);
}

TEST(LdifReport, HostileNamesStayInsideTheirComment) {
  Report report = sample(Direction::Forward);
  report.changeRecords->steps.clear();
  report.changeRecords->leftOut = {{"cn=a\ndn: cn=b", "x\ny", "because\nof", false}};
  const std::string ldif = render(report, Format::Ldif);
  EXPECT_NE(ldif.find("# dn: cn=a\\u{000a}dn: cn=b\n# left out: x\\u{000a}y: because\\u{000a}of\n"), std::string::npos)
      << ldif;
}

}  // namespace
}  // namespace ldapsnap::test

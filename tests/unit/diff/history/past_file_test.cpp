#include "diff/history/past_file.h"

#include <gtest/gtest.h>

#include "diff/history/past.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/diff/history/metadata/metadata_support.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap::test {
namespace {

const std::string kSlapdLog = R"(# add 1796001560 dc=acme cn=admin,dc=acme IP=127.0.0.1:52106 conn=1002
dn: uid=ann,dc=acme
changetype: add
objectClass: account
uid: ann
userPassword:: c2VjcmV0
creatorsName: cn=admin,dc=acme
entryCSN: 20261130011920.425992Z#000000#000#000000
# end add 1796001560

# modify 1796001563 dc=acme uid=helpdesk,dc=acme IP=127.0.0.1:52118 conn=1004
dn: uid=ann,dc=acme
changetype: modify
replace: description
description: second
-
replace: modifiersName
modifiersName: uid=helpdesk,dc=acme
-
# end modify 1796001563

# modrdn 1796001568 dc=acme uid=helpdesk,dc=acme IP=127.0.0.1:58788 conn=1007
dn: uid=ann,dc=acme
changetype: modrdn
newrdn: uid=anna
deleteoldrdn: 1
# end modrdn 1796001568

# delete 1796001569 dc=acme uid=helpdesk,dc=acme IP=127.0.0.1:58794 conn=1008
# realdn: uid=root,dc=acme
dn: uid=anna,dc=acme
changetype: delete
# end delete 1796001569
)";

const std::string kLogOf389 = R"(time: 20261130012233
dn: cn=config
result: 0
changetype: modify
replace: nsslapd-sizelimit
nsslapd-sizelimit: 500
-
replace: modifiersname
modifiersname: cn=dm
-

time: 20261130012234
dn: uid=ann,dc=acme
result: 0
changetype: delete
modifiersname: cn=dm

time: 20261130012235
dn: uid=bob,dc=acme
result: 32
changetype: delete
modifiersname: cn=dm

)";

/// The changes of a log, one a line.
std::string changesOf(const std::string& log) {
  const TempFolder folder;
  const std::string path = folder.write("audit.log", log).string();
  EXPECT_TRUE(isAuditLog(log));
  PastOptions options;
  options.since = parseTime("2026-01-01T00:00:00Z");
  std::string text;
  for (const PastChange& change : readPast(*readAuditLog(path), options).changes) {
    text += formatTime(change.last) + " " + std::string(nameOf(change.change)) + " " + change.dn;
    for (const PastWrite& write : change.writes) text += " " + write.attribute + "=" + write.value.value_or("?");
    for (const std::string& identity : change.identities) text += " by " + identity;
    text += "\n";
  }
  return text;
}

TEST(AuditLog, OfSlapdNamesWhoDidWhat) {
  EXPECT_EQ(changesOf(kSlapdLog),
            "2026-11-30T01:19:20Z created uid=anna,dc=acme by cn=admin,dc=acme\n"
            "2026-11-30T01:19:29Z deleted uid=anna,dc=acme description=second by uid=helpdesk,dc=acme by "
            "uid=root,dc=acme\n");
}

TEST(AuditLog, Of389LeavesOutWhatFailed) {
  EXPECT_EQ(changesOf(kLogOf389),
            "2026-11-30T01:22:33Z modified cn=config nsslapd-sizelimit=500 by cn=dm\n"
            "2026-11-30T01:22:34Z deleted uid=ann,dc=acme by cn=dm\n");
}

TEST(AuditLog, LdifIsNotOne) {
  EXPECT_FALSE(isAuditLog(""));
  EXPECT_FALSE(isAuditLog("version: 1\n\ndn: dc=acme\nobjectClass: domain\n"));
  EXPECT_FALSE(isAuditLog("# add a comment\ndn: dc=acme\nchangetype: add\n"));
  EXPECT_FALSE(isAuditLog("# extended LDIF\n# LDAPv3\n# base <dc=acme> with scope subtree\n\ndn: dc=acme\n"));
}

TEST(AuditLog, DamagedRecordsAreLeftOut) {
  const TempFolder folder;
  const std::string log = "# add 99999999999999 dc=acme cn=admin IP=x\ndn: a\nchangetype: add\n\n" + kLogOf389 +
                          "time: 20261130012299\ndn: b\nresult: 0\nchangetype: delete\n\ntime: x\ndn: c\n";
  const auto read = readAuditLog(folder.write("audit.log", log).string());
  PastOptions options;
  options.since = parseTime("2026-01-01T00:00:00Z");
  EXPECT_EQ(readPast(*read, options).changes.size(), 2U);
}

// db2ldif -r: what an import leaves out.
TEST(ChangeStateFile, StateAndDeletedEntriesAreRead) {
  const TempFolder folder;
  const std::string text =
      "dn: dc=acme\nobjectClass: domain\ndc: acme\ncreateTimestamp: 20261130012000Z\n\n"
      "dn: uid=ann,dc=acme\nobjectClass;vucsn-6b0ccfe8000000070000: account\nuid: ann\n"
      "createTimestamp;vucsn-6b0ccfe8000000070000: 20261130012248Z\n"
      "description;adcsn-6b0ccfed000000070000;vucsn-6b0ccfed000000070000: second\n"
      "userPassword;adcsn-6b0ccfed000000070000;vucsn-6b0ccfed000000070000: in clear\n\n"
      "dn: nsuniqueid=8a803394-ec5c11f1-b7eea49d-c809d5db,uid=rob,dc=acme\nobjectClass: account\n"
      "objectClass;vucsn-6b0ccffe000000070000: nsTombstone\nuid: rob\ncreateTimestamp: 20261130012000Z\n"
      "nstombstonecsn: 6b0ccffe000000070000\nnscpEntryDN: uid=rob,dc=acme\n\n";
  EXPECT_TRUE(holdsChangeState(text));
  EXPECT_FALSE(holdsChangeState("dn: dc=acme\nobjectClass: domain\ndc: acme\n"));
  SnapshotInfo info;
  info.taken = info.finished = parseTime("2026-12-01T00:00:00Z");
  const MemorySnapshot imported = snapshotOf("dn: dc=acme\nobjectClass: domain\ndc: acme\n\n", info);
  const ChangeStateFile file(folder.write("all.ldif", text).string(), imported);
  PastOptions options;
  options.since = parseTime("2026-11-30T01:22:00Z");
  std::string changes;
  for (const PastChange& change : readPast(file, options).changes) {
    changes += std::string(nameOf(change.change)) + " " + change.dn;
    for (const PastWrite& write : change.writes) changes += " " + write.attribute + "=" + write.value.value_or("?");
    changes += "\n";
  }
  EXPECT_EQ(changes, "created uid=ann,dc=acme description=second userPassword=?\ndeleted uid=rob,dc=acme\n");
}

}  // namespace
}  // namespace ldapsnap::test

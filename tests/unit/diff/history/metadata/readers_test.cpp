// What each mechanism says, entry by entry.
#include "diff/history/metadata/readers.h"

#include <gtest/gtest.h>

#include "snapshot/base/text.h"
#include "tests/unit/diff/history/metadata/metadata_support.h"

namespace ldapsnap::test {
namespace {

constexpr std::uint32_t kDescription = 0xd, kTelephone = 0x14, kCn = 0x3, kName = 0x90001, kWhenCreated = 0x20002,
                        kIsDeleted = 0x20030, kMail = 0x150003, kUnicodePwd = 0x9005a;

std::string object(const std::string& dn, const std::string& attributes) {
  return "dn: " + dn + "\nobjectClass: user\nwhenCreated: 20261130011000.0Z\n" + attributes + "\n";
}

TEST(ObjectReader, ACreatedObjectIsOneEvent) {
  EXPECT_EQ(eventsIn(dcOne() + object("CN=u1,DC=acme,DC=test",
                                      "description: x\n" + metaDataLine({{kCn, 1, "2026-11-30T01:10:00Z", 7},
                                                                         {kDescription, 1, "2026-11-30T01:10:00Z", 7},
                                                                         {kWhenCreated, 1, "2026-11-30T01:10:00Z", 7},
                                                                         {kName, 1, "2026-11-30T01:10:00Z", 7}}))),
            "2026-11-30T01:10:00Z created CN=u1,DC=acme,DC=test on DC1 [replPropertyMetaData]\n");
}

TEST(ObjectReader, WritesAreNamedAndCounted) {
  EXPECT_EQ(eventsIn(object("CN=u1,DC=acme,DC=test",
                            "description: x\n" + metaDataLine({{kDescription, 4, "2026-11-30T01:13:23Z", 9},
                                                               {kWhenCreated, 1, "2026-11-30T01:10:00Z", 7}}))),
            "2026-11-30T01:10:00Z created CN=u1,DC=acme,DC=test on 4a8e9465-86d1-4df4-9eed-41fbe08fe578 "
            "[replPropertyMetaData]\n"
            "2026-11-30T01:13:23Z written CN=u1,DC=acme,DC=test description x4 on "
            "4a8e9465-86d1-4df4-9eed-41fbe08fe578 [replPropertyMetaData]\n");
}

// A stamp without a value: cleared, when it was written twice; never set, or unreadable, when once.
TEST(ObjectReader, AnAttributeWithoutAValueWasClearedOrNeverSet) {
  EXPECT_EQ(
      eventsIn(dcOne() + object("CN=u1,DC=acme,DC=test", metaDataLine({{kDescription, 1, "2026-11-30T01:11:00Z", 9},
                                                                       {kTelephone, 2, "2026-11-30T01:12:00Z", 10},
                                                                       {kWhenCreated, 1, "2026-11-30T01:10:00Z", 7}}))),
      "2026-11-30T01:10:00Z created CN=u1,DC=acme,DC=test on DC1 [replPropertyMetaData]\n"
      "2026-11-30T01:12:00Z cleared CN=u1,DC=acme,DC=test telephoneNumber x2 on DC1 [replPropertyMetaData]\n");
}

TEST(ObjectReader, ASecretIsNeverSaidToBeCleared) {
  const std::string events =
      eventsIn(dcOne() +
               "dn: CN=Pwd,CN=Schema,CN=Configuration,DC=acme,DC=test\nobjectClass: attributeSchema\n"
               "attributeID: 1.2.840.113556.1.4.90\nlDAPDisplayName: unicodePwd\nattributeSyntax: 2.5.5.10\n"
               "oMSyntax: 4\n\n" +
               object("CN=u1,DC=acme,DC=test", metaDataLine({{kUnicodePwd, 3, "2026-11-30T01:11:00Z", 9},
                                                             {kWhenCreated, 1, "2026-11-30T01:10:00Z", 7}})));
  EXPECT_NE(events.find("01:11:00Z written CN=u1,DC=acme,DC=test unicodePwd x3"), std::string::npos) << events;
}

// The domain controller that receives an object stamps its naming attribute itself.
TEST(ObjectReader, ARenameIsSeenByNameNotByTheNamingAttribute) {
  EXPECT_EQ(eventsIn(dcOne() + object("CN=u2,DC=acme,DC=test",
                                      "cn: u2\nname: u2\n" + metaDataLine({{kCn, 2, "2026-11-30T01:36:00Z", 20},
                                                                           {kWhenCreated, 1, "2026-11-30T01:10:00Z", 7},
                                                                           {kName, 3, "2026-11-30T01:10:23Z", 9}}))),
            "2026-11-30T01:10:00Z created CN=u2,DC=acme,DC=test on DC1 [replPropertyMetaData]\n"
            "2026-11-30T01:10:23Z renamed CN=u2,DC=acme,DC=test x2 on DC1 [replPropertyMetaData]\n");
}

TEST(ObjectReader, ALinkedValueMovesOnlyTheCounters) {
  const std::string stamps = metaDataLine({{kWhenCreated, 1, "2026-11-30T01:10:00Z", 7}});
  EXPECT_EQ(
      eventsIn(dcOne() + object("CN=g1,DC=acme,DC=test", "uSNChanged: 12\nwhenChanged: 20261130011018.0Z\n" + stamps)),
      "2026-11-30T01:10:00Z created CN=g1,DC=acme,DC=test on DC1 [replPropertyMetaData]\n"
      "2026-11-30T01:10:18Z link-changed CN=g1,DC=acme,DC=test (at-latest) [replPropertyMetaData]\n");
  EXPECT_EQ(
      eventsIn(dcOne() + object("CN=g1,DC=acme,DC=test", "uSNChanged: 7\nwhenChanged: 20261130011018.0Z\n" + stamps)),
      "2026-11-30T01:10:00Z created CN=g1,DC=acme,DC=test on DC1 [replPropertyMetaData]\n");
}

TEST(ObjectReader, ATombstoneHasTheNameThatTheObjectHad) {
  EXPECT_EQ(
      eventsIn(dcOne() + object("CN=u3\\0ADEL:dded7d38-ecd7-4ae9-bf92-f4ee8a2d07b6,CN=Deleted Objects,DC=acme,DC=test",
                                "isDeleted: TRUE\nlastKnownParent: OU=People,DC=acme,DC=test\n" +
                                    metaDataLine({{kCn, 2, "2026-11-30T01:37:03Z", 30},
                                                  {kWhenCreated, 1, "2026-11-30T01:10:00Z", 7},
                                                  {kIsDeleted, 1, "2026-11-30T01:37:03Z", 30},
                                                  {kName, 2, "2026-11-30T01:37:03Z", 30},
                                                  {kMail, 2, "2026-11-30T01:37:03Z", 30}}))),
      "2026-11-30T01:10:00Z created CN=u3,OU=People,DC=acme,DC=test on DC1 [replPropertyMetaData]\n"
      "2026-11-30T01:37:03Z deleted CN=u3,OU=People,DC=acme,DC=test on DC1 [tombstones]\n"
      "2026-11-30T01:37:03Z cleared CN=u3,OU=People,DC=acme,DC=test mail x2 on DC1 [replPropertyMetaData]\n");
}

// CN=Deleted Objects has a stamp of the year 9999, which is no time.
TEST(ObjectReader, AMarkerOfTheYear9999IsIgnored) {
  EXPECT_EQ(eventsIn(dcOne() + object("CN=Deleted Objects,DC=acme,DC=test",
                                      "isDeleted: TRUE\nwhenChanged: 99991229235959.0Z\nuSNChanged: 99\n" +
                                          metaDataLine({{kWhenCreated, 1, "2026-11-30T01:10:00Z", 7},
                                                        {kIsDeleted, 1, "9999-12-29T23:59:59Z", 8}}))),
            "2026-11-30T01:10:00Z created CN=Deleted Objects,DC=acme,DC=test on DC1 [replPropertyMetaData]\n");
}

TEST(ObjectReader, WithoutMetadataOnlyTheTimesOfTheObjectAreKnown) {
  EXPECT_EQ(eventsIn(object("CN=u1,DC=acme,DC=test", "whenChanged: 20261130011200.0Z\n")),
            "2026-11-30T01:10:00Z created CN=u1,DC=acme,DC=test [whenCreated]\n"
            "2026-11-30T01:12:00Z modified CN=u1,DC=acme,DC=test (at-latest) [whenCreated]\n");
}

TEST(ObjectReader, DamagedMetadataIsAsGoodAsNone) {
  EXPECT_EQ(eventsIn(object("CN=u1,DC=acme,DC=test", "replPropertyMetaData:: AQAAAAAAAAD/////AAAAAA==\n")),
            "2026-11-30T01:10:00Z created CN=u1,DC=acme,DC=test [whenCreated]\n");
}

TEST(EntryTimesReader, CreationAndLastWriteHaveTheirAuthors) {
  EXPECT_EQ(eventsIn("dn: dc=acme,dc=test\nobjectClass: domain\ndc: acme\ncreateTimestamp: 20261130011856Z\n"
                     "creatorsName: cn=admin,dc=acme,dc=test\nmodifyTimestamp: 20261130011935Z\n"
                     "modifiersName: uid=helpdesk,dc=acme,dc=test\n"
                     "entryCSN: 20261130011935.387112Z#000000#005#000000\n\n"),
            "2026-11-30T01:18:56Z created dc=acme,dc=test by cn=admin,dc=acme,dc=test [createTimestamp]\n"
            "2026-11-30T01:19:35Z modified dc=acme,dc=test on server 5 by uid=helpdesk,dc=acme,dc=test "
            "[createTimestamp]\n");
}

TEST(EntryTimesReader, AnEntryThatWasNotTouchedSinceIsCreatedOnly) {
  EXPECT_EQ(eventsIn("dn: dc=acme\nobjectClass: domain\ndc: acme\ncreateTimestamp: 20261130011856Z\n"
                     "modifyTimestamp: 20261130011856Z\nentryCSN: 20261130011856.122427Z#000000#000#000000\n\n"),
            "2026-11-30T01:18:56Z created dc=acme [createTimestamp]\n");
}

// A failed bind writes the entry in the name of the root DN.
TEST(EntryTimesReader, AWriteOfThePasswordPolicyHasNoAuthor) {
  EXPECT_EQ(eventsIn("dn: uid=ann,dc=acme\nobjectClass: account\nuid: ann\ncreateTimestamp: 20261130011856Z\n"
                     "modifyTimestamp: 20261130011930Z\nmodifiersName: cn=admin,dc=acme\n"
                     "pwdFailureTime: 20261130011930.817899Z\n\n"),
            "2026-11-30T01:18:56Z created uid=ann,dc=acme [createTimestamp]\n"
            "2026-11-30T01:19:30Z written uid=ann,dc=acme pwdFailureTime (inferred) [createTimestamp]\n");
}

std::string logRecord(const std::string& type, const std::string& more, const std::string& result = "0") {
  return "dn: reqStart=20261130011920.000001Z,cn=accesslog\nobjectClass: auditObject\n"
         "reqStart: 20261130011920.000001Z\nreqType: " +
         type + "\nreqAuthzID: cn=admin,dc=acme\nreqDN: uid=bob,ou=people,dc=acme\nreqResult: " + result + "\n" + more +
         "\n";
}

TEST(AccessLogReader, EveryModificationOfARequestIsListed) {
  EXPECT_EQ(eventsIn(logRecord("modify",
                               "reqMod: description:= second\nreqMod: mail:+ b@acme.test\nreqMod: mail:- a@acme.test\n"
                               "reqMod: l:-\nreqMod: uidNumber:# 1\n")),
            "2026-11-30T01:19:20Z written uid=bob,ou=people,dc=acme description = second by cn=admin,dc=acme "
            "[accesslog]\n"
            "2026-11-30T01:19:20Z cleared uid=bob,ou=people,dc=acme l by cn=admin,dc=acme [accesslog]\n"
            "2026-11-30T01:19:20Z value-added uid=bob,ou=people,dc=acme mail = b@acme.test by cn=admin,dc=acme "
            "[accesslog]\n"
            "2026-11-30T01:19:20Z value-removed uid=bob,ou=people,dc=acme mail = a@acme.test by cn=admin,dc=acme "
            "[accesslog]\n"
            "2026-11-30T01:19:20Z written uid=bob,ou=people,dc=acme uidNumber by cn=admin,dc=acme [accesslog]\n");
}

TEST(AccessLogReader, ARenameHasBothNames) {
  EXPECT_EQ(eventsIn(logRecord("modrdn", "reqNewRDN: uid=rob\n")),
            "2026-11-30T01:19:20Z renamed uid=rob,ou=people,dc=acme from uid=bob,ou=people,dc=acme by "
            "cn=admin,dc=acme [accesslog]\n");
  EXPECT_EQ(eventsIn(logRecord("modrdn", "reqNewRDN: uid=bob\nreqNewSuperior: ou=gone,dc=acme\n")),
            "2026-11-30T01:19:20Z renamed uid=bob,ou=gone,dc=acme from uid=bob,ou=people,dc=acme by "
            "cn=admin,dc=acme [accesslog]\n");
}

TEST(AccessLogReader, WhatFailedOrOnlyAskedIsIgnored) {
  EXPECT_EQ(eventsIn(logRecord("delete", "", "50")), "");
  EXPECT_EQ(eventsIn(logRecord("bind", "")), "");
  EXPECT_EQ(eventsIn(logRecord("search", "")), "");
  EXPECT_EQ(eventsIn(logRecord("delete", "")),
            "2026-11-30T01:19:20Z deleted uid=bob,ou=people,dc=acme by cn=admin,dc=acme [accesslog]\n");
}

std::string changelogRecord(const std::string& type, const std::string& changes, const std::string& more = "") {
  return "dn: changenumber=3,cn=changelog\nobjectClass: changelogentry\nchangeNumber: 3\n"
         "targetDn: uid=ann,dc=acme\nchangeTime: 20261130012251Z\nchangeType: " +
         type + "\n" + (changes.empty() ? "" : "changes:: " + base64(changes) + "\n") + more + "\n";
}

TEST(ChangelogReader, AModificationEndsWithNulAndNamesItsAuthor) {
  EXPECT_EQ(eventsIn(changelogRecord("modify", std::string("replace: description\ndescription: second\n-\n"
                                                           "delete: l\n-\nreplace: modifiersname\n"
                                                           "modifiersname: uid=helpdesk,dc=acme\n-\n\0",
                                                           117))),
            "2026-11-30T01:22:51Z written uid=ann,dc=acme description = second by uid=helpdesk,dc=acme [changelog]\n"
            "2026-11-30T01:22:51Z cleared uid=ann,dc=acme l by uid=helpdesk,dc=acme [changelog]\n");
}

TEST(ChangelogReader, AnEntryThatWasAddedNamesItsCreator) {
  EXPECT_EQ(eventsIn(changelogRecord("add", "objectClass: account\nuid: ann\ncreatorsName: cn=dm\n")),
            "2026-11-30T01:22:51Z created uid=ann,dc=acme by cn=dm [changelog]\n");
}

TEST(ChangelogReader, ARenameAndADeletionHaveNoText) {
  EXPECT_EQ(eventsIn(changelogRecord("modrdn", "", "newRdn: uid=anna\ndeleteOldRdn: TRUE\n")),
            "2026-11-30T01:22:51Z renamed uid=anna,dc=acme from uid=ann,dc=acme [changelog]\n");
  EXPECT_EQ(eventsIn(changelogRecord("delete", "")), "2026-11-30T01:22:51Z deleted uid=ann,dc=acme [changelog]\n");
}

TEST(ChangelogReader, ChangesThatAreNotLdifAreAChangeAllTheSame) {
  EXPECT_EQ(eventsIn(changelogRecord("modify", "\x01\x02 no LDIF")),
            "2026-11-30T01:22:51Z modified uid=ann,dc=acme [changelog]\n");
}

const std::string kAnn =
    "dn: uid=ann,dc=acme\nobjectClass: account\nuid: ann\ncreateTimestamp: 20261130012248Z\n"
    "creatorsName: cn=dm\nmodifyTimestamp: 20261130012301Z\nmodifiersName: uid=helpdesk,dc=acme\n"
    "nscpEntryWSI: dn: uid=ann,dc=acme\n"
    "nscpEntryWSI: objectClass;vucsn-6b0ccfe8000000070000: account\n"
    "nscpEntryWSI: uid;vucsn-6b0ccfe8000000070000;mdcsn-6b0ccfe8000000070000: ann\n"
    "nscpEntryWSI: createTimestamp;vucsn-6b0ccfe8000000070000: 20261130012248Z\n"
    "nscpEntryWSI: modifiersName;adcsn-6b0ccff5000000070001;vucsn-6b0ccff5000000070001: uid=helpdesk,dc=acme\n"
    "nscpEntryWSI: description;adcsn-6b0ccfed000000070000;vucsn-6b0ccfed000000070000: second\n"
    "nscpEntryWSI: mail;vucsn-6b0ccff2000000070000: a@acme.test\n"
    "nscpEntryWSI: mail;vucsn-6b0ccff2000000070000;vdcsn-6b0ccff5000000070000;deleted: b@acme.test\n"
    "nscpEntryWSI: l;adcsn-6b0ccfef000000070000;vdcsn-6b0ccfef000000070000;deletedattribute;deleted:\n\n";

// The author is known of what was written in the entry's last operation alone.
TEST(StateReader, EveryValueHasItsTimeAndReplica) {
  EXPECT_EQ(eventsIn("dn: dc=acme\nobjectClass: domain\ndc: acme\n"
                     "nsds50ruv: {replica 7 ldap://one:389} 6b0ccfd9000100070000 6b0cd006000100070000\n\n" +
                     kAnn),
            "2026-11-30T01:22:48Z created uid=ann,dc=acme by cn=dm [createTimestamp]\n"
            "2026-11-30T01:22:53Z written uid=ann,dc=acme description = second on replica 7 (ldap://one:389) "
            "[nscpEntryWSI]\n"
            "2026-11-30T01:22:55Z cleared uid=ann,dc=acme l on replica 7 (ldap://one:389) [nscpEntryWSI]\n"
            "2026-11-30T01:22:58Z value-added uid=ann,dc=acme mail = a@acme.test on replica 7 (ldap://one:389) "
            "[nscpEntryWSI]\n"
            "2026-11-30T01:23:01Z value-removed uid=ann,dc=acme mail = b@acme.test on replica 7 (ldap://one:389) by "
            "uid=helpdesk,dc=acme [nscpEntryWSI]\n");
}

TEST(StateReader, WithoutAReplicaTheTimesOfTheEntryRemain) {
  EXPECT_EQ(eventsIn("dn: uid=ann,dc=acme\nobjectClass: account\nuid: ann\ncreateTimestamp: 20261130012248Z\n"
                     "creatorsName: cn=dm\nmodifyTimestamp: 20261130012301Z\nmodifiersName: uid=helpdesk,dc=acme\n"
                     "nscpEntryWSI: dn: uid=ann,dc=acme\nnscpEntryWSI: uid: ann\n\n"),
            "2026-11-30T01:22:48Z created uid=ann,dc=acme by cn=dm [createTimestamp]\n"
            "2026-11-30T01:23:01Z modified uid=ann,dc=acme by uid=helpdesk,dc=acme [createTimestamp]\n");
}

TEST(StateReader, ATombstoneHasTheNameThatTheEntryHad) {
  EXPECT_EQ(eventsIn("dn: nsuniqueid=8a803394-ec5c11f1-b7eea49d-c809d5db,uid=rob,dc=acme\nobjectClass: account\n"
                     "objectClass: nsTombstone\nuid: rob\ncreateTimestamp: 20261130012303Z\ncreatorsName: cn=dm\n"
                     "nstombstonecsn: 6b0ccffe000000070000\nnscpEntryDN: uid=rob,dc=acme\n\n"),
            "2026-11-30T01:23:03Z created uid=rob,dc=acme by cn=dm [createTimestamp]\n"
            "2026-11-30T01:23:10Z deleted uid=rob,dc=acme on replica 7 [tombstones]\n");
}

// OpenDJ: which value was written when, and on which server. The last operation is that of modifiersName.
TEST(SyncHistory, EachValueHasItsOwnTime) {
  EXPECT_EQ(eventsIn("dn: uid=ann,dc=acme\nobjectClass: person\ncreateTimestamp: 20251130022003Z\n"
                     "creatorsName: cn=admin\nmodifyTimestamp: 20251130022026Z\nmodifiersName: uid=helpdesk\n"
                     "ds-sync-hist: dn:0000019ad28f6118000700000001:add\n"
                     "ds-sync-hist: description:0000019ad28f8828000700000002:repl:second\n"
                     "ds-sync-hist: l:0000019ad28f8c10000700000003:attrDel\n"
                     "ds-sync-hist: mail:0000019ad28f93e0000700000004:add:ann@example.test\n"
                     "ds-sync-hist: mail:0000019ad28f97c8000800000001:del:ann2@example.test\n"
                     "ds-sync-hist: description;lang-fr:0000019ad28f9bb0000700000005:add:premier: deux points\n"
                     "ds-sync-hist: dn:0000019ad28fbaf0000700000006:moddn\n"
                     "ds-sync-hist: cn:0000:add:damaged\n\n"),
            "2025-11-30T02:20:03Z created uid=ann,dc=acme by cn=admin [createTimestamp]\n"
            "2025-11-30T02:20:13Z written uid=ann,dc=acme description = second on server 7 [ds-sync-hist]\n"
            "2025-11-30T02:20:14Z cleared uid=ann,dc=acme l on server 7 [ds-sync-hist]\n"
            "2025-11-30T02:20:16Z value-added uid=ann,dc=acme mail = ann@example.test on server 7 [ds-sync-hist]\n"
            "2025-11-30T02:20:17Z value-removed uid=ann,dc=acme mail = ann2@example.test on server 8 [ds-sync-hist]\n"
            "2025-11-30T02:20:18Z value-added uid=ann,dc=acme description;lang-fr = premier: deux points on server 7 "
            "[ds-sync-hist]\n"
            "2025-11-30T02:20:26Z renamed uid=ann,dc=acme on server 7 by uid=helpdesk [ds-sync-hist]\n");
}

}  // namespace
}  // namespace ldapsnap::test

#include "diff/compare/rename/rename.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

const std::string kBase = "dn: dc=example\nobjectClass: domain\ndc: example\n\n";

/// An ou with `people` below it, each with its own surname, entryUUIDs where asked for.
std::string container(const std::string& name, int people, bool hasUuids) {
  const auto uuid = [hasUuids](int i) {
    return hasUuids ? fmt::format("entryUUID: 597ae2f6-16a6-1027-98f4-0000000000{:02}\n", i) : "";
  };
  std::string ldif =
      fmt::format("dn: ou={0},dc=example\nobjectClass: organizationalUnit\nou: {0}\n{1}\n", name, uuid(99));
  for (int i = 0; i < people; ++i)
    ldif += fmt::format("dn: uid=u{0},ou={1},dc=example\nobjectClass: inetOrgPerson\nuid: u{0}\nsn: Surname {0}\n{2}\n",
                        i, name, uuid(i));
  return ldif;
}

std::string renamed(const std::string& before, const std::string& after) {
  return describe(differenceOf(kBase + before, kBase + after));
}

TEST(Rename, IsDetectedByEntryUuid) {
  EXPECT_EQ(renamed("dn: uid=a,dc=example\nuid: a\nentryUUID: 1\n", "dn: uid=b,dc=example\nuid: b\nentryUUID: 1\n"),
            "> uid=b,dc=example from uid=a,dc=example by entryUUID\n");
}

TEST(Rename, IsDetectedByObjectGuid) {
  EXPECT_EQ(renamed("dn: cn=a,dc=example\ncn: a\nobjectGUID:: AAECAwQFBgcICQoLDA0ODw==\n",
                    "dn: cn=b,dc=example\ncn: b\nobjectGUID:: AAECAwQFBgcICQoLDA0ODw==\n"),
            "> cn=b,dc=example from cn=a,dc=example by objectGUID\n");
}

TEST(Rename, IsDetectedByNsUniqueId) {
  EXPECT_EQ(
      renamed("dn: cn=a,dc=example\ncn: a\nnsUniqueId: 1-2-3-4\n", "dn: cn=b,dc=example\ncn: b\nnsuniqueid: 1-2-3-4\n"),
      "> cn=b,dc=example from cn=a,dc=example by nsUniqueId\n");
}

TEST(Rename, IsDetectedByContentWithoutIdentity) {
  EXPECT_EQ(renamed("dn: cn=a,dc=example\ncn: a\nserialNumber: 7\n", "dn: cn=b,dc=example\ncn: b\nserialNumber: 7\n"),
            "> cn=b,dc=example from cn=a,dc=example by content\n");
}

TEST(Rename, ByContentIgnoresVolatileAttributes) {
  EXPECT_EQ(renamed("dn: cn=a,dc=example\ncn: a\nserialNumber: 7\nentryCSN: 1\n",
                    "dn: cn=b,dc=example\ncn: b\nserialNumber: 7\nentryCSN: 2\n"),
            "> cn=b,dc=example from cn=a,dc=example by content: *entryCSN -1 +2\n");
}

TEST(Rename, IsNotDetectedByContentThatSeveralEntriesShare) {
  EXPECT_EQ(renamed("dn: cn=a,dc=example\ncn: a\nserialNumber: 7\n",
                    "dn: cn=b,dc=example\ncn: b\nserialNumber: 7\n\ndn: cn=c,dc=example\ncn: c\nserialNumber: 7\n"),
            "- cn=a,dc=example: cn -a, serialNumber -7\n"
            "+ cn=b,dc=example: cn +b, serialNumber +7\n"
            "+ cn=c,dc=example: cn +c, serialNumber +7\n");
}

TEST(Rename, EqualRdnDecidesAmongEntriesWithEqualContent) {
  EXPECT_EQ(renamed("dn: cn=a,dc=example\ncn: a\nl: x\n\ndn: cn=b,dc=example\ncn: b\nl: x\n",
                    "dn: cn=a,ou=new,dc=example\ncn: a\nl: x\n\ndn: cn=b,ou=new,dc=example\ncn: b\nl: x\n"),
            "> cn=a,ou=new,dc=example from cn=a,dc=example by content\n"
            "> cn=b,ou=new,dc=example from cn=b,dc=example by content\n");
}

TEST(Rename, IsNotDetectedByObjectClassesAlone) {
  EXPECT_EQ(renamed("dn: ou=a,dc=example\nobjectClass: organizationalUnit\nou: a\n",
                    "dn: ou=b,dc=example\nobjectClass: organizationalUnit\nou: b\n"),
            "- ou=a,dc=example: objectClass -organizationalUnit, ou -a\n"
            "+ ou=b,dc=example: objectClass +organizationalUnit, ou +b\n");
}

TEST(Rename, ContentDoesNotOverrideEntryUuid) {
  EXPECT_EQ(renamed("dn: cn=a,dc=example\nl: x\nentryUUID: 1\n", "dn: cn=b,dc=example\nl: x\nentryUUID: 2\n"),
            "- cn=a,dc=example: l -x, *entryUUID -1\n+ cn=b,dc=example: l +x, *entryUUID +2\n");
}

TEST(Rename, IncludesOtherModifications) {
  const Difference difference =
      differenceOf("dn: uid=a\nuid: a\nsn: x\nentryUUID: 1\n", "dn: uid=b\nuid: b\nsn: y\nentryUUID: 1\n");
  EXPECT_EQ(describe(difference), "> uid=b from uid=a by entryUUID: sn -x +y\n");
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 0, renamed 1, unchanged 0, volatile 0");
}

TEST(Rename, ShowsTheOldRdnValueIfItWasKept) {
  EXPECT_EQ(
      renamed("dn: uid=a,dc=example\nuid: a\nentryUUID: 1\n", "dn: uid=b,dc=example\nuid: a\nuid: b\nentryUUID: 1\n"),
      "> uid=b,dc=example from uid=a,dc=example by entryUUID: uid +a\n");
}

TEST(Rename, OmitsChangesThatFollowFromTheName) {
  EXPECT_EQ(
      renamed("dn: cn=a,dc=example\ncn: a\nname: a\ndistinguishedName: CN=a,DC=example\nentryDN: cn=a,dc=example\n"
              "entryUUID: 1\n",
              "dn: cn=b,dc=example\ncn: b\nname: a\ndistinguishedName: CN=b,DC=example\nentryDN: cn=b,dc=example\n"
              "entryUUID: 1\n"),
      "> cn=b,dc=example from cn=a,dc=example by entryUUID\n");
}

TEST(Rename, ToAnotherNameOfTheNamingTypeIsNoRename) {
  EXPECT_EQ(
      renamed("dn: cn=a,dc=example\ncn: a\nuid: b\nentryUUID: 1\n", "dn: uid=b,dc=example\nuid: b\nentryUUID: 1\n"),
      "> uid=b,dc=example from cn=a,dc=example by entryUUID\n");
}

TEST(Rename, RenamedContainerIsOneChangeWithACount) {
  const Difference difference = differenceOf(kBase + container("Old", 10, true), kBase + container("New", 10, true));
  EXPECT_EQ(describe(difference), "> ou=New,dc=example from ou=Old,dc=example by entryUUID, 11 entries\n");
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 0, renamed 11, unchanged 1, volatile 0");
}

TEST(Rename, RenamedContainerIsDetectedByItsEntriesWithoutIdentity) {
  const Difference difference = differenceOf(kBase + container("Old", 10, false), kBase + container("New", 10, false));
  EXPECT_EQ(describe(difference), "> ou=New,dc=example from ou=Old,dc=example by content, 11 entries\n");
}

TEST(Rename, RenamedContainerIncludesNestedContainers) {
  const auto tree = [](const std::string& top) {
    std::string ldif;
    for (const char* dn : {"ou={}", "ou=Sub,ou={}", "ou=Empty,ou={}", "ou=Leaf,ou=Sub,ou={}"})
      ldif += fmt::format("dn: {},dc=example\nobjectClass: organizationalUnit\n\n", fmt::format(fmt::runtime(dn), top));
    return ldif + fmt::format("dn: cn=x,ou=Sub,ou={},dc=example\nobjectClass: device\nserialNumber: 7\n", top);
  };
  EXPECT_EQ(renamed(tree("Old"), tree("New")), "> ou=New,dc=example from ou=Old,dc=example by content, 5 entries\n");
}

TEST(Rename, ReportsModifiedEntriesBelowAMovedContainerSeparately) {
  std::string after = container("New", 3, true);
  after.replace(after.find("Surname 1"), 9, "Married");
  const Difference difference = differenceOf(container("Old", 3, true), after);
  EXPECT_EQ(describe(difference),
            "> ou=New,dc=example from ou=Old,dc=example by entryUUID, 4 entries\n"
            "~ uid=u1,ou=New,dc=example: sn -Surname 1 +Married\n");
  EXPECT_EQ(difference.changes[1].fromDn, "uid=u1,ou=Old,dc=example");
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 0, renamed 4, unchanged 0, volatile 0");
}

TEST(Rename, DetectsModifiedEntriesBelowAMovedContainerWithoutIdentity) {
  std::string after = container("New", 3, false);
  after.replace(after.find("Surname 1"), 9, "Married");
  EXPECT_EQ(describe(differenceOf(container("Old", 3, false), after)),
            "> ou=New,dc=example from ou=Old,dc=example by content, 4 entries\n"
            "~ uid=u1,ou=New,dc=example: sn -Surname 1 +Married\n");
}

TEST(Rename, AddedAndRemovedEntriesBelowAMovedContainerStayAddedAndRemoved) {
  EXPECT_EQ(renamed(container("Old", 2, true) + "dn: cn=gone,ou=Old,dc=example\ncn: gone\n",
                    container("New", 2, true) + "dn: cn=new,ou=New,dc=example\ncn: new\n"),
            "> ou=New,dc=example from ou=Old,dc=example by entryUUID, 3 entries\n"
            "+ cn=new,ou=New,dc=example: cn +new\n"
            "- cn=gone,ou=Old,dc=example: cn -gone\n");
}

TEST(Rename, RenameWithinAMovedContainerIsReportedSeparately) {
  std::string after = container("New", 2, true);
  after.replace(after.find("uid=u1,"), 7, "uid=z1,");
  after.replace(after.find("uid: u1"), 7, "uid: z1");
  EXPECT_EQ(renamed(container("Old", 2, true), after),
            "> ou=New,dc=example from ou=Old,dc=example by entryUUID, 2 entries\n"
            "> uid=z1,ou=New,dc=example from uid=u1,ou=Old,dc=example by entryUUID\n");
}

TEST(Rename, EntriesMovedToTwoPlacesDoNotRenameTheirContainer) {
  const auto person = [](const std::string& name, const std::string& parent) {
    return fmt::format("dn: uid={0},ou={1},dc=example\nuid: {0}\nsn: {0} x\n\n", name, parent);
  };
  const auto ou = [](const std::string& name) {
    return fmt::format("dn: ou={0},dc=example\nobjectClass: organizationalUnit\nou: {0}\n\n", name);
  };
  EXPECT_EQ(renamed(ou("Old") + person("a", "Old") + person("b", "Old"),
                    ou("One") + person("a", "One") + ou("Two") + person("b", "Two")),
            "- ou=Old,dc=example: objectClass -organizationalUnit, ou -Old\n"
            "+ ou=One,dc=example: objectClass +organizationalUnit, ou +One\n"
            "> uid=a,ou=One,dc=example from uid=a,ou=Old,dc=example by content\n"
            "+ ou=Two,dc=example: objectClass +organizationalUnit, ou +Two\n"
            "> uid=b,ou=Two,dc=example from uid=b,ou=Old,dc=example by content\n");
}

TEST(Rename, RenamedContainerIgnoresSpellingInItsChildrensNames) {
  EXPECT_EQ(describe(differenceOf("dn: organizationalUnitName=a\nentryUUID: 1\n\ndn: cn=x,ou=a\nentryUUID: 2\n",
                                  "dn: ou=b\nentryUUID: 1\n\ndn: cn=x,organizationalUnitName=b\nentryUUID: 2\n")),
            "> ou=b from organizationalUnitName=a by entryUUID, 2 entries\n");
}

TEST(Rename, RenumberedOlcDatabaseIsARename) {
  EXPECT_EQ(describe(differenceOf("dn: olcDatabase={1}mdb,cn=config\nolcDatabase: {1}mdb\nolcSuffix: dc=example\n\n"
                                  "dn: olcOverlay={0}ppolicy,olcDatabase={1}mdb,cn=config\nolcOverlay: {0}ppolicy\n",
                                  "dn: olcDatabase={2}mdb,cn=config\nolcDatabase: {2}mdb\nolcSuffix: dc=example\n\n"
                                  "dn: olcOverlay={0}ppolicy,olcDatabase={2}mdb,cn=config\nolcOverlay: {0}ppolicy\n")),
            "> olcDatabase={2}mdb,cn=config from olcDatabase={1}mdb,cn=config by content, 2 entries\n");
}

TEST(Rename, DeletedObjectOfActiveDirectoryIsDetectedByObjectGuid) {
  EXPECT_EQ(describe(differenceOf("dn: CN=a,DC=x\ncn: a\nobjectGUID: 1234567890123456\n",
                                  "dn: CN=a\\0ADEL:guid,CN=Deleted Objects,DC=x\nobjectGUID: 1234567890123456\n"
                                  "isDeleted: TRUE\n")),
            "> CN=a\\0ADEL:guid,CN=Deleted Objects,DC=x from CN=a,DC=x by objectGUID: isDeleted +TRUE\n");
}

}  // namespace
}  // namespace ldapsnap

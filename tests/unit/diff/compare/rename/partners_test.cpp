// Which removed entry is which added one: each of the four ways by itself, on entries that have no partner by name.
#include "diff/compare/rename/partners.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

SpooledList<Entry> entriesOf(const MemorySnapshot& snapshot) {
  SpooledList<Entry> entries;
  snapshot.scan(Dn(), Scope::Subtree, [&entries](const Entry& entry) {
    entries.push_back(entry);
    return Snapshot::Visit::Continue;
  });
  return entries;
}

/// One line for each removed entry, in key order: "0 -> 2 by entryUUID", "1 -> 0 by content with 0" for one that moved
/// along with entry 0, "2 alone".
std::string partners(const std::string& removed, const std::string& added) {
  const MemorySnapshot before = snapshotOf(removed), after = snapshotOf(added);
  const ComparisonSchema schema(before, after);
  const Unpaired unpaired{entriesOf(before), entriesOf(after)};
  std::string lines;
  std::size_t position = 0;
  for (const std::optional<Partner>& partner : findPartners(unpaired, schema)) {
    lines += std::to_string(position);
    lines += partner ? fmt::format(" -> {} by {}", partner->added, partner->foundBy) : " alone";
    if (partner && partner->movedAlong) lines += fmt::format(" with {}", partner->container);
    lines += '\n';
    ++position;
  }
  return lines;
}

TEST(Partners, NothingToJoinLeavesEveryEntryAlone) {
  EXPECT_EQ(partners("", "dn: cn=a,o=x\ncn: a\n"), "");
  EXPECT_EQ(partners("dn: cn=a,o=x\ncn: a\n", ""), "0 alone\n");
}

TEST(Partners, EqualIdentityJoinsEntriesWithDifferentContent) {
  EXPECT_EQ(partners("dn: cn=a,o=x\ncn: a\nentryUUID: 1\nserialNumber: 1\n",
                     "dn: cn=b,o=x\ncn: b\nserialNumber: 1\n\ndn: cn=c,o=x\ncn: c\nentryUUID: 1\nserialNumber: 9\n"),
            "0 -> 1 by entryUUID\n");
}

TEST(Partners, DifferentIdentitiesAreNeverJoined) {
  EXPECT_EQ(partners("dn: cn=a,o=x\ncn: a\nentryUUID: 1\nserialNumber: 1\n",
                     "dn: cn=b,o=x\ncn: b\nentryUUID: 2\nserialNumber: 1\n"),
            "0 alone\n");
}

TEST(Partners, IdentityThatTwoEntriesShareJoinsNeither) {
  EXPECT_EQ(partners("dn: cn=a,o=x\ncn: a\nentryUUID: 1\n\ndn: cn=b,o=x\ncn: b\nentryUUID: 1\n",
                     "dn: cn=c,o=x\ncn: c\nentryUUID: 1\n"),
            "0 alone\n1 alone\n");
}

TEST(Partners, EqualRdnIsPreferredAmongEqualContents) {
  EXPECT_EQ(partners("dn: cn=a,ou=old,o=x\ncn: a\nserialNumber: 1\n\ndn: cn=b,ou=old,o=x\ncn: b\nserialNumber: 1\n",
                     "dn: cn=a,ou=new,o=x\ncn: a\nserialNumber: 1\n\ndn: cn=b,ou=new,o=x\ncn: b\nserialNumber: 1\n"),
            "0 -> 0 by content\n1 -> 1 by content\n");
}

TEST(Partners, AmbiguousContentJoinsNothing) {
  EXPECT_EQ(partners("dn: cn=a,o=x\ncn: a\nserialNumber: 1\n",
                     "dn: cn=b,o=x\ncn: b\nserialNumber: 1\n\ndn: cn=c,o=x\ncn: c\nserialNumber: 1\n"),
            "0 alone\n");
}

TEST(Partners, ChildrenThatKeptTheirRdnIdentifyTheirParent) {
  const auto unit = [](const std::string& name) {
    return fmt::format(
        "dn: ou={0},o=x\nobjectClass: organizationalUnit\nou: {0}\n\n"
        "dn: cn=a,ou={0},o=x\nobjectClass: device\ncn: a\nserialNumber: 1\n\n",
        name);
  };
  EXPECT_EQ(partners(unit("old"), unit("new")), "0 -> 0 by content\n1 -> 1 by content with 0\n");
}

TEST(Partners, ChildrenThatMovedApartDoNotIdentifyTheirParent) {
  const std::string before =
      "dn: ou=old,o=x\nobjectClass: organizationalUnit\nou: old\n\n"
      "dn: cn=a,ou=old,o=x\nobjectClass: device\ncn: a\nserialNumber: 1\n\n"
      "dn: cn=b,ou=old,o=x\nobjectClass: device\ncn: b\nserialNumber: 2\n\n";
  const std::string after =
      "dn: ou=new1,o=x\nobjectClass: organizationalUnit\nou: new1\n\n"
      "dn: cn=a,ou=new1,o=x\nobjectClass: device\ncn: a\nserialNumber: 1\n\n"
      "dn: ou=new2,o=x\nobjectClass: organizationalUnit\nou: new2\n\n"
      "dn: cn=b,ou=new2,o=x\nobjectClass: device\ncn: b\nserialNumber: 2\n\n";
  EXPECT_EQ(partners(before, after), "0 alone\n1 -> 1 by content\n2 -> 3 by content\n");
}

TEST(Partners, EntriesOfTheSameRdnBelowJoinedParentsAreJoinedEvenIfModified) {
  EXPECT_EQ(partners("dn: ou=old,o=x\nou: old\nentryUUID: 1\n\ndn: cn=a,ou=old,o=x\ncn: a\nserialNumber: 1\n",
                     "dn: ou=new,o=x\nou: new\nentryUUID: 1\n\ndn: cn=a,ou=new,o=x\ncn: a\nserialNumber: 2\n"),
            "0 -> 0 by entryUUID\n1 -> 1 by entryUUID with 0\n");
}

TEST(Partners, NestedContainersCountForTheTopmostOne) {
  const auto tree = [](const std::string& name) {
    return fmt::format(
        "dn: ou={0},o=x\nou: {0}\nentryUUID: 1\n\ndn: ou=sub,ou={0},o=x\nou: sub\nentryUUID: 2\n\n"
        "dn: cn=a,ou=sub,ou={0},o=x\ncn: a\nentryUUID: 3\n",
        name);
  };
  EXPECT_EQ(partners(tree("old"), tree("new")),
            "0 -> 0 by entryUUID\n1 -> 1 by entryUUID with 0\n2 -> 2 by entryUUID with 0\n");
}

TEST(Partners, ObjectClassesAloneDoNotCountAsContent) {
  EXPECT_EQ(partners("dn: cn=a,o=x\nobjectClass: device\ncn: a\n", "dn: cn=b,o=x\nobjectClass: device\ncn: b\n"),
            "0 alone\n");
}

}  // namespace
}  // namespace ldapsnap

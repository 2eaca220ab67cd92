#include "diff/compare/folding/inherit.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"
#include "tests/unit/diff/compare/descriptors.h"

namespace ldapsnap {
namespace {

std::string entry(const std::string& dn, const std::string& lines) { return "dn: " + dn + "\n" + lines + "\n"; }

std::string own(char mask) { return descriptorOf(kSystem, {allow(mask, kWorld)}); }
std::string inherited(char mask) { return descriptorOf(kSystem, {allow(mask, kWorld, Given::ByParent)}); }

/// The names of the changes that are not folded.
std::string visibleChanges(const Difference& difference) {
  std::string names;
  for (const EntryChange& change : difference.changes) names += (names.empty() ? "" : " ") + change.dn;
  return names;
}

TEST(Inherit, InheritedDescriptorChangesFollowTheContainer) {
  const auto site = [](char mask) {
    return entry("o=a", own(mask)) + entry("ou=b,o=a", inherited(mask)) + entry("cn=c,ou=b,o=a", inherited(mask));
  };
  const Difference difference = differenceOf(site(0x10), site(0x30));
  EXPECT_EQ(visibleChanges(difference), "o=a");
  EXPECT_EQ(describe(difference.entries), "added 0, removed 0, modified 1, renamed 0, unchanged 0, volatile 2");
  EXPECT_EQ(difference.volatileChanges.at(0).volatiles.at(0).inheritedAdded, 1U);
}

TEST(Inherit, TopmostChangeStaysVisible) {
  const auto part = [](char mask) {
    return entry("ou=b,o=a", inherited(mask)) + entry("cn=c,ou=b,o=a", inherited(mask)) +
           entry("ou=z,o=a", inherited(mask));
  };
  EXPECT_EQ(visibleChanges(differenceOf(part(0x10), part(0x30))), "ou=b,o=a ou=z,o=a");
}

TEST(Inherit, AnExplicitAceIsReported) {
  const auto site = [](char mask) { return entry("o=a", own(mask)) + entry("ou=b,o=a", own(mask)); };
  EXPECT_EQ(visibleChanges(differenceOf(site(0x10), site(0x30))), "o=a ou=b,o=a");
}

TEST(Inherit, AMoveChangesInheritedAces) {
  const std::string id = "entryUUID: 11111111-1111-1111-1111-111111111111\n";
  const std::string parents = entry("ou=x,o=a", "ou: x\n") + entry("ou=y,o=a", "ou: y\n");
  const Difference moved = differenceOf(parents + entry("cn=c,ou=x,o=a", "cn: c\n" + id + inherited(0x10)),
                                        parents + entry("cn=c,ou=y,o=a", "cn: c\n" + id + inherited(0x30)));
  EXPECT_TRUE(moved.changes.at(0).attributes.empty());
  const Difference renamed = differenceOf(entry("cn=c,o=a", "cn: c\n" + id + inherited(0x10)),
                                          entry("cn=d,o=a", "cn: d\n" + id + inherited(0x30)));
  EXPECT_EQ(renamed.changes.at(0).attributes.size(), 1U);
}

}  // namespace
}  // namespace ldapsnap

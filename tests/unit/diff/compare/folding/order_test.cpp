#include "diff/compare/folding/order.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

std::vector<std::string> ordered(const std::vector<std::string>& names) {
  const MemorySnapshot empty = snapshotOf("");
  const ComparisonSchema schema(empty, empty);
  ChangeSorter sorter(schema);
  for (const std::string& name : names) {
    EntryChange change;
    change.change = name.starts_with("- ") ? Change::Removed : Change::Added;
    change.dn = name.substr(2);
    sorter.add(change);
  }
  std::vector<std::string> result;
  sorter.forEach([&result](const EntryChange& change) {
    result.push_back((change.change == Change::Removed ? "- " : "+ ") + change.dn);
  });
  return result;
}

TEST(Order, ParentsBeforeChildrenAndSiblingsTogether) {
  const std::vector<std::string> expected = {
      "+ ",          "+ dc=x",          "+ ou=a,dc=x", "+ cn=1,ou=a,dc=x", "+ cn=2,ou=a,dc=x", "+ ou=a b,dc=x",
      "+ ou=b,dc=x", "+ cn=0,ou=b,dc=x"};
  std::vector<std::string> names = expected;
  std::reverse(names.begin(), names.end());
  EXPECT_EQ(ordered(names), expected);
}

TEST(Order, RemovalPrecedesAdditionOfTheSameName) {
  EXPECT_EQ(ordered({"+ cn=a,dc=x", "- cn=a,dc=x"}), (std::vector<std::string>{"- cn=a,dc=x", "+ cn=a,dc=x"}));
}

TEST(Order, DifferentlySpelledParentsKeepTheirChildren) {
  const std::vector<std::string> expected = {"+ commonName=a,dc=x", "+ sn=1,cn=a,dc=x", "+ cn=b,dc=x", "+ ou=a,dc=x"};
  EXPECT_EQ(ordered({expected[3], expected[2], expected[1], expected[0]}), expected);
}

TEST(Order, UnparsableNamesComeFirst) {
  EXPECT_EQ(ordered({"+ dc=x", "+ no name"}), (std::vector<std::string>{"+ no name", "+ dc=x"}));
}

}  // namespace
}  // namespace ldapsnap

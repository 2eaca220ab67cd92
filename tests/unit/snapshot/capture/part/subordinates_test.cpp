#include "snapshot/capture/part/subordinates.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

std::vector<std::string> missingOf(const std::vector<Entry>& entries) {
  SubordinateCheck check;
  for (const Entry& entry : entries) check.add(entry);
  return check.missing();
}

TEST(SubordinateCheck, FindsEntryWithoutItsSubordinates) {
  EXPECT_EQ(missingOf({{"o=Acme", {{"hasSubordinates", {"TRUE"}}}}, {"ou=A,o=Acme", {{"hasSubordinates", {"TRUE"}}}}}),
            std::vector<std::string>{"ou=A,o=Acme"});
}

TEST(SubordinateCheck, IgnoresOrderOfEntriesAndCaseOfNames) {
  EXPECT_TRUE(missingOf({{"cn=x,OU=a,o=acme", {}}, {"ou=A,o=Acme", {{"hasSubordinates", {"TRUE"}}}}}).empty());
}

TEST(SubordinateCheck, EscapedAndQuotedCommasDoNotSeparateRdns) {
  EXPECT_TRUE(missingOf({{"cn=a\\,b, o=Acme", {}}, {"o=Acme", {{"hasSubordinates", {"TRUE"}}}}}).empty());
  EXPECT_TRUE(missingOf({{"cn=\"a,b\",o=Acme", {}}, {"o=Acme", {{"hasSubordinates", {"TRUE"}}}}}).empty());
}

TEST(SubordinateCheck, ReadsNumSubordinatesOf389) {
  EXPECT_EQ(missingOf({{"o=A", {{"numSubordinates", {"2"}}}}}), std::vector<std::string>{"o=A"});
  EXPECT_TRUE(missingOf({{"o=A", {{"numSubordinates", {"0"}}}}, {"o=B", {{"hasSubordinates", {"FALSE"}}}}, {"o=C", {}}})
                  .empty());
}

}  // namespace
}  // namespace ldapsnap

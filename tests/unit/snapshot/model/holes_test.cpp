// Places of which nothing is known, found by name.
#include "snapshot/model/holes.h"

#include <chrono>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

std::string path(const std::string& dn) { return pathOf(Dn::parse(dn)); }

std::string found(const Holes& holes, const std::string& dn, Scope scope) {
  const std::string* const reason = holes.find(path(dn), scope);
  return reason == nullptr ? "-" : *reason;
}

TEST(Holes, SubtreeReachesWhatIsBelowAndAbove) {
  Holes holes;
  holes.add(path("ou=a,dc=x"), false, "gap");
  EXPECT_EQ(found(holes, "ou=a,dc=x", Scope::Base), "gap");
  EXPECT_EQ(found(holes, "ou=a,dc=x", Scope::OneLevel), "gap");
  EXPECT_EQ(found(holes, "cn=b,ou=c,ou=a,dc=x", Scope::Base), "gap");
  EXPECT_EQ(found(holes, "dc=x", Scope::OneLevel), "gap");
  EXPECT_EQ(found(holes, "dc=x", Scope::Subtree), "gap");
  EXPECT_EQ(found(holes, "dc=x", Scope::Base), "-");
  EXPECT_EQ(found(holes, "ou=aa,dc=x", Scope::Subtree), "-");
  EXPECT_EQ(found(holes, "ou=b,dc=x", Scope::Subtree), "-");
}

TEST(Holes, SingleEntryReachesNothingBelowIt) {
  Holes holes;
  holes.add(path("ou=a,dc=x"), true, "gap");
  EXPECT_EQ(found(holes, "ou=a,dc=x", Scope::Base), "gap");
  EXPECT_EQ(found(holes, "ou=a,dc=x", Scope::Subtree), "gap");
  EXPECT_EQ(found(holes, "ou=a,dc=x", Scope::OneLevel), "-");
  EXPECT_EQ(found(holes, "cn=b,ou=a,dc=x", Scope::Base), "-");
  EXPECT_EQ(found(holes, "dc=x", Scope::OneLevel), "gap");
}

TEST(Holes, DeeperOneIsNotOneLevelBelow) {
  Holes holes;
  holes.add(path("cn=b,ou=a,dc=x"), false, "gap");
  EXPECT_EQ(found(holes, "dc=x", Scope::OneLevel), "-");
  EXPECT_EQ(found(holes, "ou=a,dc=x", Scope::OneLevel), "gap");
  EXPECT_EQ(found(holes, "dc=x", Scope::Subtree), "gap");
}

TEST(Holes, EmptyPathIsEverywhere) {
  Holes holes;
  EXPECT_EQ(found(holes, "dc=x", Scope::Subtree), "-");
  holes.add("", false, "file");
  EXPECT_EQ(found(holes, "cn=b,dc=x", Scope::Base), "file");
  EXPECT_EQ(found(holes, "", Scope::Subtree), "file");
}

TEST(Holes, ExemptSubtreeDoesNotCount) {
  Holes holes;
  holes.add(path("cn=c,dc=x"), false, "referral");
  const auto isExempt = [](std::string_view hole) { return hole == path("cn=c,dc=x"); };
  EXPECT_EQ(holes.find(path("cn=a,cn=s,cn=c,dc=x"), Scope::Base, isExempt), nullptr);
  EXPECT_NE(holes.find(path("cn=c,dc=x"), Scope::Base, isExempt), nullptr);
}

TEST(Holes, AsManyAsEntriesAreFoundInNoTime) {
  Holes holes;
  constexpr int kMany = 100000;
  for (int i = 0; i < kMany; ++i) holes.add(path(fmt::format("cn=e{},ou=a,dc=x", i)), false, "gap");
  const auto begin = std::chrono::steady_clock::now();
  int hits = 0;
  for (int i = 0; i < kMany; ++i)
    hits += holes.find(path(fmt::format("cn=n,cn=e{},ou=a,dc=x", i)), Scope::Base) != nullptr ? 1 : 0;
  EXPECT_EQ(hits, kMany);
  EXPECT_EQ(found(holes, "cn=other,ou=a,dc=x", Scope::Subtree), "-");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << "one by one, this takes minutes";
}

}  // namespace
}  // namespace ldapsnap

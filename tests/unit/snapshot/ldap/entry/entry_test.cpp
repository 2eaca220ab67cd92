#include "snapshot/ldap/entry/entry.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(Entry, FindsAnAttributeInAnyCaseAndOrderOfOptions) {
  Entry entry;
  entry.add("CN", "a");
  entry.add("cn;x-b;lang-de", "b");
  ASSERT_NE(entry.find("cn"), nullptr);
  EXPECT_EQ(entry.find("cn")->values.front(), "a");
  EXPECT_EQ(*entry.first("CN;LANG-DE;x-b"), "b");
  EXPECT_EQ(entry.find("cn;lang-de"), nullptr);
  EXPECT_EQ(entry.first("sn"), nullptr);
}

TEST(Entry, AddsToTheAttributeThatIsThere) {
  Entry entry;
  entry.add("member", "a");
  entry.add("cn", "g");
  entry.add("Member", "b");
  ASSERT_EQ(entry.attributes.size(), 2U);
  EXPECT_EQ(entry.attributes[0], (Attribute{"member", {"a", "b"}}));
}

TEST(Entry, FirstIsNothingWhereTheAttributeHasNoValue) {
  const Entry entry{"", {{"member", {}}}};
  EXPECT_NE(entry.find("member"), nullptr);
  EXPECT_EQ(entry.first("member"), nullptr);
}

TEST(EntryCanonicalise, GivesOneOrderToAttributesAndValues) {
  Entry one{"cn=a", {{"sn", {"b", "a", "b"}}, {"CN", {"x"}}}};
  Entry other{"cn=a", {{"CN", {"x"}}, {"sn", {"a", "b"}}}};
  one.canonicalise();
  other.canonicalise();
  EXPECT_EQ(one, other);
  EXPECT_EQ(one.attributes, (std::vector<Attribute>{{"CN", {"x"}}, {"sn", {"a", "b"}}}));
}

TEST(EntryCanonicalise, JoinsThePiecesOfOneAttribute) {
  Entry entry{"", {{"member;range=2-3", {"c", "d"}}, {"cn;lang-de", {"x"}}, {"member", {"b", "c"}}}};
  entry.canonicalise();
  EXPECT_EQ(entry.attributes, (std::vector<Attribute>{{"cn;lang-de", {"x"}}, {"member", {"b", "c", "d"}}}));
}

}  // namespace
}  // namespace ldapsnap

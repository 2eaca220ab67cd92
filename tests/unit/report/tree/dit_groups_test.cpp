#include "report/tree/dit_groups.h"

#include <gtest/gtest.h>

#include "report/wording/dn_text.h"

namespace ldapsnap::test {
namespace {

/// "base:count" of each group.
std::vector<std::string> groups(const std::vector<std::string>& dns, const std::vector<std::string>& contexts = {}) {
  EntryChanges changes;
  for (const std::string& dn : dns) {
    EntryChange change;
    change.dn = dn;
    changes.push_back(change);
  }
  std::vector<std::string> shown;
  std::size_t next = 0;
  for (const DitGroup& group : groupByDit(changes, contexts)) {
    EXPECT_EQ(group.first, next);
    shown.push_back(group.base + ":" + std::to_string(group.last - group.first));
    next = group.last;
  }
  EXPECT_EQ(next, changes.size());
  return shown;
}

using Groups = std::vector<std::string>;

TEST(DitGroups, OneEntryIsShownUnderItsParent) { EXPECT_EQ(groups({"cn=a,ou=b,o=c"}), Groups{"ou=b,o=c:1"}); }

TEST(DitGroups, TheLongestCommonAncestorIsTheBase) {
  EXPECT_EQ(groups({"cn=a,ou=x,ou=b,o=c", "cn=d,ou=y,ou=b,o=c"}), Groups{"ou=b,o=c:2"});
}

TEST(DitGroups, CaseAndSpacesDoNotSplitGroups) {
  EXPECT_EQ(groups({"cn=a, OU=B, o=c", "cn=d,ou=b,O=C"}), Groups{"OU=B, o=c:2"});
}

TEST(DitGroups, NamingContextsAreSeparateGroups) {
  EXPECT_EQ(groups({"cn=x,dc=corp,dc=example", "cn=y,cn=Configuration,dc=corp,dc=example",
                    "cn=z,cn=Configuration,dc=corp,dc=example", "cn=a,o=other"},
                   {"dc=corp,dc=example", "cn=Configuration,dc=corp,dc=example"}),
            (Groups{"dc=corp,dc=example:1", "cn=Configuration,dc=corp,dc=example:2", "o=other:1"}));
}

TEST(DitGroups, RootDseIsASeparateGroup) { EXPECT_EQ(groups({"", "o=a", "cn=b,o=a"}), (Groups{":1", "o=a:2"})); }

TEST(DitGroups, NoChangesMeansNoGroups) { EXPECT_TRUE(groups({}).empty()); }

TEST(DnText, SplitsAtUnescapedUnquotedCommas) {
  EXPECT_EQ(rdnsForPeople(R"(cn=a\,b, ou="x,y" ;o=c\\,dc=d)"),
            (std::vector<std::string_view>{R"(cn=a\,b)", R"(ou="x,y")", R"(o=c\\)", "dc=d"}));
  EXPECT_TRUE(rdnsForPeople("").empty());
  EXPECT_EQ(rdnsForPeople("no, DN"), (std::vector<std::string_view>{"no, DN"}));
}

TEST(DnText, RelativeNameKeepsItsSpelling) {
  EXPECT_EQ(relativeName("cn=A, cn=B,O=Acme", "o=acme"), "cn=A, cn=B");
  EXPECT_EQ(relativeName("o=Acme", "o=Acme"), "o=Acme");
  EXPECT_EQ(relativeName("cn=a,o=Other", "o=Acme"), "cn=a,o=Other");
  EXPECT_EQ(relativeName("", "o=Acme"), "(root DSE)");
}

}  // namespace
}  // namespace ldapsnap::test

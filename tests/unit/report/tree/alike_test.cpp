#include "report/tree/alike.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

/// What the groups of a difference with `changes` say, a line each.
std::string groupsOf(const std::vector<EntryChange>& changes, const std::vector<SchemaChange>& schema = {}) {
  Report report = diffOf({});
  Difference& difference = *report.difference;
  difference.schema = schema;
  for (const EntryChange& change : changes) difference.changes.push_back(change);
  std::string text;
  for (const DitGroup& group : groupByDit(difference.changes, {"o=Acme"})) {
    for (const AlikeEntries& alike : alikeEntries(namesOf(difference.schema), difference.changes, group))
      text += describe(alike) + (alike.below.empty() ? "" : " below " + alike.below) + "\n";
  }
  return text;
}

std::vector<EntryChange> people(int count, const std::string& parent, const std::string& objectClass = "person") {
  std::vector<EntryChange> changes;
  for (int i = 0; i < count; ++i) {
    changes.push_back(addedEntry(fmt::format("cn=p{:02},{}", i, parent), {added("objectClass", {"top", objectClass})}));
  }
  return changes;
}

std::vector<EntryChange> operator+(std::vector<EntryChange> first, const std::vector<EntryChange>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

TEST(AlikeEntries, AreOfOneParentAndOfTheSameClasses) {
  EXPECT_EQ(groupsOf(people(8, "ou=A,o=Acme")), "8 entries of person below ou=A,o=Acme\n");
  EXPECT_EQ(groupsOf(people(7, "ou=A,o=Acme") + people(7, "ou=B,o=Acme")), "") << "two parents";
  EXPECT_EQ(groupsOf(people(7, "ou=A,o=Acme") + people(7, "ou=A,o=Acme", "device")), "") << "two classes";
}

TEST(AlikeEntries, DoNotContainAnEntryWithChangesBelow) {
  std::vector<EntryChange> changes = people(8, "o=Acme");
  changes.push_back(addedEntry("cn=below," + changes.back().dn, {}));
  EXPECT_EQ(groupsOf(changes), "");
}

TEST(AlikeEntries, OfModifiedOnesTheSameAttributesChangedAnywhere) {
  std::vector<EntryChange> changes;
  for (int i = 0; i < 8; ++i) {
    EntryChange change;
    change.dn = fmt::format("cn=user,ou=L{},o=Acme", i);
    change.attributes = {modified("attributeDisplayNames", {"a"}, {"b"}), modified("contextMenu", {"a"}, {"c"})};
    changes.push_back(change);
  }
  EXPECT_EQ(groupsOf(changes), "8 entries, each in attributeDisplayNames, contextMenu\n");
  changes.back().attributes.pop_back();
  EXPECT_EQ(groupsOf(changes), "") << "one lacks an attribute";
}

TEST(AlikeEntries, ThatDefineListedSchemaElementsAreOneGroup) {
  std::vector<EntryChange> changes;
  std::vector<SchemaChange> schema;
  for (const char* name : {"acmeColour", "acmeSize"}) {
    changes.push_back(addedEntry(fmt::format("cn={},cn=Schema,o=Acme", name), {added("lDAPDisplayName", {name})}));
    SchemaChange change;
    change.change = Change::Added;
    change.element = "attributeType";
    change.name = name;
    schema.push_back(change);
  }
  EXPECT_EQ(groupsOf(changes, schema), "2 entries that define elements listed under Schema below cn=Schema,o=Acme\n");
  schema.pop_back();
  EXPECT_EQ(groupsOf(changes, schema), "") << "only one of them is listed";
}

TEST(AlikeElements, AreOfOneKindAndChange) {
  std::vector<SchemaChange> schema(9);
  for (SchemaChange& change : schema) {
    change.change = Change::Added;
    change.element = "objectClass";
  }
  schema.back().isUnreadable = true;
  ASSERT_EQ(alikeElements(schema).size(), 1U);
  EXPECT_EQ(describe(alikeElements(schema).front()), "8 objectClasses") << "without the one that could not be read";
  schema.front().change = Change::Modified;
  EXPECT_TRUE(alikeElements(schema).empty());
}

}  // namespace
}  // namespace ldapsnap::test

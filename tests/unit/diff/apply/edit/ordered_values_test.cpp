#include "diff/apply/edit/ordered_values.h"

#include <gtest/gtest.h>

#include "diff/rehearse/checks/entry_edit.h"

namespace ldapsnap {
namespace {

using Values = std::vector<std::string>;

TEST(OrderedValues, AreRenumberedAfterEveryChange) {
  OrderedValues values({"{1}b", "{0}a", "c"});
  EXPECT_EQ(values.values(), (Values{"{0}a", "{1}b", "{2}c"}));
  values.insert("{1}between");
  values.insert("behind");
  values.insert("{99}last");
  EXPECT_EQ(values.values(), (Values{"{0}a", "{1}between", "{2}b", "{3}c", "{4}behind", "{5}last"}));
  EXPECT_TRUE(values.removeAt("{0}"));
  EXPECT_FALSE(values.removeAt("{9}"));
  EXPECT_FALSE(values.removeAt("{0}between"));
  EXPECT_EQ(values.values(), (Values{"{0}between", "{1}b", "{2}c", "{3}behind", "{4}last"}));
}

TEST(OrderedValues, KeepBracesThatAreNotANumber) {
  EXPECT_EQ(OrderedValues({"{SSHA}x", "{2"}).values(), (Values{"{0}{SSHA}x", "{1}{2"}));
}

/// What a modify of olcAccess leaves, by a schema that gives its values an order.
Values accessAfter(const std::vector<Modification>& modifications) {
  Schema schema;
  schema.addFrom({"cn=Subschema",
                  {{"objectClass", {"subschema"}},
                   {"attributeTypes",
                    {"( 1.3.6.1.4.1.4203.1.12.2.3.0.1 NAME 'olcAccess' EQUALITY caseIgnoreMatch SYNTAX "
                     "1.3.6.1.4.1.1466.115.121.1.15 X-ORDERED 'VALUES' )"}}}});
  const Entry database{"olcDatabase={1}mdb,cn=config", {{"olcAccess", {"{0}to a", "{1}to b"}}}};
  const EntryEdit edited = edit(database, modifications, schema, EditRules());
  const Attribute* const access = edited.entry.find("olcAccess");
  return access == nullptr || edited.obstacle ? Values() : access->values;
}

TEST(OrderedValues, AfterAModifyEqualWhatSlapdShows) {
  using Operation = Modification::Operation;
  EXPECT_EQ(accessAfter({{Operation::Add, {"olcAccess", {"{0}to first"}}}}),
            (Values{"{0}to first", "{1}to a", "{2}to b"}));
  EXPECT_EQ(accessAfter({{Operation::Add, {"olcAccess", {"to last"}}}}), (Values{"{0}to a", "{1}to b", "{2}to last"}));
  EXPECT_EQ(accessAfter({{Operation::Delete, {"olcAccess", {"{0}"}}}}), (Values{"{0}to b"}));
  EXPECT_EQ(accessAfter({{Operation::Delete, {"olcAccess", {"{0}to a"}}}}), (Values{"{0}to b"}));
  EXPECT_EQ(accessAfter({{Operation::Replace, {"olcAccess", {"to x", "to y"}}}}), (Values{"{0}to x", "{1}to y"}));
}

}  // namespace
}  // namespace ldapsnap

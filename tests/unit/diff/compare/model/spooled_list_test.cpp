// Lists that may be in a file: what was put in comes out, wherever it was meanwhile.
#include "diff/compare/model/spooled_list.h"

#include <gtest/gtest.h>

#include "diff/compare/folding/order.h"
#include "diff/compare/model/difference.h"
#include "snapshot/base/error.h"
#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kTiny = 64;  ///< bytes: nearly every record goes to the file

/// With something in every member.
EntryChange fullChange(const std::string& dn) {
  AttributeChange attribute;
  attribute.description = "nTSecurityDescriptor;x";
  attribute.change = Change::Renamed;
  attribute.removed = {std::string("a\0b", 3), ""};
  attribute.added = {std::string(300, 'x')};
  attribute.unchanged = 7;
  attribute.ordered = attribute.reordered = attribute.comparedAsBytes = attribute.followsFromParent = true;
  attribute.lines = {{EditLine::Op::Add, "D:PAI"}, {EditLine::Op::Keep, ""}};
  attribute.unit = EditUnit::Ace;
  attribute.decoding = decodingOf("objectGUID", Schema());
  attribute.inheritedRemoved = 1;
  attribute.inheritedAdded = 200;
  EntryChange change;
  change.change = Change::Renamed;
  change.dn = dn;
  change.fromDn = "cn=old";
  change.renamedBy = "entryUUID";
  change.entries = 1000;
  change.replaced = true;
  change.attributes = {attribute, AttributeChange()};
  change.volatiles = {attribute};
  change.unchangedAttributes = 3;
  change.kept = {attribute};
  return change;
}

TEST(SpooledList, RoundTripsEveryPartOfAChange) {
  EXPECT_NE(decodingOf("objectGUID", Schema()), nullptr);
  const EntryChange change = fullChange("cn=a");
  EXPECT_EQ(EntryChanges({change})[0], change);
}

TEST(SpooledList, RoundTripsAnEntry) {
  const Entry entry{"cn=\xff", {{"cn", {"a", ""}}, {"none", {}}}};
  EXPECT_EQ(SpooledList<Entry>({entry})[0], entry);
}

TEST(SpooledList, SpilledListEqualsListInMemory) {
  EntryChanges small, spilled(kTiny);
  for (int i = 0; i < 100; ++i) {
    small.push_back(fullChange("cn=" + std::to_string(i)));
    spilled.push_back(fullChange("cn=" + std::to_string(i)));
  }
  EXPECT_FALSE(small.isSpilled());
  EXPECT_TRUE(spilled.isSpilled());
  EXPECT_EQ(spilled, small);
  EXPECT_EQ(spilled.size(), 100U);
  EXPECT_EQ(spilled[57].dn, "cn=57");
  EXPECT_EQ(spilled.back().dn, "cn=99");
  int next = 0;
  for (const EntryChange& change : spilled) EXPECT_EQ(change.dn, "cn=" + std::to_string(next++));
}

TEST(SpooledList, ACopyCanBeReadWhileTheOriginalIsRead) {
  EntryChanges first(kTiny);
  for (int i = 0; i < 3; ++i) first.push_back(fullChange("cn=" + std::to_string(i)));
  const EntryChanges copy = first;
  auto a = first.begin(), b = copy.begin();
  EXPECT_EQ((++a)->dn, "cn=1");
  EXPECT_EQ(b->dn, "cn=0");
  EXPECT_EQ(a->dn, "cn=1");
}

TEST(SpooledList, AListThatSharesItsFileRefusesToGrow) {
  EntryChanges first(kTiny);
  for (int i = 0; i < 3; ++i) first.push_back(fullChange("cn=a"));
  EntryChanges copy = first;
  EXPECT_THROW(copy.push_back(fullChange("cn=b")), Error);
}

TEST(ChangeSorter, SortsWhatDoesNotFitIntoMemory) {
  const MemorySnapshot empty = snapshotOf("");
  const ComparisonSchema schema(empty, empty);
  ChangeSorter sorter(schema, 1 << 16);
  constexpr int kChanges = 5000;
  for (int i = 0; i < kChanges; ++i)
    sorter.add(fullChange("cn=" + std::to_string(100000 + i * 7919 % kChanges) + ",dc=x"));
  int next = 100000;
  sorter.forEach([&next](const EntryChange& change) {
    ASSERT_EQ(change, fullChange("cn=" + std::to_string(next) + ",dc=x"));
    ++next;
  });
  EXPECT_EQ(next, 100000 + kChanges);
}

}  // namespace
}  // namespace ldapsnap

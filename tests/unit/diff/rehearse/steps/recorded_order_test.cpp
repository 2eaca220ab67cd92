#include "diff/rehearse/steps/recorded_order.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

RehearsalStep step(ChangeType change, const std::string& dn) {
  RehearsalStep step;
  step.record.change = change;
  step.record.entry.dn = dn;
  return step;
}

JournalEntry told(JournalOperation operation, const std::string& dn) {
  JournalEntry entry;
  entry.operation = operation;
  entry.dn = dn;
  return entry;
}

/// "add ou=a, delete cn=b": the steps after they were ordered.
std::string ordered(std::vector<RehearsalStep> steps, std::vector<JournalEntry> entries) {
  Journal journal;
  journal.entries = std::move(entries);
  orderAsRecorded(steps, journal, Schema());
  std::string text;
  for (const RehearsalStep& each : steps) {
    const bool isAdd = each.record.change == ChangeType::Add;
    text += (text.empty() ? "" : ", ") + std::string(isAdd                                      ? "+"
                                                     : each.record.change == ChangeType::Delete ? "-"
                                                                                                : "~");
    text += each.record.entry.dn;
  }
  return text;
}

constexpr auto kAdd = ChangeType::Add, kDelete = ChangeType::Delete, kModify = ChangeType::Modify;

TEST(RecordedOrder, IsTheJournals) {
  EXPECT_EQ(ordered({step(kDelete, "cn=old"), step(kAdd, "cn=a"), step(kAdd, "cn=b"), step(kModify, "cn=c")},
                    {told(JournalOperation::Modified, "CN=C"), told(JournalOperation::Added, "cn=b"),
                     told(JournalOperation::Added, "cn=a"), told(JournalOperation::Deleted, "cn=old")}),
            "~cn=c, +cn=b, +cn=a, -cn=old");
}

TEST(RecordedOrder, WhatCameAndWentAndCameAgainCameLast) {
  EXPECT_EQ(ordered({step(kAdd, "cn=a"), step(kAdd, "cn=b")},
                    {told(JournalOperation::Added, "cn=a"), told(JournalOperation::Deleted, "cn=a"),
                     told(JournalOperation::Added, "cn=b"), told(JournalOperation::Added, "cn=a")}),
            "+cn=b, +cn=a");
}

TEST(RecordedOrder, ParentsPrecedeAddedChildrenAndFollowDeletedOnes) {
  // What uSNChanged tells: the last write of each entry, and the parent was written once more at the end.
  EXPECT_EQ(ordered({step(kAdd, "o=x"), step(kAdd, "ou=y,o=x"), step(kAdd, "cn=z,ou=y,o=x")},
                    {told(JournalOperation::Written, "cn=z,ou=y,o=x"), told(JournalOperation::Written, "ou=y,o=x"),
                     told(JournalOperation::Written, "o=x")}),
            "+o=x, +ou=y,o=x, +cn=z,ou=y,o=x");
  EXPECT_EQ(ordered({step(kDelete, "cn=z,o=x"), step(kDelete, "o=x")},
                    {told(JournalOperation::Deleted, "o=x"), told(JournalOperation::Deleted, "cn=z,o=x")}),
            "-cn=z,o=x, -o=x");
}

TEST(RecordedOrder, StepMissingFromTheJournalKeepsItsPlace) {
  // A reference to an entry that comes later is a step of its own.
  EXPECT_EQ(ordered({step(kAdd, "cn=a"), step(kAdd, "cn=b"), step(kModify, "cn=a")},
                    {told(JournalOperation::Added, "cn=b"), told(JournalOperation::Added, "cn=a")}),
            "+cn=b, +cn=a, ~cn=a");
  EXPECT_EQ(ordered({step(kAdd, "cn=a"), step(kModify, "cn=silent"), step(kAdd, "cn=b")},
                    {told(JournalOperation::Added, "cn=b"), told(JournalOperation::Added, "cn=a")}),
            "+cn=b, +cn=a, ~cn=silent");
}

TEST(RecordedOrder, SchemaCountsFromItsFirstTime) {
  RehearsalStep schema = step(kModify, "cn=schema");
  Modification definition;
  definition.attribute.description = "attributeTypes";
  schema.record.modifications = {definition};
  EXPECT_EQ(ordered({schema, step(kAdd, "cn=a")},
                    {told(JournalOperation::Modified, "cn=schema"), told(JournalOperation::Added, "cn=a"),
                     told(JournalOperation::Modified, "cn=schema")}),
            "~cn=schema, +cn=a");
}

}  // namespace
}  // namespace ldapsnap

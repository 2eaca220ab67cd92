#include "snapshot/model/journal.h"

#include <gtest/gtest.h>

namespace {

using ldapsnap::Journal;
using ldapsnap::JournalEntry;
using ldapsnap::JournalOperation;
using ldapsnap::JournalSummary;
using ldapsnap::summarise;

JournalEntry entry(JournalOperation operation, std::string dn, std::string newDn = "") {
  JournalEntry result;
  result.operation = operation;
  result.dn = std::move(dn);
  result.newDn = std::move(newDn);
  return result;
}

TEST(JournalSummary, EntryAddedAndDeletedAgainIsNamed) {
  Journal journal;
  journal.entries = {entry(JournalOperation::Added, "cn=tmp,o=x"), entry(JournalOperation::Added, "cn=stays,o=x"),
                     entry(JournalOperation::Deleted, "CN=tmp,o=x")};
  EXPECT_EQ(summarise(journal), (JournalSummary{{"cn=tmp,o=x"}, {}}));
}

TEST(JournalSummary, DeletedEntryThatExistedBeforeIsNotNamed) {
  Journal journal;
  journal.entries = {entry(JournalOperation::Deleted, "cn=old,o=x")};
  EXPECT_EQ(summarise(journal), JournalSummary{});
}

TEST(JournalSummary, RepeatedChangesAreCountedMostFrequentFirst) {
  Journal journal;
  journal.entries = {entry(JournalOperation::Modified, "cn=a,o=x"), entry(JournalOperation::Modified, "cn=b,o=x"),
                     entry(JournalOperation::Modified, "cn=b,o=x"), entry(JournalOperation::Added, "cn=c,o=x"),
                     entry(JournalOperation::Modified, "cn=a,o=x"), entry(JournalOperation::Written, "cn=b,o=x")};
  EXPECT_EQ(summarise(journal), (JournalSummary{{}, {{"cn=b,o=x", 3}, {"cn=a,o=x", 2}}}));
}

TEST(JournalSummary, RenamedEntryIsFollowed) {
  Journal journal;
  journal.entries = {entry(JournalOperation::Added, "cn=a,o=x"),
                     entry(JournalOperation::Renamed, "cn=a,o=x", "cn=b,o=x"),
                     entry(JournalOperation::Deleted, "cn=b,o=x"), entry(JournalOperation::Added, "cn=a,o=x")};
  EXPECT_EQ(summarise(journal), (JournalSummary{{"cn=b,o=x"}, {}}));
}

}  // namespace

#include "snapshot/model/journal.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/store/records/journal_record.h"
#include "snapshot/store/records/output_record.h"

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

TEST(JournalSummary, NamesWhatCameAndWent) {
  Journal journal;
  journal.entries = {entry(JournalOperation::Added, "cn=tmp,o=x"), entry(JournalOperation::Added, "cn=stays,o=x"),
                     entry(JournalOperation::Deleted, "CN=tmp,o=x")};
  EXPECT_EQ(summarise(journal), (JournalSummary{{"cn=tmp,o=x"}, {}}));
}

TEST(JournalSummary, DoesNotTakeADeletedEntryForOneThatCame) {
  Journal journal;
  journal.entries = {entry(JournalOperation::Deleted, "cn=old,o=x")};
  EXPECT_EQ(summarise(journal), JournalSummary{});
}

TEST(JournalSummary, CountsWhatWasWrittenMoreThanOnceMostOftenFirst) {
  Journal journal;
  journal.entries = {entry(JournalOperation::Modified, "cn=a,o=x"), entry(JournalOperation::Modified, "cn=b,o=x"),
                     entry(JournalOperation::Modified, "cn=b,o=x"), entry(JournalOperation::Added, "cn=c,o=x"),
                     entry(JournalOperation::Modified, "cn=a,o=x"), entry(JournalOperation::Written, "cn=b,o=x")};
  EXPECT_EQ(summarise(journal), (JournalSummary{{}, {{"cn=b,o=x", 3}, {"cn=a,o=x", 2}}}));
}

TEST(JournalSummary, FollowsAnEntryThroughItsRename) {
  Journal journal;
  journal.entries = {entry(JournalOperation::Added, "cn=a,o=x"),
                     entry(JournalOperation::Renamed, "cn=a,o=x", "cn=b,o=x"),
                     entry(JournalOperation::Deleted, "cn=b,o=x"), entry(JournalOperation::Added, "cn=a,o=x")};
  EXPECT_EQ(summarise(journal), (JournalSummary{{"cn=b,o=x"}, {}}));
}

TEST(JournalRecord, IsCanonicalAndReadBack) {
  Journal journal;
  journal.source = "syncrepl";
  JournalEntry change = entry(JournalOperation::Renamed, "cn=a,o=x", "cn=b,o=x");
  change.time += std::chrono::milliseconds(1772446447123);
  change.by = "cn=admin,o=x";
  change.attributes = {"cn", "sn"};
  journal.entries = {change};
  journal.gaps = {"cn=config: not followed"};
  EXPECT_EQ(ldapsnap::toRecord(journal),
            R"({"entries":[{"attributes":["cn","sn"],"by":"cn=admin,o=x","dn":"cn=a,o=x","new_dn":"cn=b,o=x",)"
            R"("operation":"renamed","time":1772446447123}],"format":"ldapsnap-journal/1",)"
            R"("gaps":["cn=config: not followed"],"source":"syncrepl"})");
  EXPECT_EQ(ldapsnap::journalFromRecord(ldapsnap::toRecord(journal)), journal);
}

TEST(JournalRecord, OfAnotherFormatIsRefused) {
  EXPECT_THROW(ldapsnap::journalFromRecord(R"({"format":"ldapsnap-journal/2"})"), ldapsnap::Error);
  EXPECT_THROW(ldapsnap::journalFromRecord(R"([])"), ldapsnap::Error);
  EXPECT_THROW(ldapsnap::journalFromRecord("{"), ldapsnap::Error);
}

TEST(OutputRecord, IsCanonicalAndReadBack) {
  const ldapsnap::CommandOutput output{{"Setup 5.5", "stopped"}, 7, 1};
  EXPECT_EQ(ldapsnap::toRecord(output),
            R"({"format":"ldapsnap-output/1","lines":["Setup 5.5","stopped"],"omitted":7,"omitted_after":1})");
  EXPECT_EQ(ldapsnap::outputFromRecord(ldapsnap::toRecord(output)), output);
  EXPECT_THROW(ldapsnap::outputFromRecord(R"({"format":"ldapsnap-output/2"})"), ldapsnap::Error);
}

TEST(OutputRecord, KeepsBytesThatAreNoTextVisibly) {
  EXPECT_EQ(ldapsnap::outputFromRecord(ldapsnap::toRecord({{"a\xff"}, 0, 0})).lines,
            std::vector<std::string>{"a\\xff"});
}

}  // namespace

// Runs, journals and outputs as a store keeps them.
#include "snapshot/store/records/run_records.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

TEST(RunRecord, IsCanonicalAndReadBack) {
  ldapsnap::Run run;
  run.site = "seattle";
  run.number = 3;
  run.setup = "exchange-server-5.5";
  run.command = {"./setup", "--server=A B"};
  run.started = parseTime("2026-03-02T10:14:07Z");
  run.before = "ab";
  const std::string unfinished =
      R"({"after":"","before":"ab","command":["./setup","--server=A B"],"ended":null,"exit_code":null,)"
      R"("format":"ldapsnap-run/1","number":3,"setup":"exchange-server-5.5","site":"seattle",)"
      R"("started":"2026-03-02T10:14:07Z"})";
  EXPECT_EQ(toRecord(run), unfinished);
  EXPECT_EQ(runFromRecord(unfinished), run);
  run.ended = parseTime("2026-03-02T10:15:07Z");
  run.exitCode = 1;
  run.after = "cd";
  EXPECT_EQ(runFromRecord(toRecord(run)), run);
}

TEST(RunRecord, RowThatDisagreesWithItsRecordIsDamaged) {
  ldapsnap::Run run;
  run.site = "seattle";
  run.number = 3;
  EXPECT_EQ(readRun({"seattle", 3, toRecord(run)}), run);
  const auto errorOf = [](const RunRow& row) -> std::string {
    try {
      readRun(row);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(errorOf({"seattle", 4, toRecord(run)}), "run seattle/R4: damaged: the row does not agree with the record");
  EXPECT_EQ(errorOf({"seattle", 3, toRecord(run), false}),
            "run seattle/R3: damaged: the record is not the one that was written");
}

TEST(JournalRecord, IsCanonicalAndReadBack) {
  Journal journal;
  journal.source = "syncrepl";
  JournalEntry change;
  change.operation = JournalOperation::Renamed;
  change.dn = "cn=a,o=x";
  change.newDn = "cn=b,o=x";
  change.time += std::chrono::milliseconds(1772446447123);
  change.by = "cn=admin,o=x";
  change.attributes = {"cn", "sn"};
  journal.entries = {change};
  journal.gaps = {"cn=config: not followed"};
  EXPECT_EQ(toRecord(journal),
            R"({"entries":[{"attributes":["cn","sn"],"by":"cn=admin,o=x","dn":"cn=a,o=x","new_dn":"cn=b,o=x",)"
            R"("operation":"renamed","time":1772446447123}],"format":"ldapsnap-journal/1",)"
            R"("gaps":["cn=config: not followed"],"source":"syncrepl"})");
  EXPECT_EQ(journalFromRecord(toRecord(journal)), journal);
}

TEST(JournalRecord, UnknownOperationIsRefused) {
  const std::string record =
      R"({"entries":[{"attributes":[],"by":"","dn":"","new_dn":"","operation":"moved","time":0}],)"
      R"("format":"ldapsnap-journal/1","gaps":[],"source":"syncrepl"})";
  try {
    journalFromRecord(record);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Integrity);
    EXPECT_STREQ(error.what(), "not the record of a journal: an unknown operation");
  }
}

TEST(JournalRecord, OtherFormatIsRefused) {
  EXPECT_THROW(journalFromRecord(R"({"format":"ldapsnap-journal/2"})"), Error);
  EXPECT_THROW(journalFromRecord(R"([])"), Error);
  EXPECT_THROW(journalFromRecord("{"), Error);
}

TEST(OutputRecord, IsCanonicalAndReadBack) {
  const CommandOutput output{{"Setup 5.5", "stopped"}, 7, 1};
  EXPECT_EQ(toRecord(output),
            R"({"format":"ldapsnap-output/1","lines":["Setup 5.5","stopped"],"omitted":7,"omitted_after":1})");
  EXPECT_EQ(outputFromRecord(toRecord(output)), output);
  EXPECT_THROW(outputFromRecord(R"({"format":"ldapsnap-output/2"})"), Error);
}

TEST(OutputRecord, BytesThatAreNotUtf8AreKeptVisibly) {
  const CommandOutput output{{"a\xff"}, 0, 0};
  EXPECT_EQ(outputFromRecord(toRecord(output)).lines, std::vector<std::string>{"a\\xff"});
}

}  // namespace
}  // namespace ldapsnap

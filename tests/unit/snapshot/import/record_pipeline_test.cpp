#include "snapshot/import/record_pipeline.h"

#include <atomic>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

/// More than several batches.
std::string manyRecords(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += fmt::format("dn: cn={},dc=x\ncn: {}\ndescription: {}\n\n", i, i, std::string(200, 'd'));
  return text;
}

TEST(RecordPipeline, RecordsComeInTheOrderOfTheText) {
  const std::string text = manyRecords(6000);
  std::atomic<int> prepared = 0;
  RecordPipeline records(text, "a.ldif", [&prepared](LdifRecord& record) {
    record.entry.add("seen", record.entry.dn);
    ++prepared;
  });
  int count = 0;
  while (const std::optional<PipedRecord> next = records.next()) {
    ASSERT_TRUE(next->record);
    EXPECT_EQ(next->record->entry.dn, fmt::format("cn={},dc=x", count));
    EXPECT_EQ(*next->record->entry.first("seen"), next->record->entry.dn);
    EXPECT_EQ(next->record->line, static_cast<std::size_t>(count) * 4 + 1);
    ++count;
  }
  EXPECT_EQ(count, 6000);
  EXPECT_EQ(prepared, 6000);
}

TEST(RecordPipeline, WhatTheReaderSaysOfEachRecordIsSaid) {
  const std::string text =
      "version: 1\n\ndn: cn=a,dc=x\ncn: a\nbad\n\ndn: cn=b,dc=x\nmember;range=0-9: cn=a\n\nref: ldap://b/\n";
  LdifReader reader(text, "a.ldif", OnBadRecord::KeepGoing);
  std::vector<std::string> read, piped, errors;
  std::vector<LdifRemark> remarks;
  while (const std::optional<LdifRecord> record = reader.next()) {
    read.push_back(record->entry.dn);
    EXPECT_FALSE(reader.remarks().empty());
  }
  RecordPipeline records(text, "a.ldif", [](LdifRecord&) {});
  while (const std::optional<PipedRecord> next = records.next()) {
    if (next->error) errors.push_back(fmt::format("{} {}", next->error->what(), next->onlyDn));
    if (next->record) piped.push_back(next->record->entry.dn);
    remarks.insert(remarks.end(), next->remarks.begin(), next->remarks.end());
  }
  EXPECT_EQ(piped, read);
  EXPECT_EQ(remarks.size(), 1U);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0], fmt::format("{} cn=a,dc=x", reader.skipped().front().what()));
  EXPECT_EQ(errors[1], fmt::format("{} ", reader.shortfalls().front().what()));
}

TEST(RecordPipeline, WhatPreparingThrowsIsThrown) {
  const std::string text = manyRecords(3);
  RecordPipeline records(text, "a.ldif", [](LdifRecord&) { throw Error(ErrorKind::Internal, "no key"); });
  EXPECT_THROW(records.next(), Error);
}

TEST(RecordPipeline, OtherFormatsAreRefusedByName) {
  try {
    const RecordPipeline records("DN,cn\n", "a.csv", [](LdifRecord&) {});
    FAIL() << "it was taken for LDIF";
  } catch (const Error& error) {
    EXPECT_EQ(error.place(), "a.csv");
  }
}

}  // namespace
}  // namespace ldapsnap

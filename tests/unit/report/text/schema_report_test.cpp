#include "report/model/results/schema_report.h"

#include <gtest/gtest.h>
#include <sstream>

namespace ldapsnap::test {
namespace {

std::string textOf(const SchemaReport& report) {
  std::ostringstream out;
  renderSchemaReportText(report, {}, out);
  return out.str();
}

TEST(SchemaReportText, EveryEntryConforms) {
  SchemaReport report;
  report.name = "lab";
  report.audit.entries = 3;
  EXPECT_EQ(textOf(report), "3 entries of lab against its own schema\n\nEvery entry conforms to the schema.\n");
  EXPECT_EQ(exitCodeOf(report), 0);
}

TEST(SchemaReportText, NoEntryToJudgeIsNotConformance) {
  SchemaReport report;
  report.name = "config.ldif";
  report.against = "planned";
  EXPECT_EQ(textOf(report),
            "0 entries of config.ldif against the schema of planned\n\n"
            "No entry was checked: what a server keeps about itself (its configuration, its monitor) is not held\n"
            "to the schema.\n");
  EXPECT_EQ(exitCodeOf(report), 3);
}

}  // namespace
}  // namespace ldapsnap::test

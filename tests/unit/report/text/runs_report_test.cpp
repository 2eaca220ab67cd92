#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <sstream>

#include "report/model/results/runs.h"
#include "snapshot/base/file/data_files.h"
#include "tests/unit/report/samples.h"
#include "tests/unit/report/violations.h"

namespace ldapsnap::test {
namespace {

RunsReport::Side side(const std::string& site, int number) {
  RunsReport::Side side;
  side.run.site = site;
  side.run.number = number;
  side.run.setup = "acme-1";
  side.run.exitCode = 0;
  return side;
}

Difference madeAlone(const std::string& dn) {
  Difference difference;
  difference.changes.push_back(addedEntry(dn, {added("objectClass", {"device"}), added("description", {"d\x1b"})}));
  difference.entries.added = 1;
  return difference;
}

SchemaChange element(const std::string& name, const std::string& definition) {
  SchemaChange change;
  change.change = Change::Added;
  change.element = "attributeType", change.oid = "1.2.3", change.name = name, change.definition = definition;
  return change;
}

/// One of each way in which two runs can differ.
RunsReport unlikeRuns() {
  RunsReport report{side("lab", 1), side("prod", 2), {}, {"suffix  o=Lab -> o=Prod (3 times)"}};
  report.difference.first.lacking = madeAlone("cn=a,o=Prod");
  report.difference.first.lacking.schema = {element("acmeB", "( 1.2.3 NAME 'acmeB' )")};
  report.difference.second.lacking = madeAlone("cn=b,o=Prod");
  report.difference.first.needless = madeAlone("cn=c,o=Prod");
  report.difference.schema = {{element("acmeA", "( 1.2.3 NAME 'acmeA' )"), element("acmeX", "( 1.2.3 NAME 'acmeX' )")}};
  EntryChange first = addedEntry("cn=d,o=Prod", {added("l", {"here"})}), second = first;
  second.attributes = {added("l", {"there"})};
  report.difference.entries = {{first, second}};
  report.difference.alikeEntries = 5;
  return report;
}

RunsReport alikeRuns() {
  RunsReport report{side("lab", 1), side("prod", 2), {}, {}};
  report.difference.alikeSchema = 1, report.difference.alikeEntries = 2;
  return report;
}

std::string text(const RunsReport& report) {
  std::ostringstream out;
  renderRunsText(report, {}, out);
  return out.str();
}
std::string json(const RunsReport& report) {
  std::ostringstream out;
  renderRunsJson(report, out);
  return out.str();
}

TEST(RunsText, EveryKindOfDifferenceHasItsSection) {
  EXPECT_EQ(text(unlikeRuns()), block(R"(
Renamed to match the second
  suffix  o=Lab -> o=Prod (3 times)

lab/R1          acme-1, exit code 0
prod/R2         acme-1, exit code 0

Done by lab/R1 and not by prod/R2

Schema
  + attributeType  acmeB  1.2.3
        ( 1.2.3 NAME 'acmeB' )

Entries under o=Prod
  + cn=a                                        device, 2 attributes
        description     + d\u{001b}

Done by prod/R2 and not by lab/R1

Entries under o=Prod
  + cn=b                                        device, 2 attributes
        description     + d\u{001b}

Done by both, but differently

Schema, by lab/R1
  + attributeType  acmeA  1.2.3
        ( 1.2.3 NAME 'acmeA' )

Schema, by prod/R2
  + attributeType  acmeX  1.2.3
        ( 1.2.3 NAME 'acmeX' )

  + cn=d,o=Prod
      added by lab/R1
        l               + here
      added by prod/R2
        l               + there

Done by lab/R1, already present before prod/R2

Entries under o=Prod
  + cn=c                                        device, 2 attributes
        description     + d\u{001b}

Done only by lab/R1: 1 schema element and 1 entry; only by prod/R2: 1 entry; differently: 1 schema
element and 1 entry; already present: 1 entry; alike: 5 entries.
)"));
}

TEST(RunsText, EqualRunsAreTwoLinesAndASummary) {
  EXPECT_EQ(text(alikeRuns()), block(R"(
lab/R1          acme-1, exit code 0
prod/R2         acme-1, exit code 0

Done only by lab/R1: nothing; only by prod/R2: nothing; differently: nothing; already present:
nothing; alike: 1 schema element and 2 entries.
)"));
}

TEST(RunsJson, FollowsItsPublishedSchema) {
  const std::string schema = "report/json/runs.schema.json";
  EXPECT_EQ(violations(json(unlikeRuns()), schema), "");
  EXPECT_EQ(violations(json(alikeRuns()), schema), "");
  std::string other = json(unlikeRuns());
  other.replace(other.find("\"alone\""), 7, "\"alone2\"");
  EXPECT_NE(violations(other, schema), "");
}

TEST(RunsJson, ChangesHaveTheSameFormAsInReports) {
  const auto definitions = [](const std::string& file) {
    return boost::json::parse(readFile(std::string(LDAPSNAP_SOURCE_DIR) + "/report/json/" + file))
        .at("$defs")
        .as_object();
  };
  const auto runs = definitions("runs.schema.json"), report = definitions("report.schema.json");
  for (const char* name : {"count", "dn", "change", "value", "schemaChange", "entryChange", "attributeChange"})
    EXPECT_EQ(runs.at(name), report.at(name)) << name;
}

TEST(RunsExitCode, ExistingEntriesAreNoDifferenceAndDoubtTakesPrecedence) {
  EXPECT_EQ(exitCodeOf(unlikeRuns()), 1);
  RunsReport report = alikeRuns();
  report.difference.first.needless = madeAlone("cn=c,o=Prod");
  EXPECT_EQ(exitCodeOf(report), 0);
  report.second.before.consistency = Consistency::Torn;
  EXPECT_EQ(exitCodeOf(report), 3);
  report = unlikeRuns();
  report.first.after.gaps = {{"cn=x", "no read access", ""}};
  EXPECT_EQ(exitCodeOf(report), 3);
}

}  // namespace
}  // namespace ldapsnap::test

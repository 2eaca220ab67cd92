// Each JSON that a command prints or reads beside the report follows its published schema.
#include <gtest/gtest.h>
#include <sstream>

#include "diff/rules/engine/waivers.h"
#include "report/json/json_identification.h"
#include "report/model/rehearsal.h"
#include "report/wording/identification.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/report/violations.h"

namespace ldapsnap::test {
namespace {

constexpr const char* kWaivers = "diff/rules/waivers.schema.json";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(SchemaFiles, IdentifyOutputIsValid) {
  std::ostringstream out, nothing;
  renderIdentificationJson(
      {{"Server", "", "Acme", ""}, {"Exchange schema", "CN=\x1b\xff", "15137", "Exchange 2013 RTM"}}, false, out);
  renderIdentificationJson({}, true, nothing);
  const std::string schema = "report/json/identification.schema.json";
  EXPECT_EQ(violations(out.str(), schema), "");
  EXPECT_EQ(violations(nothing.str(), schema), "");
  EXPECT_NE(violations(replaced(out.str(), "\"meaning\"", "\"sense\""), schema), "");
  EXPECT_NE(violations(replaced(out.str(), "false", "0"), schema), "");
}

TEST(SchemaFiles, WhatCheckPlanPrintsFollowsItsOwn) {
  StepVerdict taken;
  taken.line = 12U;
  taken.dn = "cn=acme,cn=schema,cn=config";
  taken.outcome = Outcome::Fails;
  taken.obstacle = Obstacle{};
  taken.obstacle->kind = ObstacleKind::OidTaken;
  taken.obstacle->element = taken.obstacle->holder = "acme (1.2.3)";
  taken.answer = {80, ""};
  StepVerdict unknown;
  unknown.line = 20U;
  unknown.outcome = Outcome::NotKnown;
  unknown.doubt = Doubt{Doubt::Kind::NotCovered, "a gap"};
  RehearsalReport report;
  report.what = "setup.ldf";
  report.rehearsal.steps = {StepVerdict(), taken, unknown};
  std::ostringstream out;
  renderPlanJson(report, out);
  EXPECT_EQ(out.str(), R"({
  "format": "ldapsnap-plan/1",
  "file": "setup.ldf",
  "exit_code": 1,
  "records": 3,
  "problems": [
    {
      "kind": "oid-taken",
      "line": 12,
      "dn": "cn=acme,cn=schema,cn=config",
      "element": "acme (1.2.3)",
      "holder": "acme (1.2.3)",
      "text": "the OID of acme (1.2.3) belongs to acme (1.2.3)",
      "result": "other (80)",
      "unsure": false,
      "reason": ""
},
    {
      "kind": "not-known",
      "line": 20,
      "dn": "",
      "element": "",
      "holder": "",
      "text": "a gap",
      "result": "",
      "unsure": true,
      "reason": "a gap"
    }
  ]
}
)");
  EXPECT_EQ(violations(out.str(), "report/json/plan.schema.json"), "") << out.str();
EXPECT_NE(violations(replaced(out.str(), "oid-taken", "oid-lost"), "report/json/plan.schema.json"), "");
}

TEST(SchemaFiles, WaiverFilesAreValidExactlyIfTheReaderAcceptsThem) {
  const std::string good = R"({"$schema": "waivers.schema.json", "format": "ldapsnap-waivers/1", "waivers": [)"
                           R"({"id": "5d0e1c7a93b2", "reason": "Retired in May.", "expires": "2027-05-31"}]})";
  const TempFolder folder;
  EXPECT_EQ(readWaivers(folder.write("good.json", good)).size(), 1U);
  EXPECT_EQ(violations(good, kWaivers), "");
  for (const auto& [from, to] :
       {std::pair{"5d0e1c7a93b2", "5D0E"}, std::pair{"Retired in May.", " "}, std::pair{"2027-05-31", "May"},
        std::pair{"reason", "because"}, std::pair{"/1", "/2"}}) {
    const std::string bad = replaced(good, from, to);
    EXPECT_ANY_THROW(readWaivers(folder.write("bad.json", bad))) << bad;
    EXPECT_NE(violations(bad, kWaivers), "") << bad;
  }
}

}  // namespace
}  // namespace ldapsnap::test

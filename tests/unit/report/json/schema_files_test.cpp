// Each JSON that a command prints or reads beside the report follows its published schema.
#include <gtest/gtest.h>
#include <sstream>

#include "diff/rules/engine/waivers.h"
#include "report/export/plan.h"
#include "report/json/json_identification.h"
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
  PlanProblem problem;
  problem.kind = PlanProblem::Kind::OidTaken;
  problem.line = 12;
  problem.dn = "cn=acme,cn=schema,cn=config";
  problem.element = problem.holder = "acme (1.2.3)";
  std::ostringstream out;
  renderPlanJson({2, {problem}}, "setup.ldf", out);
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

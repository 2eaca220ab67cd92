#include "diff/rules/engine/waivers.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::PackFolder;
using test::snapshotOf;
using State = SetupVerdict::State;

const std::string kObject = "dn: cn=x\nobjectClass: applicationProcess\ncn: x\n";

std::string fileOf(const std::string& waivers) {
  return "{\"format\": \"ldapsnap-waivers/1\",\n \"waivers\": [" + waivers + "]}";
}

std::vector<WaiverEntry> read(const std::string& text) {
  const test::TempFolder folder;
  return readWaivers(folder.write("w.json", text));
}

std::string waiverErrorOf(const std::string& text) {
  const test::TempFolder folder;
  try {
    readWaivers(folder.write("w.json", text));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    return std::string(error.what()).substr(folder.path().string().size() + 1);
  }
  return "no error";
}

CheckResult blocked() { return check(PackFolder().rule("r", "").load(), snapshotOf(kObject)); }

std::vector<WaiverEntry> waiving(const std::string& id) {
  return read(fileOf(R"({"id": ")" + id + R"(", "reason": "Retired in May.", "expires": "2027-05-31"})"));
}

TEST(Waivers, WaivedFindingStaysListedAndBlocksNothing) {
  CheckResult result = blocked();
  ASSERT_EQ(result.setups.at(0).state, State::Blocked);
  const std::string id = result.findings.at(0).id;
  const WaiverUse use = applyWaivers(waiving(id), parseTime("2027-05-31T23:59:59Z"), result);
  ASSERT_EQ(result.findings.size(), 1U);
  ASSERT_TRUE(result.findings[0].waived);
  EXPECT_EQ(result.findings[0].waived->reason, "Retired in May.");
  EXPECT_EQ(result.setups[0].state, State::CanRun);
  EXPECT_EQ(result.setups[0].blockedBy, std::vector<std::string>{});
  EXPECT_EQ(result.setups[0].waivedBy, std::vector<std::string>{id});
  EXPECT_TRUE(use.expired.empty() && use.unused.empty());
}

TEST(Waivers, AfterItsLastDayTheFindingCountsAgain) {
  CheckResult result = blocked();
  const WaiverUse use = applyWaivers(waiving(result.findings.at(0).id), parseTime("2027-06-01T00:00:00Z"), result);
  EXPECT_EQ(result.setups.at(0).state, State::Blocked);
  EXPECT_FALSE(result.findings[0].waived);
  EXPECT_EQ(use.expired.size(), 1U);
}

TEST(Waivers, UnusedWaiverIsReported) {
  CheckResult result = blocked();
  const WaiverUse use = applyWaivers(waiving("0123456789ab"), parseTime("2027-01-01T00:00:00Z"), result);
  ASSERT_EQ(use.unused.size(), 1U);
  EXPECT_TRUE(use.unused[0].place.ends_with("w.json:2"));
  EXPECT_EQ(result.setups.at(0).state, State::Blocked);
}

TEST(Waivers, InvalidFileGivesOneLineError) {
  EXPECT_EQ(
      waiverErrorOf(fileOf(R"({"id": "5d0e", "reason": "r", "expires": "2027-05-31"})")),
      "w.json:2:21: /waivers/0/id: \"5d0e\" is not a finding id: expected 12 hexadecimal digits, as printed by check");
  EXPECT_EQ(waiverErrorOf(fileOf(R"({"id": "0123456789ab", "reason": "r", "expires": "31.05.2027"})")),
            "w.json:2:63: /waivers/0/expires: \"31.05.2027\" is not a date; write it as 2027-05-31");
  EXPECT_EQ(waiverErrorOf(fileOf(R"({"id": "0123456789ab", "reason": "r", "expires": "soon"})")),
            "w.json:2:63: /waivers/0/expires: \"soon\" is not a date; write it as 2027-05-31");
  EXPECT_NE(waiverErrorOf(fileOf(R"({"id": "0123456789ab", "expires": "2027-05-31"})")).find("reason"),
            std::string::npos);
  EXPECT_NE(
      waiverErrorOf(fileOf(R"({"id": "0123456789ab", "reson": "r", "expires": "2027-05-31"})")).find("did you mean"),
      std::string::npos);
  EXPECT_NE(waiverErrorOf("{\"waivers\": []}").find("format"), std::string::npos);
  EXPECT_NE(waiverErrorOf("{").find("w.json:1:"), std::string::npos);
}

TEST(Waivers, AFindingIsWaivedOnce) {
  const std::string one = R"({"id": "0123456789ab", "reason": "r", "expires": "2027-05-31"})";
  EXPECT_NE(waiverErrorOf(fileOf(one + ", " + one)).find("the finding 0123456789ab is already waived"),
            std::string::npos);
}

}  // namespace
}  // namespace ldapsnap

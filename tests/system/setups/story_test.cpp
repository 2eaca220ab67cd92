// The story of KB Q174743 on a real slapd, as the demo tells it, literally.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "snapshot/base/file/data_files.h"
#include "tests/support/servers/expectations.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

const std::string kExamples = std::string(LDAPSNAP_SOURCE_DIR) + "/examples/exchange-5.5/";

class Story : public testing::Test {
 protected:
  Story() : server_(exchangeSite()) {
    workplace_.addSite("seattle", server_, "o=Acme");
    setup_ = workplace_.ldapsnap({"run", "seattle", "--setup", "exchange-server-5.5", "--", kExamples + "setup-5.5"});
  }

  std::string shown(const ProcessResult& result) const {
    std::string text = withoutAccidents(result.out, workplace_);
    for (std::size_t at = 0; (at = text.find(kExamples, at)) != std::string::npos;) text.erase(at, kExamples.size());
    return text;
  }

  /// What a user sees, with what differs from run to run replaced, beside this test as a file.
  static std::string expected(const std::string& name) {
    return forInstalledSlapd(readFile(std::string(LDAPSNAP_SOURCE_DIR) + "/tests/system/story/" + name));
  }

  SlapdServer server_;
  Workplace workplace_;
  ProcessResult setup_;
};

TEST_F(Story, RunShowsTheDifferenceAndBlockedSetups) {
  EXPECT_EQ(setup_.exitCode, 0) << setup_.err;
  EXPECT_EQ(shown(setup_), expected("run.txt"));
}

TEST_F(Story, KeyManagementServer50IsStopped) {
  const ProcessResult check = workplace_.ldapsnap({"check", "seattle", "--setup", "kms-5.0"});
  EXPECT_EQ(check.exitCode, 1);
  EXPECT_EQ(shown(check), expected("check-kms-5.0.txt"));
}

TEST_F(Story, KeyManagementServer55CanRun) {
  const ProcessResult check = workplace_.ldapsnap({"check", "seattle", "--setup", "kms-5.5"});
  EXPECT_EQ(check.exitCode, 0);
  EXPECT_EQ(shown(check), expected("check-kms-5.5.txt"));
}

TEST_F(Story, TheTableOfSetups) {
  const ProcessResult check = workplace_.ldapsnap({"check", "seattle"});
  EXPECT_EQ(check.exitCode, 1);
  EXPECT_EQ(shown(check), expected("check.txt"));
}

TEST_F(Story, PredictedThenSeen) {
  ProcessOptions options;
  options.environment = workplace_.environment();
  const ProcessResult kms = runProcess({kExamples + "kms-setup-5.0"}, options);
  EXPECT_EQ(kms.exitCode, 1);
  EXPECT_EQ(kms.err,
            "ldap_add: Already exists (68)\n"
            "Unable to create Encryption-Cfg object in the site you are running Setup. Verify the Microsoft Exchange "
            "Directory is running then try again.\n");
}

TEST_F(Story, TheSameDifferenceAsJson) {
  const std::string file = workplace_.path("change.json");
  const ProcessResult diff =
      workplace_.ldapsnap({"diff", "seattle/R1:before", "seattle/R1:after", "--format", "json", "-o", file});
  EXPECT_EQ(diff.exitCode, 1);
  EXPECT_EQ(diff.out, "");
  const boost::json::value report = boost::json::parse(readFile(file));
  EXPECT_EQ(report.at("format").as_string(), "ldapsnap-report/1");
  EXPECT_EQ(boost::json::serialize(report.at("summary").at("entries")),
            R"({"added":6,"removed":0,"modified":1,"renamed":0,"unchanged":32,"volatile_only":1,"spelling_only":0})");
  const auto& finding = report.at("findings").at(0);
  EXPECT_EQ(finding.at("rule").as_string(), "exchange-5.5/encryption-cfg");
  EXPECT_EQ(finding.at("dn").as_string(), "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme");
  EXPECT_EQ(boost::json::serialize(finding.at("setups")), R"(["kms-4.0","kms-5.0"])");
}

TEST_F(Story, TheHistoryOfTheObject) {
  const ProcessResult log = workplace_.ldapsnap({"log", "seattle", "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme"});
  EXPECT_EQ(log.exitCode, 0);
  EXPECT_EQ(shown(log),
            "seattle  <id>  <time>  40 entries\n"
            "    seattle/R1  exchange-server-5.5  exit 0  setup-5.5\n"
            "    added\n");
}

TEST_F(Story, TheObjectAsLdif) {
  const ProcessResult show =
      workplace_.ldapsnap({"show", "seattle", "CN=encryption, CN=Configuration,OU=Seattle,O=Acme"});
  EXPECT_EQ(show.exitCode, 0);
  EXPECT_EQ(show.out.find("dn: cn=Encryption,cn=Configuration,ou=Seattle,o=Acme\n"), 0U) << show.out;
  EXPECT_NE(show.out.find("\nobjectClass: Encryption-Cfg\n"), std::string::npos) << show.out;
}

TEST_F(Story, RepeatedSetupReportsNothing) {
  const ProcessResult again = workplace_.ldapsnap({"run", "seattle", "--", "true"});
  EXPECT_EQ(again.exitCode, 0) << again.out;
}

}  // namespace
}  // namespace ldapsnap::test

// A fresh installation under other names differs from its baseline by nothing.
#include <boost/json.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <regex>
#include <thread>

#include "tests/support/servers/ds389.h"
#include "tests/support/servers/expectations.h"
#include "tests/support/servers/ldap_server.h"
#include "tests/support/servers/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

/// What differs, a line each, and what rules find in the installation and not in its baseline.
std::string differenceOf(const Workplace& workplace, const std::string& baseline, const std::string& other) {
  const ProcessResult result = workplace.ldapsnap({"diff", "baseline:" + baseline, other, "--format", "json"});
  if (result.exitCode != 0 && result.exitCode != 1) return result.err;
  const json::value report = json::parse(result.out);
  std::string text;
  for (const json::value& change : report.at("changes").as_array()) {
    text += std::string(change.at("change").as_string()) + " " + std::string(change.at("dn").as_string());
    if (change.as_object().contains("attributes")) text += " " + json::serialize(change.at("attributes"));
    text += "\n";
  }
  for (const json::value& change : report.at("schema").as_array()) text += json::serialize(change) + "\n";
  for (const json::value& finding : report.at("findings").as_array())
    if (finding.at("new").as_bool()) text += json::serialize(finding) + "\n";
  return text;
}

constexpr const char* kSuffix = "dc=corp,dc=acme,dc=com";

/// Debian's own configuration in the folders `config` and `db` of the place, as its package fills it in.
void configureSlapd(const Workplace& workplace) {
  const ProcessResult init =
      runProcess({"/bin/sh", "-c",
                  "set -e; cd '" + workplace.path("") + "'; mkdir config db; sed -e 's|@SUFFIX@|" + kSuffix +
                      "|' -e 's|@PASSWORD@|secret|' -e \"s|/var/lib/ldap|$PWD/db|\" -e \"s|/var/run/slapd/|$PWD/|\" "
                      "/usr/share/slapd/slapd.init.ldif >init.ldif; /usr/sbin/slapadd -n 0 -F config -l init.ldif"});
  ASSERT_EQ(init.exitCode, 0) << init.out << init.err;
}

TEST(Baselines, OfAnExportOfSlapdUnderOtherNames) {
  const Workplace workplace;
  configureSlapd(workplace);
  const ProcessResult exported = runProcess({"/usr/sbin/slapcat", "-n", "0", "-F", workplace.path("config")});
  ASSERT_EQ(exported.exitCode, 0) << exported.err;
  const std::string file = workplace.write("prod.ldif", exported.out);
  EXPECT_EQ(differenceOf(workplace, baselineOfDebianSlapd(), file), "");

  const ProcessResult identified = workplace.ldapsnap({"identify", file});
  // An export has the schema of cn=config alone, which is the same in 2.5 and 2.6.
  EXPECT_NE(identified.out.find("Nearest baseline: openldap-2."), std::string::npos) << identified.out;
  EXPECT_NE(identified.out.find("and no others"), std::string::npos) << identified.out;
}

TEST(Baselines, OfSlapdUnderOtherNames) {
  const Workplace workplace;
  configureSlapd(workplace);
  const std::string data = workplace.write("data.ldif", std::string("dn: ") + kSuffix +
                                                            "\nobjectClass: top\nobjectClass: dcObject\n"
                                                            "objectClass: organization\no: corp.acme.com\ndc: corp\n");
  const std::string config = workplace.path("config"), socket = workplace.path("ldapi");
  ASSERT_EQ(runProcess({"/usr/sbin/slapadd", "-b", kSuffix, "-F", config, "-l", data}).exitCode, 0);
  const std::string uri = ldapiUri(socket);
  BackgroundProcess server({"/usr/sbin/slapd", "-F", config, "-h", uri, "-d", "0"}, workplace.path("log"));
  for (int i = 0; i < 100 && !std::filesystem::exists(socket); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const ProcessResult captured = workplace.ldapsnap({"capture", uri, "-Y", "EXTERNAL", "--label", "fresh"});
  ASSERT_EQ(captured.exitCode, 0) << captured.err;
  EXPECT_EQ(differenceOf(workplace, baselineOfDebianSlapd(), "fresh"), "");
  const ProcessResult identified = workplace.ldapsnap({"identify", "fresh"});
  EXPECT_NE(identified.out.find("Nearest baseline: " + baselineOfDebianSlapd() + " "), std::string::npos)
      << identified.out;
}

TEST(Baselines, Of389UnderOtherNames) {
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  Ds389Options options;
  options.suffix = kSuffix;
  const Ds389Server server(options);
  Workplace workplace;
  workplace.addSite("prod", server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {});
  ASSERT_EQ(workplace.ldapsnap({"capture", "prod"}).exitCode, 0);
  EXPECT_EQ(differenceOf(workplace, baselineOf389Ds(), "prod"), "");
  const ProcessResult identified = workplace.ldapsnap({"identify", "prod"});
  EXPECT_NE(identified.out.find("Nearest baseline: " + baselineOf389Ds() + " "), std::string::npos) << identified.out;
}

TEST(Baselines, OfSambaUnderOtherNames) {
  if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  SambaOptions options;
  options.realm = "CORP.ACME.COM";
  options.domain = "CORP";
  options.host = "alpha";  // in small letters, other than the host of the baseline
  options.dnsBackend = "SAMBA_INTERNAL";
  const SambaServer server(options);
  Workplace workplace;
  workplace.addSite("prod", server.uri(), "CN=Administrator,CN=Users,DC=corp,DC=acme,DC=com", SambaServer::password(),
                    {});
  ASSERT_EQ(workplace.ldapsnap({"capture", "prod"}).exitCode, 0);
  const std::string difference = differenceOf(workplace, "samba-ad-2008_R2", "prod");
  if (sambaProvisionsOtherDescriptors()) {
    const std::regex descriptors(
        "(modified (CN=Builtin,)?DC=corp,DC=acme,DC=com \\[\\{\"attribute\":\"nTSecurityDescriptor\"[^\n]*\n){2}");
    EXPECT_TRUE(std::regex_match(difference, descriptors)) << difference;
  } else {
    EXPECT_EQ(difference, "");
  }
  const ProcessResult identified = workplace.ldapsnap({"identify", "prod"});
  EXPECT_NE(identified.out.find("Nearest baseline: samba-ad-2008_R2 "), std::string::npos) << identified.out;
}

}  // namespace
}  // namespace ldapsnap::test

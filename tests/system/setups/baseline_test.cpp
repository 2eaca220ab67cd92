// A fresh installation under other names differs from its baseline by nothing.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/servers/ds389.h"
#include "tests/support/servers/expectations.h"
#include "tests/support/servers/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

/// What differs, a line each; and the verdict of the command.
std::string differenceOf(const Workplace& workplace, const std::string& baseline, const std::string& other) {
  const ProcessResult result =
      workplace.ldapsnap({"diff", "baseline:" + baseline, other, "--no-check", "--format", "json"});
  if (result.exitCode != 0 && result.exitCode != 1) return result.err;
  const json::value report = json::parse(result.out);
  std::string text;
  for (const json::value& change : report.at("changes").as_array()) {
    text += std::string(change.at("change").as_string()) + " " + std::string(change.at("dn").as_string());
    if (change.as_object().contains("attributes")) text += " " + json::serialize(change.at("attributes"));
    text += "\n";
  }
  for (const json::value& change : report.at("schema").as_array()) text += json::serialize(change) + "\n";
  return text;
}

// Debian's own configuration, as its package fills it in.
TEST(Baselines, OfSlapdUnderOtherNames) {
  const Workplace workplace;
  const ProcessResult init = runProcess(
      {"/bin/sh", "-c",
       "set -e; cd '" + workplace.path("") +
           "'; mkdir config db; sed -e 's|@SUFFIX@|dc=corp,dc=acme,dc=com|' "
           "-e 's|@PASSWORD@|secret|' -e \"s|/var/lib/ldap|$PWD/db|\" /usr/share/slapd/slapd.init.ldif >init.ldif; "
           "/usr/sbin/slapadd -n 0 -F config -l init.ldif; /usr/sbin/slapcat -n 0 -F config >prod.ldif"});
  ASSERT_EQ(init.exitCode, 0) << init.out << init.err;
  EXPECT_EQ(differenceOf(workplace, baselineOfDebianSlapd(), workplace.path("prod.ldif")), "");

  const ProcessResult identified = workplace.ldapsnap({"identify", workplace.path("prod.ldif")});
  EXPECT_NE(identified.out.find("Nearest baseline: " + baselineOfDebianSlapd() + " "), std::string::npos)
      << identified.out;
  EXPECT_NE(identified.out.find("and no others"), std::string::npos) << identified.out;
}

TEST(Baselines, Of389UnderOtherNames) {
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  Ds389Options options;
  options.suffix = "dc=corp,dc=acme,dc=com";
  const Ds389Server server(options);
  Workplace workplace;
  workplace.addSite("prod", server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {});
  ASSERT_EQ(workplace.ldapsnap({"capture", "prod"}).exitCode, 0);
  EXPECT_EQ(differenceOf(workplace, baselineOf389Ds(), "prod"), "");
}

TEST(Baselines, OfSambaUnderOtherNames) {
  if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  SambaOptions options;
  options.realm = "CORP.ACME.COM";
  options.domain = "CORP";
  // In capitals, as the host of the baseline: next to a server's own subschema, which names no matching rules, another
  // spelling of dNSHostName and servicePrincipalName is a difference.
  options.host = "ALPHA";
  options.dnsBackend = "SAMBA_INTERNAL";
  const SambaServer server(options);
  Workplace workplace;
  workplace.addSite("prod", server.uri(), "CN=Administrator,CN=Users,DC=corp,DC=acme,DC=com", SambaServer::password(),
                    {});
  ASSERT_EQ(workplace.ldapsnap({"capture", "prod"}).exitCode, 0);
  EXPECT_EQ(differenceOf(workplace, "samba-ad-2008_R2", "prod"), "");
  const ProcessResult identified = workplace.ldapsnap({"identify", "prod"});
  EXPECT_NE(identified.out.find("Nearest baseline: samba-ad-2008_R2 "), std::string::npos) << identified.out;
}

}  // namespace
}  // namespace ldapsnap::test

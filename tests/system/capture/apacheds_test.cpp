// Apache Directory Server: what a capture reads there, what moves by itself, and what a run shows.
#include "tests/support/servers/apacheds.h"

#include <boost/json.hpp>
#include <cstdlib>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

constexpr const char* kAnn = R"(dn: ou=people,dc=example,dc=com
objectClass: organizationalUnit
ou: people

dn: uid=ann,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: ann
cn: Ann
sn: Lee
userPassword: password-of-ann
)";

constexpr const char* kSettingAndType =
    R"(dn: ads-serverId=ldapServer,ou=servers,ads-directoryServiceId=default,ou=config
changetype: modify
replace: ads-maxSizeLimit
ads-maxSizeLimit: 1500

dn: m-oid=1.3.6.1.4.1.32473.1.1,ou=attributeTypes,cn=other,ou=schema
changetype: add
objectClass: metaAttributeType
objectClass: metaTop
objectClass: top
m-oid: 1.3.6.1.4.1.32473.1.1
m-name: acmeBadge
m-equality: caseIgnoreMatch
m-syntax: 1.3.6.1.4.1.1466.115.121.1.15
)";

std::set<std::string> changedDns(const ProcessResult& difference) {
  std::set<std::string> dns;
  const boost::json::value report = boost::json::parse(difference.out);
  for (const boost::json::value& change : report.at("changes").as_array()) dns.emplace(change.at("dn").as_string());
  return dns;
}

// What a rehearsal says is what the server says.
void expectRefusalsAreForetold(const ApacheDsServer& server, const Workplace& place) {
  struct Refused {
    std::string result, words, record;
  };
  const std::string device = "changetype: add\nobjectClass: device\n";
  const std::string ann = "dn: uid=ann,ou=people,dc=example,dc=com\n";
  const std::vector<Refused> records = {
      {"No such object (32)", "noSuchObject (32)", "dn: cn=x,ou=none,dc=example,dc=com\n" + device + "cn: x\n"},
      {"Already exists (68)", "entryAlreadyExists (68)",
       ann + "changetype: add\nobjectClass: inetOrgPerson\nuid: ann\ncn: Ann\nsn: Lee\n"},
      {"No such attribute (16)", "noSuchAttribute (16)",
       "dn: cn=x,dc=example,dc=com\n" + device + "cn: x\nacmeNone: y\n"},
      {"Object class violation (65)", "objectClassViolation (65)",
       "dn: cn=x,dc=example,dc=com\n" + device + "cn: x\nmail: a@example.com\n"},
      {"Object class violation (65)", "objectClassViolation (65)",
       "dn: cn=x,dc=example,dc=com\nchangetype: add\nobjectClass: person\ncn: x\n"},
      {"Constraint violation (19)", "constraintViolation (19)",
       ann + "changetype: modify\nadd: preferredLanguage\npreferredLanguage: de\npreferredLanguage: en\n"},
      {"Operation not allowed on non-leaf (66)", "notAllowedOnNonLeaf (66)",
       "dn: ou=people,dc=example,dc=com\nchangetype: delete\n"},
      {"Type or value exists (20)", "attributeOrValueExists (20)", ann + "changetype: modify\nadd: cn\ncn: Ann\n"},
      {"No such attribute (16)", "noSuchAttribute (16)", ann + "changetype: modify\ndelete: description\n"},
      {"Operation not allowed on RDN (67)", "notAllowedOnRDN (67)", ann + "changetype: modify\nreplace: uid\nuid: b\n"},
      {"Operations error (1)", "operationsError (1)",
       ann + "changetype: modrdn\nnewrdn: uid=ann\ndeleteoldrdn: 0\nnewsuperior: ou=none,dc=example,dc=com\n"},
  };
  for (const Refused& refused : records) {
    ProcessOptions stdin;
    stdin.stdinText = refused.record;
    const ProcessResult real = runProcess(
        {"ldapmodify", "-x", "-H", server.uri(), "-D", ApacheDsServer::rootDn(), "-w", ApacheDsServer::password()},
        stdin);
    EXPECT_NE(real.err.find(refused.result), std::string::npos) << refused.record << real.err;
    const std::string file = place.write("record.ldif", refused.record);
    const ProcessResult foretold = place.ldapsnap({"rehearse", file, "--on", "apache"});
    EXPECT_EQ(foretold.exitCode, 1) << refused.record << foretold.err;
    EXPECT_NE(foretold.out.find(refused.words), std::string::npos) << refused.record << foretold.out;
  }
}

// One server for all: it takes longer to start than to ask.
TEST(ApacheDs, IsCapturedComparedFollowedAndRehearsed) {
  if (const std::string reason = ApacheDsServer::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  ApacheDsServer server;
  Workplace place;
  place.addSite("apache", server.uri(), ApacheDsServer::rootDn(), ApacheDsServer::password(), {});
  const auto capture = [&] {
    const ProcessResult result = place.ldapsnap({"capture", "apache"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_EQ(result.err, "");
  };
  capture();
  const ProcessResult identified = place.ldapsnap({"identify", "apache"});
  EXPECT_NE(identified.out.find("Apache Software Foundation"), std::string::npos) << identified.out;
  EXPECT_NE(identified.out.find("ads-directoryServiceId=default,ou=config"), std::string::npos) << identified.out;
  EXPECT_EQ(place.ldapsnap({"check", "apache"}).exitCode, 0);

  // A restart moves the contextCSN of the configuration and of the schema.
  if (std::getenv("LDAPSNAP_LONG_TESTS") != nullptr) server.restart();
  capture();
  const ProcessResult same = place.ldapsnap({"diff", "apache~1", "apache"});
  EXPECT_EQ(same.exitCode, 0) << same.out;
  EXPECT_NE(same.out.find("No differences."), std::string::npos) << same.out;

  const std::string file = place.write("ann.ldif", kAnn);
  const ProcessResult run = place.ldapsnap({"run", "apache", "--", "ldapmodify", "-a", "-x", "-H", server.uri(), "-D",
                                            ApacheDsServer::rootDn(), "-w", ApacheDsServer::password(), "-f", file});
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_NE(run.out.find("persistent search, 2 changes"), std::string::npos) << run.out;
  const ProcessResult added = place.ldapsnap({"diff", "apache/R1:before", "apache/R1:after", "--format", "json"});
  EXPECT_EQ(added.exitCode, 1) << added.err;
  EXPECT_EQ(changedDns(added),
            (std::set<std::string>{"ou=people,dc=example,dc=com", "uid=ann,ou=people,dc=example,dc=com"}));
  // pwdHistory, too, holds the password: encoded, not hashed.
  const ProcessResult ann = place.ldapsnap({"show", "apache/R1:after", "uid=ann,ou=people,dc=example,dc=com"});
  EXPECT_NE(ann.out.find("\npwdHistory: {ldapsnap-redacted}"), std::string::npos) << ann.out;
  EXPECT_NE(ann.out.find("\nuserPassword: {ldapsnap-redacted}"), std::string::npos) << ann.out;

  expectRefusalsAreForetold(server, place);

  server.apply(kSettingAndType);
  capture();
  const ProcessResult configured = place.ldapsnap({"diff", "apache/R1:after", "apache"});
  EXPECT_EQ(configured.exitCode, 1) << configured.err;
  EXPECT_NE(configured.out.find("  + attributeType  acmeBadge  1.3.6.1.4.1.32473.1.1\n"), std::string::npos)
      << configured.out;
  EXPECT_NE(configured.out.find("        ads-maxSizeLimit  - 1000\n                          + 1500\n"),
            std::string::npos)
      << configured.out;

  // Whoever is not the administrator gets 1,000 entries, also in pages.
  const ProcessResult anonymous = place.ldapsnap({"capture", server.uri(), "-b", "ou=schema", "--as", "anonymous"});
  EXPECT_EQ(anonymous.exitCode, 3) << anonymous.err;
  EXPECT_EQ(
      anonymous.err,
      "ldapsnap: warning: incomplete: ou=schema: sizeLimitExceeded (4) after 1000 entries; raise ads-maxSizeLimit "
      "and ads-maxTimeLimit of the LDAP server's entry in ou=config, or bind as uid=admin,ou=system\n");
}

}  // namespace
}  // namespace ldapsnap::test

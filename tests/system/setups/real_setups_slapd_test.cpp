// Real setups on a real slapd under `ldapsnap run`: what is reported is what they did, and nothing else.
#include <gtest/gtest.h>

#include "tests/support/content/recorded_setup.h"
#include "tests/support/servers/expectations.h"
#include "tests/support/servers/kerberos_realm.h"

namespace ldapsnap::test {
namespace {

class RealSetupsOfSlapd : public testing::Test {
 protected:
  RealSetupsOfSlapd() {
    workplace_.addSite("config", server_.uri(), SlapdServer::configRootDn(), SlapdServer::password(), {"cn=config"});
    workplace_.addSite("acme", server_, "o=Acme");
  }

  RecordedSetup loadIntoConfig(const std::vector<std::string>& words) {
    std::vector<std::string> command{"ldapmodify",
                                     "-a",
                                     "-x",
                                     "-H",
                                     server_.uri(),
                                     "-D",
                                     SlapdServer::configRootDn(),
                                     "-y",
                                     workplace_.path("config.password")};
    command.insert(command.end(), words.begin(), words.end());
    return recordSetup(workplace_, "config", {server_.uri(), SlapdServer::configRootDn(), SlapdServer::password(), {}},
                       {.bases = {"cn=config"}, .schema = "cn=Subschema"}, command);
  }

  SlapdServer server_;
  Workplace workplace_;
};

TEST_F(RealSetupsOfSlapd, SchemaFileIsOneEntryAndIdempotent) {
  const RecordedSetup first = loadIntoConfig({"-f", "/etc/ldap/schema/nis.ldif"});
  EXPECT_EQ(first.exitCode, 1) << first.report;
  EXPECT_EQ(first.seen, "schema: 38 added, 0 removed; entries: 1 added, 0 changed, 0 removed") << first.report;
  EXPECT_EQ(first.summary, "38 schema elements added; 1 entry added") << first.report;

  const RecordedSetup again = loadIntoConfig({"-f", "/etc/ldap/schema/nis.ldif"});
  EXPECT_EQ(again.exitCode, 80) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

TEST_F(RealSetupsOfSlapd, MemberofModuleAndOverlay) {
  const std::string overlay = workplace_.write("memberof.ldif", R"(dn: cn=module{0},cn=config
changetype: modify
add: olcModuleLoad
olcModuleLoad: memberof

dn: olcOverlay=memberof,olcDatabase={1}mdb,cn=config
changetype: add
objectClass: olcOverlayConfig
objectClass: olcMemberOf
olcOverlay: memberof
)");
  const RecordedSetup first = loadIntoConfig({"-f", overlay});
  EXPECT_EQ(first.exitCode, 1) << first.report;
  // cn=schema,cn=config shows the module's definitions: that is the second entry, which the report tells as schema.
  const std::string elements = std::to_string(elementsOfMemberof());
  EXPECT_EQ(first.seen, "schema: " + elements + " added, 0 removed; entries: 1 added, 2 changed, 0 removed")
      << first.report;
  EXPECT_EQ(first.summary, elements + " schema elements added; 1 entry added, 1 changed") << first.report;

  const RecordedSetup again = loadIntoConfig({"-f", overlay});
  EXPECT_EQ(again.exitCode, 20) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

TEST_F(RealSetupsOfSlapd, KerberosRealmShowsNoKeys) {
  if (const std::string why = KerberosRealm::whyNot(); !why.empty()) GTEST_SKIP() << why;
  KerberosRealm::loadSchema(server_);
  const KerberosRealm realm(workplace_, server_);
  const Target acme{server_.uri(), server_.rootDn(), SlapdServer::password(), {}};
  const RecordedSetup first =
      recordSetup(workplace_, "acme", acme, {.bases = {"o=Acme"}}, realm.create(), realm.answers());
  EXPECT_EQ(first.exitCode, 1) << first.report;
  EXPECT_EQ(first.seen, "entries: 7 added, 0 changed, 0 removed") << first.report;
  EXPECT_EQ(first.summary, "7 entries added") << first.report;
  EXPECT_NE(first.report.find("krbPrincipalKey         + (secret)\n"), std::string::npos) << first.report;
  EXPECT_EQ(first.report.find("0x30"), std::string::npos) << "a key is DER, a SEQUENCE\n" << first.report;

  const RecordedSetup again =
      recordSetup(workplace_, "acme", acme, {.bases = {"o=Acme"}}, realm.create(), realm.answers());
  EXPECT_EQ(again.exitCode, 1) << again.report;
  EXPECT_NE(again.report.find("Already exists while creating realm 'KRB.TEST'"), std::string::npos) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

}  // namespace
}  // namespace ldapsnap::test

// What the rules predict of OpenLDAP 2.5, and what its own slapadd and slapd say then.
#include <filesystem>
#include <gtest/gtest.h>

#include "snapshot/data_files.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

namespace fs = std::filesystem;

/// A configuration written by slapcat 2.4, with its database moved to a folder that is there.
class OpenLdap25 : public testing::Test {
 protected:
  std::string configuration(const std::string& name) const {
    std::string text = readFile(fs::path(LDAPSNAP_SOURCE_DIR) / "tests/fixtures/openldap" / name);
    const std::string key = "olcDbDirectory: ";
    const std::size_t at = text.find(key) + key.size();
    fs::create_directories(workplace_.path("db"));
    text.replace(at, text.find('\n', at) - at, workplace_.path("db"));
    return workplace_.write("config.ldif", text);
  }

  ProcessResult check(const std::string& file) const {
    return workplace_.ldapsnap({"check", file, "--setup", "openldap-2.5", "--color", "never"});
  }

  /// The upgrade as Debian's package and the administrator's guide do it.
  ProcessResult slapadd(const std::string& file) const {
    fs::create_directories(workplace_.path("slapd.d"));
    return runProcess({"/usr/sbin/slapadd", "-n0", "-F", workplace_.path("slapd.d"), "-l", file});
  }

  Workplace workplace_;
};

TEST_F(OpenLdap25, TheHdbConfigurationIsPredictedToFailAndFails) {
  const std::string file = configuration("openldap-2.4-fail-a-hdb.ldif");
  const ProcessResult predicted = check(file);
  EXPECT_EQ(predicted.exitCode, 1) << predicted.err;
  EXPECT_NE(predicted.out.find("error  openldap/bdb-hdb-module"), std::string::npos) << predicted.out;
  EXPECT_NE(predicted.out.find("error  openldap/bdb-hdb-database"), std::string::npos) << predicted.out;
  EXPECT_NE(predicted.out.find("lt_dlopenext failed: (back_hdb"), std::string::npos) << predicted.out;
  const ProcessResult seen = slapadd(file);
  EXPECT_EQ(seen.exitCode, 1);
  EXPECT_NE(seen.err.find("lt_dlopenext failed: (back_hdb"), std::string::npos) << seen.err;
}

TEST_F(OpenLdap25, ThePpolicySchemaIsPredictedToFailAndFails) {
  const std::string file = configuration("openldap-2.4-fail-b-ppolicy-schema.ldif");
  const ProcessResult predicted = check(file);
  EXPECT_EQ(predicted.exitCode, 1) << predicted.err;
  EXPECT_NE(predicted.out.find("error  openldap/ppolicy-schema"), std::string::npos) << predicted.out;
  EXPECT_NE(predicted.out.find("olcAttributeTypes: Duplicate attributeType:"), std::string::npos) << predicted.out;
  const ProcessResult seen = slapadd(file);
  EXPECT_EQ(seen.exitCode, 1);
  EXPECT_NE(seen.err.find("olcAttributeTypes: Duplicate attributeType: \"1.3.6.1.4.1.42.2.27.8.1.1\""),
            std::string::npos)
      << seen.err;
}

TEST_F(OpenLdap25, TheSchemaWithoutTheModuleIsNoFindingAndLoads) {
  const std::string file = configuration("openldap-2.4-ok-ppolicy-schema-kept-module-removed.ldif");
  const ProcessResult predicted = check(file);
  EXPECT_EQ(predicted.exitCode, 0) << predicted.out;
  EXPECT_EQ(predicted.out.find("error  openldap/"), std::string::npos) << predicted.out;
  const ProcessResult seen = slapadd(file);
  EXPECT_EQ(seen.exitCode, 0) << seen.err;
}

/// Two definitions of rfc2307bis, with the OIDs that the nis schema has too.
const char* const kRfc2307bis =
    "dn: cn=rfc2307bis,cn=schema,cn=config\n"
    "objectClass: olcSchemaConfig\n"
    "cn: rfc2307bis\n"
    "olcAttributeTypes: ( 1.3.6.1.1.1.1.2 NAME 'gecos' DESC 'The GECOS field; the common name' EQUALITY "
    "caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )\n"
    "olcObjectClasses: ( 1.3.6.1.1.1.2.2 NAME 'posixGroup' DESC 'Abstraction of a group of accounts' SUP top AUXILIARY "
    "MUST gidNumber MAY ( userPassword $ memberUid $ description ) )\n";

TEST(Rfc2307bis, AfterNisThePlanIsPredictedToFailAndFails) {
  SlapdOptions options;
  options.schemaFiles.emplace_back("/etc/ldap/schema/nis.ldif");
  const SlapdServer server(options);
  Workplace workplace;
  workplace.addSite("lab", server, "cn=config");
  const std::string plan = workplace.write("rfc2307bis.ldif", kRfc2307bis);
  ASSERT_EQ(workplace.ldapsnap({"capture", "lab"}).exitCode, 0);
  const ProcessResult predicted = workplace.ldapsnap({"check", "lab", "--plan", plan, "--color", "never"});
  EXPECT_EQ(predicted.exitCode, 1) << predicted.err;
  EXPECT_NE(predicted.out.find("oid-taken  gecos (1.3.6.1.1.1.1.2) is defined already"), std::string::npos)
      << predicted.out;
  EXPECT_NE(predicted.out.find("oid-taken  posixGroup (1.3.6.1.1.1.2.2) is defined"), std::string::npos)
      << predicted.out;
  const ProcessResult seen = runProcess({"ldapadd", "-x", "-H", server.uri(), "-D", SlapdServer::configRootDn(), "-w",
                                         SlapdServer::password(), "-f", plan});
  EXPECT_NE(seen.exitCode, 0);
  EXPECT_NE(seen.err.find("Duplicate attributeType: \"1.3.6.1.1.1.1.2\""), std::string::npos) << seen.err;
}

TEST(Rfc2307bis, WithoutNisThePlanIsSilentAndLoads) {
  const SlapdServer server;
  Workplace workplace;
  workplace.addSite("lab", server, "cn=config");
  const std::string plan =
      workplace.write("rfc2307bis.ldif",
                      "dn: cn=rfc2307bis,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: rfc2307bis\n"
                      "olcAttributeTypes: ( 1.3.6.1.1.1.1.2 NAME 'gecos' EQUALITY caseIgnoreIA5Match SYNTAX "
                      "1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )\n");
  ASSERT_EQ(workplace.ldapsnap({"capture", "lab"}).exitCode, 0);
  const ProcessResult predicted = workplace.ldapsnap({"check", "lab", "--plan", plan, "--color", "never"});
  EXPECT_EQ(predicted.exitCode, 0) << predicted.out;
  server.applyToConfig(readFile(plan));
}

}  // namespace
}  // namespace ldapsnap::test

// What the rules predict of OpenLDAP 2.5, and what its own slapadd and slapd say then.
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>

#include "snapshot/base/file/data_files.h"
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

TEST_F(OpenLdap25, HdbConfigurationFailsAsPredicted) {
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

TEST_F(OpenLdap25, PpolicySchemaFailsAsPredicted) {
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

TEST_F(OpenLdap25, SchemaWithoutTheModuleLoadsWithoutAFinding) {
  const std::string file = configuration("openldap-2.4-ok-ppolicy-schema-kept-module-removed.ldif");
  const ProcessResult predicted = check(file);
  EXPECT_EQ(predicted.exitCode, 0) << predicted.out;
  EXPECT_EQ(predicted.out.find("error  openldap/"), std::string::npos) << predicted.out;
  const ProcessResult seen = slapadd(file);
  EXPECT_EQ(seen.exitCode, 0) << seen.err;
}

constexpr const char* kPublished = "/usr/share/dirsrv/data/10rfc2307bis.ldif";  ///< of 389-ds-base

/// The whole of rfc2307bis as slapd takes it: without uidNumber and gidNumber, which slapd brings along itself.
std::string rfc2307bis() {
  const std::string text = readFile(kPublished);
  std::string entry = "dn: cn=rfc2307bis,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: rfc2307bis\n";
  std::istringstream lines(text.substr(text.find("\nattributeTypes:")));
  std::string line, definition;
  const auto finish = [&] {
    const bool isBuiltIn = definition.find("1.3.6.1.1.1.1.0 ") != std::string::npos ||
                           definition.find("1.3.6.1.1.1.1.1 ") != std::string::npos;
    if (!definition.empty() && !isBuiltIn) entry += definition;
    definition.clear();
  };
  while (std::getline(lines, line)) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("attributeTypes:") || line.starts_with("objectClasses:")) {
      finish();
      line = line.front() == 'a' ? "olcA" + line.substr(1) : "olcO" + line.substr(1);
    }
    definition += line + "\n";
  }
  finish();
  return entry;
}

class Rfc2307bis : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kPublished)) GTEST_SKIP() << "the package 389-ds-base, which has the schema, is not installed";
  }

  /// A slapd with core, cosine and `schemaFiles`, captured; and the plan.
  void start(const std::vector<std::string>& schemaFiles) {
    SlapdOptions options;
    for (const std::string& file : schemaFiles) options.schemaFiles.push_back(file);
    server_ = std::make_unique<SlapdServer>(options);
    workplace_.addSite("lab", *server_, "cn=config");
    plan_ = workplace_.write("rfc2307bis.ldif", rfc2307bis());
    ASSERT_EQ(workplace_.ldapsnap({"capture", "lab"}).exitCode, 0);
  }
  ProcessResult check(const std::vector<std::string>& options) const {
    std::vector<std::string> words = {"check", "lab", "--color", "never"};
    words.insert(words.end(), options.begin(), options.end());
    return workplace_.ldapsnap(words);
  }
  ProcessResult load() const {
    return runProcess({"ldapadd", "-x", "-H", server_->uri(), "-D", SlapdServer::configRootDn(), "-w",
                       SlapdServer::password(), "-f", plan_});
  }

  Workplace workplace_;
  std::unique_ptr<SlapdServer> server_;
  std::string plan_;
};

TEST_F(Rfc2307bis, AfterNisFailsAsRuleAndPlanPredict) {
  start({"/etc/ldap/schema/nis.ldif"});
  const ProcessResult rule = check({"--setup", "rfc2307bis-schema"});
  EXPECT_EQ(rule.exitCode, 1) << rule.err;
  EXPECT_NE(rule.out.find("error  openldap/nis-schema-stops-rfc2307bis"), std::string::npos) << rule.out;
  EXPECT_NE(rule.out.find("nis,cn=schema,cn=config"), std::string::npos) << rule.out;
  const ProcessResult plan = check({"--plan", plan_});
  EXPECT_EQ(plan.exitCode, 1) << plan.err;
  EXPECT_NE(plan.out.find("Duplicate attributeType: \"1.3.6.1.1.1.1.2\""), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("gecos (1.3.6.1.1.1.1.2) is defined already"), std::string::npos) << plan.out;
  const ProcessResult seen = load();
  EXPECT_NE(seen.exitCode, 0);
  EXPECT_NE(seen.err.find("Duplicate attributeType: \"1.3.6.1.1.1.1.2\""), std::string::npos) << seen.err;
}

TEST_F(Rfc2307bis, WithoutNisLoadsAsPredicted) {
  start({});
  const ProcessResult rule = check({"--setup", "rfc2307bis-schema"});
  EXPECT_EQ(rule.exitCode, 0) << rule.out << rule.err;
  const ProcessResult plan = check({"--plan", plan_});
  EXPECT_EQ(plan.exitCode, 0) << plan.out;
  const ProcessResult seen = load();
  EXPECT_EQ(seen.exitCode, 0) << seen.err;
}

}  // namespace
}  // namespace ldapsnap::test

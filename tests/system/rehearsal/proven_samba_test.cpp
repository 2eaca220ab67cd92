// A schema object whose CN or OID somebody took on a Samba domain controller: predicted, then refused, by the server
// and by samba-tool's own upgrade of the schema.
#include <gtest/gtest.h>
#include <memory>

#include "snapshot/base/file/data_files.h"
#include "tests/support/servers/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

constexpr const char* kUpdates = "/usr/share/samba/setup/adprep/WindowsServerDocs/";
const std::string kIssuerOid = "1.2.840.113556.1.4.2240";  ///< of ms-DS-Issuer-Certificates, the first of Sch57.ldf

std::string attribute(const std::string& name, const std::string& oid, const std::string& schema) {
  return "dn: CN=" + name + "," + schema + "\nchangetype: add\nobjectClass: attributeSchema\ncn: " + name +
         "\nlDAPDisplayName: " + name + "\nattributeID: " + oid +
         "\nattributeSyntax: 2.5.5.12\noMSyntax: 64\nisSingleValued: TRUE\n\n";
}

/// One domain controller for all: it takes ten seconds and more to make.
class ProvenSamba : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (SambaServer::whyNot().empty()) server_ = std::make_unique<SambaServer>();
  }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override {
    if (!server_) GTEST_SKIP() << SambaServer::whyNot();
  }

  ProcessResult check(const std::vector<std::string>& options) const {
    std::vector<std::string> words = {
        "check", server_->uri(),          "-x",      "-D",   SambaServer::rootDn(), "-w", SambaServer::password(),
        "-b",    SambaServer::schemaDn(), "--color", "never"};
    words.insert(words.end(), options.begin(), options.end());
    return workplace_.ldapsnap(words);
  }

  /// The record of `cn` in Sch57.ldf, the first step from the schema of 2012 to that of 2012 R2, as the tool itself
  /// makes that file of Microsoft's page; in a file of its own, since no other record is in question.
  std::string updateOf(const std::string& cn) const {
    const std::string folder = workplace_.path("updates");
    std::filesystem::create_directories(folder);
    const ProcessResult read = runProcess(
        {"/usr/bin/python3", "-m", "samba.ms_schema_markdown", std::string(kUpdates) + "Schema-Updates.md", folder});
    EXPECT_EQ(read.exitCode, 0) << read.err;
    const std::string text = readFile(folder + "/Sch57.ldf");
    const std::size_t from = text.find("dn: CN=" + cn + ",");
    EXPECT_NE(from, std::string::npos) << cn;
    return workplace_.write("update.ldf", text.substr(from, text.find("\n\n", from) + 2 - from));
  }

  /// The real tool on the real database, with that record alone: all of them would take a minute.
  ProcessResult schemaUpgrade(const std::string& file) const {
    const std::filesystem::path path(file);
    return runProcess({"/usr/bin/samba-tool", "domain", "schemaupgrade", "-s", server_->configFile(), "-H",
                       server_->databaseFile(), "--ldf-file=" + path.filename().string(),
                       "--base-dir=" + path.parent_path().string()});
  }

  static inline std::unique_ptr<SambaServer> server_;
  Workplace workplace_;
};

TEST_F(ProvenSamba, TakenCnAndTakenOidAreRefusedAsPredicted) {
  const std::string oid = "1.3.6.1.4.1.99999.1.1";
  server_->apply(attribute("squatter", oid, SambaServer::schemaDn()));
  const std::string schema = "CN=Schema,CN=Configuration,DC=X";
  const std::string sameOid = workplace_.write("oid.ldf", attribute("acmeHost", oid, schema));
  const std::string sameName = workplace_.write("cn.ldf", attribute("squatter", "1.3.6.1.4.1.99999.1.2", schema));
  const ProcessResult oidTaken = check({"--plan", sameOid, "--format", "json"});
  EXPECT_EQ(oidTaken.exitCode, 1) << oidTaken.err;
  EXPECT_NE(oidTaken.out.find("the OID of acmeHost (" + oid + ") belongs to squatter (" + oid + ")"), std::string::npos)
      << oidTaken.out;
  const ProcessResult nameTaken = check({"--plan", sameName, "--format", "json"});
  EXPECT_NE(nameTaken.out.find("\"entry-exists\""), std::string::npos) << nameTaken.out;
  EXPECT_THROW(server_->apply(attribute("acmeHost", oid, SambaServer::schemaDn())), std::runtime_error);
  EXPECT_THROW(server_->apply(attribute("squatter", "1.3.6.1.4.1.99999.1.2", SambaServer::schemaDn())),
               std::runtime_error);
}

TEST_F(ProvenSamba, TakenOidStopsTheSchemaUpgradeAsRuleAndPlanPredict) {
  server_->apply(attribute("acme-Issuer", kIssuerOid, SambaServer::schemaDn()));
  const std::string file = updateOf("ms-DS-Issuer-Certificates");
  const ProcessResult rule = check({"--setup", "samba-schemaupgrade"});
  EXPECT_NE(rule.out.find("error  samba/schema-taken"), std::string::npos) << rule.out << rule.err;
  EXPECT_NE(rule.out.find("CN=acme-Issuer,"), std::string::npos) << rule.out;
  const ProcessResult plan = check({"--plan", file});
  EXPECT_EQ(plan.exitCode, 1) << plan.err;
  // The terminal's width breaks the sentence between the OID and "already".
  EXPECT_NE(plan.out.find("attributeID '" + kIssuerOid + "'\n"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find(" already in use!\n"), std::string::npos) << plan.out;
  const ProcessResult seen = schemaUpgrade(file);
  EXPECT_EQ(seen.exitCode, 255);
  EXPECT_NE((seen.out + seen.err).find("samldb: attributeID '" + kIssuerOid + "' already in use!"), std::string::npos)
      << seen.out << seen.err;
  EXPECT_NE((seen.out + seen.err).find("Failed to upgrade schema"), std::string::npos) << seen.err;
}

TEST_F(ProvenSamba, TakenCnStopsTheSchemaUpgradeAsRuleAndPlanPredict) {
  server_->apply(attribute("ms-DS-Registration-Quota", "1.3.6.1.4.1.99999.1.7", SambaServer::schemaDn()));
  const std::string file = updateOf("ms-DS-Registration-Quota");
  const ProcessResult rule = check({"--setup", "samba-schemaupgrade"});
  EXPECT_NE(rule.out.find("error  samba/schema-taken"), std::string::npos) << rule.out << rule.err;
  const ProcessResult plan = check({"--plan", file});
  EXPECT_EQ(plan.exitCode, 1) << plan.err;
  EXPECT_NE(plan.out.find("entryAlreadyExists (68)"), std::string::npos) << plan.out;
  const ProcessResult seen = schemaUpgrade(file);
  EXPECT_EQ(seen.exitCode, 255);
  EXPECT_NE((seen.out + seen.err)
                .find("Entry CN=ms-DS-Registration-Quota,CN=Schema,CN=Configuration,DC=example,DC=test "
                      "already exists"),
            std::string::npos)
      << seen.out << seen.err;
}

}  // namespace
}  // namespace ldapsnap::test

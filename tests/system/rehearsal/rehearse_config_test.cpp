// Rehearsals of what a setup does to cn=config of slapd, where the two servers have other numbers: recorded on one,
// rehearsed on the other, really run there.
#include <gtest/gtest.h>

#include "tests/support/content/rehearsal.h"
#include "tests/support/servers/slapd.h"

namespace ldapsnap::test {
namespace {

SlapdOptions labOptions() {
  SlapdOptions options;
  options.suffix = "o=Lab";
  options.modules = {"refint", "memberof"};
  return options;
}

/// A schema more, and an overlay before syncprov.
SlapdOptions prodOptions() {
  SlapdOptions options = labOptions();
  options.suffix = "o=Prod";
  options.schemaFiles.emplace_back("/etc/ldap/schema/java.ldif");
  options.overlays = {"olcOverlay: memberof\nobjectClass: olcMemberOf"};
  return options;
}

constexpr const char* kOverlay =
    "dn: olcOverlay=refint,olcDatabase={1}mdb,cn=config\nobjectClass: olcRefintConfig\nolcRefintAttribute: manager\n";

class ConfigRehearsed : public testing::Test {
 protected:
  ConfigRehearsed() {
    for (const SlapdServer* server : {&lab_, &prod_})
      workplace_.addSite(server == &lab_ ? "lab" : "prod", server->uri(), SlapdServer::configRootDn(),
                         SlapdServer::password(), {"cn=config"});
    EXPECT_EQ(workplace_.ldapsnap({"capture", "prod"}).exitCode, 0);
  }
  /// Adds a schema file and the overlay, as a setup does: without numbers.
  ProcessResult setUp(const std::string& site, const SlapdServer& server) {
    const std::string overlay = workplace_.write("overlay.ldif", kOverlay);
    const std::string add = "ldapadd -x -D cn=admin,cn=config -w secret -H " + server.uri() + " -f ";
    return workplace_.ldapsnap(
        {"-q", "run", site, "--exit-code", "--", "sh", "-c", add + "/etc/ldap/schema/nis.ldif; " + add + overlay});
  }

  SlapdServer lab_{labOptions()}, prod_{prodOptions()};
  Workplace workplace_;
};

TEST_F(ConfigRehearsed, SchemaAndOverlayGetTheNumbersOfTheTarget) {
  EXPECT_EQ(setUp("lab", lab_).exitCode, 1);
  const auto planned = rehearse(workplace_, "lab/R1", "prod", "planned");
  EXPECT_EQ(predictedResults(planned), "0 0");
  const ProcessResult shown = workplace_.ldapsnap({"rehearse", "lab/R1", "--on", "prod"});
  EXPECT_NE(shown.out.find("cn={4}nis,cn=schema,cn=config"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("olcOverlay={2}refint,olcDatabase={1}mdb,cn=config"), std::string::npos) << shown.out;
  EXPECT_EQ(setUp("prod", prod_).exitCode, 1);
  EXPECT_EQ(unpredicted(workplace_, "planned", "prod/R1"),
            "No differences. 16 entries and the schema compared; 2 entries differ only in volatile attributes\n");
}

TEST_F(ConfigRehearsed, SchemaPresentUnderAnotherNumberIsRefusedAsEqual) {
  setUp("lab", lab_);
  setUp("prod", prod_);
  const auto again = rehearse(workplace_, "lab/R1", "prod", "again");
  EXPECT_EQ(again.front().predicted, 80);
  const ProcessResult shown = workplace_.ldapsnap({"rehearse", "lab/R1", "--on", "prod"});
  EXPECT_NE(shown.out.find("what the step asks for is there already"), std::string::npos) << shown.out;
  const ProcessResult refused = setUp("prod", prod_);
  EXPECT_NE((refused.out + refused.err).find("Duplicate attributeType: \"1.3.6.1.1.1.1.2\""), std::string::npos)
      << refused.out << refused.err;
}

TEST_F(ConfigRehearsed, AccessRuleInsertedAtTheFrontMovesTheOthers) {
  const std::string file = workplace_.write("access.ldif",
                                            "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nadd: olcAccess\n"
                                            "olcAccess: {0}to attrs=sn by self write by * none\n");
  const auto setUp = [&](const std::string& site, const SlapdServer& server) {
    return workplace_.ldapsnap({"-q", "run", site, "--exit-code", "--", "ldapmodify", "-x", "-D", "cn=admin,cn=config",
                                "-w", "secret", "-H", server.uri(), "-f", file});
  };
  prod_.applyToConfig(
      "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nadd: olcAccess\n"
      "olcAccess: to dn.base=\"o=Prod\" by * read\nolcAccess: to * by users read\n");
  lab_.applyToConfig(
      "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nadd: olcAccess\nolcAccess: to * by users read\n");
  EXPECT_EQ(workplace_.ldapsnap({"capture", "prod"}).exitCode, 0);
  EXPECT_EQ(setUp("lab", lab_).exitCode, 1);
  EXPECT_EQ(predictedResults(rehearse(workplace_, "lab/R1", "prod", "planned")), "0");
  EXPECT_EQ(setUp("prod", prod_).exitCode, 1);
  EXPECT_EQ(unpredicted(workplace_, "planned", "prod/R1"),
            "No differences. 14 entries and the schema compared; 1 entry differs only in volatile attributes\n");
}

}  // namespace
}  // namespace ldapsnap::test

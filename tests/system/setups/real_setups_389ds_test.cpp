// Real setups on a real 389 Directory Server under `ldapsnap run`: what is reported is what they did, and nothing else.
#include <gtest/gtest.h>
#include <memory>

#include "tests/support/content/recorded_setup.h"
#include "tests/support/servers/ds389.h"

namespace ldapsnap::test {
namespace {

/// One server for all: it takes ten seconds to make.
class RealSetupsOf389 : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (Ds389Server::whyNot().empty()) server_ = std::make_unique<Ds389Server>();
  }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override {
    if (!server_) GTEST_SKIP() << Ds389Server::whyNot();
    workplace_.addSite("lab", server_->uri(), Ds389Server::rootDn(), Ds389Server::password(), {});
  }

  RecordedSetup dsconf(const std::vector<std::string>& words) const {
    std::vector<std::string> command{"dsconf",      "-D", Ds389Server::rootDn(), "-y", workplace_.path("lab.password"),
                                     server_->uri()};
    command.insert(command.end(), words.begin(), words.end());
    const DumpOptions dump{.bases = {"cn=config", "cn=schema", server_->suffix()},
                           .schema = "cn=schema",
                           .words = {"*", "nsSchemaCSN"},
                           .volatileTypes = {"modifytimestamp", "numsubordinates"},
                           .counters = "cn=monitor,"};
    return recordSetup(workplace_, "lab", {server_->uri(), Ds389Server::rootDn(), Ds389Server::password(), {}}, dump,
                       command);
  }

  static inline std::unique_ptr<Ds389Server> server_;
  Workplace workplace_;
};

TEST_F(RealSetupsOf389, MemberofPluginIsOneEntryAndIdempotent) {
  const RecordedSetup first = dsconf({"plugin", "memberof", "enable"});
  EXPECT_EQ(first.exitCode, 1) << first.report;
  EXPECT_EQ(first.seen, "entries: 0 added, 1 changed, 0 removed") << first.report;
  EXPECT_EQ(first.summary, "1 entry changed") << first.report;

  const RecordedSetup again = dsconf({"plugin", "memberof", "enable"});
  EXPECT_EQ(again.exitCode, 0) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

TEST_F(RealSetupsOf389, BackendAddsItsIndexesAndIsIdempotent) {
  const std::vector<std::string> create{"backend", "create", "--suffix", "o=second", "--be-name", "second"};
  const RecordedSetup first = dsconf(create);
  EXPECT_EQ(first.exitCode, 1) << first.report;
  // The root DSE names the suffix, cn=config the backend.
  EXPECT_EQ(first.seen, "entries: 37 added, 2 changed, 0 removed") << first.report;
  EXPECT_EQ(first.summary, "37 entries added, 2 changed") << first.report;
  EXPECT_NE(first.report.find("changed only in volatile"), std::string::npos) << "the counters\n" << first.report;

  const RecordedSetup again = dsconf(create);
  EXPECT_EQ(again.exitCode, 1) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

/// Beside the definition, the schema's own change counter moves.
void expectSchemaSection(const RecordedSetup& recorded, const std::string& section) {
  EXPECT_NE(recorded.report.find(section), std::string::npos) << recorded.report;
}

TEST_F(RealSetupsOf389, AttributeTypeAndObjectClassAreInTheSchemaSection) {
  const std::vector<std::string> type{"schema",
                                      "attributetypes",
                                      "add",
                                      "--oid",
                                      "1.3.6.1.4.1.99999.1.1",
                                      "--syntax",
                                      "1.3.6.1.4.1.1466.115.121.1.15",
                                      "acmeLevel"};
  const RecordedSetup added = dsconf(type);
  EXPECT_EQ(added.exitCode, 1) << added.report;
  EXPECT_EQ(added.seen, "schema: 1 added, 0 removed; entries: 0 added, 1 changed, 0 removed") << added.report;
  EXPECT_EQ(added.summary, "1 schema element added; 1 entry changed") << added.report;
  expectSchemaSection(added, R"(
Schema
  + attributeType  acmeLevel  1.3.6.1.4.1.99999.1.1
        ( 1.3.6.1.4.1.99999.1.1 NAME 'acmeLevel' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 X-ORIGIN 'user
        defined' )

Entries
  ~ cn=schema
        nsSchemaCSN )");

  const RecordedSetup withClass = dsconf({"schema", "objectclasses", "add", "--oid", "1.3.6.1.4.1.99999.1.2", "--sup",
                                          "top", "--kind", "AUXILIARY", "--may", "acmeLevel", "--", "acmeThing"});
  EXPECT_EQ(withClass.exitCode, 1) << withClass.report;
  EXPECT_EQ(withClass.seen, "schema: 1 added, 0 removed; entries: 0 added, 1 changed, 0 removed") << withClass.report;
  EXPECT_EQ(withClass.summary, "1 schema element added; 1 entry changed") << withClass.report;
  expectSchemaSection(withClass, R"(
Schema
  + objectClass    acmeThing  1.3.6.1.4.1.99999.1.2
        ( 1.3.6.1.4.1.99999.1.2 NAME 'acmeThing' SUP top AUXILIARY MAY acmeLevel X-ORIGIN 'user
        defined' )

Entries
  ~ cn=schema
        nsSchemaCSN )");

  const RecordedSetup again = dsconf(type);
  EXPECT_EQ(again.exitCode, 1) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

}  // namespace
}  // namespace ldapsnap::test

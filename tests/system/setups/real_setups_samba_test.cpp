// Real setups on a real Samba domain controller under `ldapsnap run`: what is reported is what they did, and nothing
// else. The upgrades of the schema and of the forest take minutes: LDAPSNAP_LONG_TESTS=1.
#include <cstdlib>
#include <gtest/gtest.h>

#include "tests/support/content/recorded_setup.h"
#include "tests/support/servers/samba.h"

namespace ldapsnap::test {
namespace {

/// Every context with the security descriptors, their audit rights left out.
DumpOptions wholeForest() {
  DumpOptions options;
  options.bases = {SambaServer::suffix(), SambaServer::configuration(), SambaServer::schemaDn()};
  options.schema = "CN=Aggregate," + SambaServer::schemaDn();
  options.words = {"-E", "!1.2.840.113556.1.4.801=::MAMCAQc=", "-E", "pr=500/noprompt", "*"};
  // [MS-ADA1] to [MS-ADA3]: times and counters that each server keeps for itself.
  options.volatileTypes = {"whenchanged", "usnchanged", "dscorepropagationdata", "schemainfo"};
  return options;
}

class RealSetupsOfSamba : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
    SambaOptions options;
    options.baseSchema = baseSchema();
    server_ = std::make_unique<SambaServer>(options);
    workplace_.addSite("forest", server_->uri(), SambaServer::rootDn(), SambaServer::password(), {});
  }

  /// The upgrade of the forest wants the new schema, that of the schema an old one.
  virtual std::string baseSchema() const { return "2008_R2"; }

  RecordedSetup sambaTool(std::vector<std::string> words) const {
    words.insert(words.begin(), "/usr/bin/samba-tool");
    words.insert(words.end(), {"-s", server_->configFile(), "-H", server_->databaseFile()});
    return recordSetup(workplace_, "forest", {server_->uri(), SambaServer::rootDn(), SambaServer::password(), {}},
                       wholeForest(), words);
  }

  std::unique_ptr<SambaServer> server_;
  Workplace workplace_;
};

TEST_F(RealSetupsOfSamba, SiteIsThreeEntriesAndIdempotent) {
  const RecordedSetup first = sambaTool({"sites", "create", "Branch1"});
  EXPECT_EQ(first.exitCode, 1) << first.report;
  EXPECT_EQ(first.seen, "entries: 3 added, 0 changed, 0 removed") << first.report;
  EXPECT_EQ(first.summary, "3 entries added") << first.report;

  const RecordedSetup again = sambaTool({"sites", "create", "Branch1"});
  EXPECT_EQ(again.exitCode, 255) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

class LongSetupsOfSamba : public RealSetupsOfSamba {
 protected:
  void SetUp() override {
    if (std::getenv("LDAPSNAP_LONG_TESTS") == nullptr) GTEST_SKIP() << "takes minutes: LDAPSNAP_LONG_TESTS=1";
    RealSetupsOfSamba::SetUp();
  }
};

TEST_F(LongSetupsOfSamba, SchemaOf2012R2IsIdempotent) {
  const std::vector<std::string> upgrade{"domain", "schemaupgrade", "--schema=2012_R2"};
  const RecordedSetup first = sambaTool(upgrade);
  EXPECT_EQ(first.exitCode, 1) << first.report;
  // Eight of the 17 are classes with further attributes, which the report tells as changed classes alone.
  EXPECT_EQ(first.seen, "schema: 198 added, 9 removed; entries: 197 added, 17 changed, 0 removed") << first.report;
  EXPECT_EQ(first.summary, "189 schema elements added, 9 changed; 197 entries added, 9 changed") << first.report;

  const RecordedSetup again = sambaTool(upgrade);
  EXPECT_EQ(again.exitCode, 0) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

class ForestWithSchemaOf2012R2 : public LongSetupsOfSamba {
 protected:
  std::string baseSchema() const override { return "2012_R2"; }
};

TEST_F(ForestWithSchemaOf2012R2, IsPreparedOnceAndIdempotent) {
  const std::vector<std::string> prepare{"domain", "functionalprep", "--function-level=2012_R2"};
  const RecordedSetup first = sambaTool(prepare);
  EXPECT_EQ(first.exitCode, 1) << first.report;
  // All but three of the 190 only inherit access rights.
  EXPECT_EQ(first.seen, "entries: 105 added, 190 changed, 0 removed") << first.report;
  EXPECT_EQ(first.summary, "105 entries added, 3 changed") << first.report;
  EXPECT_NE(first.report.find("187 entries changed\n        only in access rights that come from above"),
            std::string::npos)
      << first.report;

  const RecordedSetup again = sambaTool(prepare);
  EXPECT_EQ(again.exitCode, 0) << again.report;
  EXPECT_EQ(again.seen, "entries: 0 added, 0 changed, 0 removed") << again.report;
  EXPECT_EQ(again.summary, "No differences") << again.report;
}

}  // namespace
}  // namespace ldapsnap::test

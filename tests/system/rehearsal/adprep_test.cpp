// The schema updates of Windows that Samba ships (adprep), rehearsed as a folder on each earlier schema, and then
// applied by samba-tool.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/content/rehearsal.h"
#include "tests/support/servers/expectations.h"
#include "tests/support/servers/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

const std::string kAdprep = "/usr/share/samba/setup/adprep/WindowsServerDocs/";

std::string whyNoUpdates() {
  if (!SambaServer::whyNot().empty()) return SambaServer::whyNot();
  if (!std::filesystem::exists(kAdprep + "Schema-Updates.md")) return "Samba's schema updates are not installed";
  return std::filesystem::exists("/usr/bin/patch") ? "" : "samba-tool needs patch to apply its schema updates";
}

/// The files as samba-tool makes them of Microsoft's page, from the one after `version` on.
void makeUpdates(const std::string& folder, int version) {
  std::filesystem::create_directories(folder);
  const ProcessResult read =
      runProcess({"/usr/bin/python3", "-m", "samba.ms_schema_markdown", kAdprep + "Schema-Updates.md", folder});
  ASSERT_EQ(read.exitCode, 0) << read.err;
  for (const auto& item : std::filesystem::directory_iterator(kAdprep)) {
    if (item.path().extension() != ".diff") continue;
    const ProcessResult patched =
        runProcess({"/usr/bin/patch", "-d", folder, item.path().stem().string(), "-i", item.path().string()});
    ASSERT_EQ(patched.exitCode, 0) << patched.out << patched.err;
  }
  std::filesystem::create_directories(folder + "/earlier");
  for (int i = 0; i <= version; ++i) {  // the page of Samba 4.22 begins with the first, that of 4.17 with 48
    const std::string name = fmt::format("Sch{}.ldf", i);
    if (std::filesystem::exists(folder + "/" + name))
      std::filesystem::rename(folder + "/" + name, folder + "/earlier/" + name);
  }
}

struct FirstSchema {
  std::string schema;  ///< as samba-tool names it
  int version;         ///< objectVersion, of `upgraded` where there is one
  bool isLong = false;
  std::string upgraded = {};  ///< the schema that it is upgraded to before, by samba-tool
};

std::string nameOf(const FirstSchema& first) {
  return first.upgraded.empty() ? first.schema : first.schema + "_to_" + first.upgraded;
}

/// For the names of the tests.
void PrintTo(const FirstSchema& first, std::ostream* out) { *out << nameOf(first); }

ProcessResult upgrade(const SambaServer& server, const std::string& schema) {
  return runProcess({"/usr/bin/samba-tool", "domain", "schemaupgrade", "-s", server.configFile(), "-H",
                     server.databaseFile(), "--schema=" + schema});
}

class Adprep : public testing::TestWithParam<FirstSchema> {};

/// samba-tool stops at the first record that is refused, but for objects that are defunct, and classes that name an OID
/// which the schema lacks.
TEST_P(Adprep, NoUpdateFailsInTheRehearsalThatSambaApplies) {
  if (!whyNoUpdates().empty()) GTEST_SKIP() << whyNoUpdates();
  if (GetParam().isLong && std::getenv("LDAPSNAP_LONG_TESTS") == nullptr)
    GTEST_SKIP() << "takes minutes: LDAPSNAP_LONG_TESTS=1";
  SambaOptions options;
  options.baseSchema = GetParam().schema;
  const SambaServer server(options);
  if (!GetParam().upgraded.empty()) {
    const ProcessResult upgraded = upgrade(server, GetParam().upgraded);
    ASSERT_EQ(upgraded.exitCode, 0) << upgraded.out << upgraded.err;
  }
  const Workplace workplace;
  const Target target{server.uri(), SambaServer::rootDn(), SambaServer::password(), {}};
  const auto run = [&](std::vector<std::string> words) {
    for (const std::string& option : target.options()) words.push_back(option);
    return workplace.ldapsnap(words);
  };
  const std::string folder = workplace.path("updates");
  makeUpdates(folder, GetParam().version);
  const auto isUpdate = [](const auto& item) { return item.path().extension() == ".ldf"; };
  if (std::none_of(std::filesystem::directory_iterator(folder), {}, isUpdate))
    GTEST_SKIP() << "this Samba has no later updates than " << GetParam().version;
  ASSERT_EQ(run({"capture", server.uri(), "--as", "prod"}).exitCode, 0);
  const ProcessResult rehearsed =
      workplace.ldapsnap({"rehearse", folder, "--on", "prod", "--no-check", "--format", "json"});
  ASSERT_NE(rehearsed.out, "") << rehearsed.err;
  const json::value report = json::parse(rehearsed.out);
  // A step whose result is there already is refused, and passed over by ldifde and samba-tool.
  const auto isDone = [](const json::value& step) {
    const auto outcome = step.at("outcome").as_string();
    return outcome == "succeeds" || outcome == "already-done" ||
           (outcome == "fails" && step.at("failure").at("there_alike").as_bool());
  };
  std::string failed;
  for (const json::value& step : report.at("steps").as_array())
    if (!isDone(step)) failed += json::serialize(step) + "\n";
  EXPECT_EQ(failed, "");

  const ProcessResult applied = upgrade(server, newestSchemaOfSamba());
  EXPECT_EQ(applied.exitCode, 0) << applied.out << applied.err;
}

INSTANTIATE_TEST_SUITE_P(Schemas, Adprep,
                         testing::Values(FirstSchema{"2008_R2", 47}, FirstSchema{"2008_R2_old", 47, true},
                                         FirstSchema{"2008_R2", 56, true, "2012"}, FirstSchema{"2012_R2", 69, true}),
                         [](const auto& test) { return nameOf(test.param); });

}  // namespace
}  // namespace ldapsnap::test

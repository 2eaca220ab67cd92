// The packs that ship: every rule has fixtures, and every rule runs on every fixture of all packs.
#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "diff/rules/authoring/fixtures.h"
#include "diff/rules/engine/check.h"
#include "snapshot/base/file/data_files.h"
#include "tests/support/process.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

const fs::path kRules = fs::path(LDAPSNAP_SOURCE_DIR) / "rules";
const fs::path kTable = fs::path(LDAPSNAP_SOURCE_DIR) / "tests/unit/diff/rules/fixture_table.txt";

const Packs& shipped() {
  static const Packs packs = Packs::load({kRules});
  return packs;
}

std::vector<fs::path> filesBelow(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// "exchange-5.5/fixtures/encryption-cfg/fires-x.ldif" and the rules that it belongs to: one, or all of the family.
struct Fixture {
  fs::path path;
  std::string name;                ///< relative to rules/
  std::vector<std::string> rules;  ///< ids
  bool fires = false;              ///< by its name
};

std::vector<std::string> rulesOf(const std::string& family) {
  std::vector<std::string> ids;
  for (const Rule& rule : shipped().rules()) {
    if (rule.family == family) ids.push_back(rule.id);
  }
  return ids;
}

std::vector<Fixture> fixtures() {
  std::vector<Fixture> result;
  for (const fs::path& path : filesBelow(kRules, ".ldif")) {
    const fs::path relative = path.lexically_relative(kRules);
    const std::string family = relative.begin()->string(), folder = path.parent_path().filename().string();
    const auto rules = folder == "fixtures" ? rulesOf(family) : std::vector<std::string>{family + "/" + folder};
    result.push_back({path, relative.string(), rules, path.filename().string().starts_with("fires-")});
  }
  return result;
}

/// Judged once for all tests.
const CheckResult& checkFixture(const fs::path& file) {
  static std::map<fs::path, CheckResult> results;
  const auto [result, isNew] = results.try_emplace(file);
  if (isNew) result->second = check(shipped(), test::snapshotOfFile(file), everySetup(shipped()), parametersOf(file));
  return result->second;
}

/// A fixture says what its own rule needs to know; the parameters of others are not given in it.
bool lacksParameter(const NotEvaluated& rule) { return rule.reason.find(": --set ") != std::string::npos; }

/// "error exchange-5.5/encryption-cfg  cn=..." for each finding, and what could not be judged.
std::string whatFires(const fs::path& file) {
  std::string lines;
  const CheckResult& result = checkFixture(file);
  for (const Finding& finding : result.findings) {
    lines += "  " + std::string(nameOf(finding.level)) + " " + finding.rule + "  " + finding.dn;
    if (!finding.objects.empty()) lines += " and " + std::to_string(finding.objects.size()) + " more";
    lines += "\n";
  }
  for (const NotEvaluated& rule : result.notEvaluated) {
    if (!lacksParameter(rule)) lines += "  not evaluated " + rule.rule + "  " + rule.reason + "\n";
  }
  return lines;
}

TEST(ShippedPacks, EveryRuleFiresOnlyWhereItsFixturesSay) {
  std::string table;
  for (const Fixture& fixture : fixtures()) table += fixture.name + "\n" + whatFires(fixture.path);
  EXPECT_EQ(table, readFile(kTable)) << "if the new table is right, it belongs in " << kTable;
  if (table != readFile(kTable)) std::printf("--- fixture_table.txt ---\n%s--- end ---\n", table.c_str());
}

void expectFixtureDoes(const Fixture& fixture, const std::string& rule, const CheckResult& result) {
  SCOPED_TRACE(rule);
  ASSERT_NE(shipped().rule(rule), nullptr) << "the folder is named for no rule";
  const auto isOfRule = [&rule](const auto& judged) { return judged.rule == rule; };
  const bool isFound = std::any_of(result.findings.begin(), result.findings.end(), isOfRule);
  EXPECT_EQ(isFound, fixture.fires);
  EXPECT_TRUE(isFound || std::any_of(result.passed.begin(), result.passed.end(), isOfRule))
      << "the rule was not looked at: does its family apply to this fixture?";
}

TEST(ShippedPacks, EveryFixtureBehavesAsNamed) {
  for (const Fixture& fixture : fixtures()) {
    SCOPED_TRACE(fixture.name);
    const bool isSilent = fs::path(fixture.name).filename().string().starts_with("silent-");
    EXPECT_TRUE(fixture.fires || isSilent) << "a fixture is named fires-* or silent-*";
    const CheckResult& result = checkFixture(fixture.path);
    for (const std::string& rule : fixture.rules) expectFixtureDoes(fixture, rule, result);
  }
}

TEST(ShippedPacks, EveryRuleHasFiringAndSilentFixtures) {
  std::set<std::string> firing, silent;
  for (const Fixture& fixture : fixtures()) {
    (fixture.fires ? firing : silent).insert(fixture.rules.begin(), fixture.rules.end());
  }
  for (const Rule& rule : shipped().rules()) {
    EXPECT_EQ(firing.count(rule.id), 1U) << rule.id;
    EXPECT_EQ(silent.count(rule.id), 1U) << rule.id;
  }
}

TEST(ShippedPacks, TextsFollowTheStyle) {
  constexpr std::size_t kMostTitle = 90;
  for (const Rule& rule : shipped().rules()) {
    SCOPED_TRACE(rule.id);
    EXPECT_LE(rule.title.size(), kMostTitle);
    EXPECT_FALSE(rule.title.ends_with('.'));
    EXPECT_TRUE(rule.why.ends_with('.'));
    EXPECT_TRUE(rule.fix.ends_with('.'));
    EXPECT_EQ(rule.title.find('\n'), std::string::npos);
  }
}

TEST(ShippedPacks, TheSchemaAcceptsEveryFile) {
  const std::string schema = (fs::path(LDAPSNAP_SOURCE_DIR) / "diff/rules/rule.schema.json").string();
  std::vector<std::string> command{"/usr/bin/python3", "-m", "jsonschema"};
  for (const fs::path& file : filesBelow(kRules, ".json")) {
    command.push_back("-i");
    command.push_back(file.string());
  }
  command.push_back(schema);
  const test::ProcessResult result = test::runProcess(command);
  EXPECT_EQ(result.exitCode, 0) << result.out << result.err;
}

TEST(ShippedPacks, TheSchemaRejectsWhatTheReaderRejects) {
  test::TempFolder folder;
  const std::string schema = (fs::path(LDAPSNAP_SOURCE_DIR) / "diff/rules/rule.schema.json").string();
  std::string rule = readFile(kRules / "exchange-5.5/encryption-cfg.json");
  for (const auto& [from, to] : std::map<std::string, std::string>{{"\"scope\": \"one\"", "\"scop\": \"one\""},
                                                                   {"\"error\"", "\"fatal\""},
                                                                   {"\"stated\"", "\"rumour\""},
                                                                   {"\"why\"", "\"because\""},
                                                                   {"ldapsnap-rule/1", "ldapsnap-rule/9"}}) {
    std::string broken = rule;
    ASSERT_NE(broken.find(from), std::string::npos) << from;
    broken.replace(broken.find(from), from.size(), to);
    const fs::path file = folder.write("rule.json", broken);
    EXPECT_NE(test::runProcess({"/usr/bin/python3", "-m", "jsonschema", "-i", file.string(), schema}).exitCode, 0)
        << to;
  }
}

// --- The case that started it ---

TEST(Q174743, After55SetupOlderKeyManagementServersAreBlockedAndTheNewOneIsNot) {
  const MemorySnapshot site =
      test::snapshotOfFile(kRules / "exchange-5.5/fixtures/encryption-cfg/fires-after-5.5-setup.ldif");
  const CheckResult result = check(shipped(), site);
  std::map<std::string, SetupVerdict::State> states;
  for (const SetupVerdict& verdict : result.setups) states[verdict.setup] = verdict.state;
  EXPECT_EQ(states["kms-4.0"], SetupVerdict::State::Blocked);
  EXPECT_EQ(states["kms-5.0"], SetupVerdict::State::Blocked);
  EXPECT_EQ(states["kms-5.5"], SetupVerdict::State::CanRun);
  EXPECT_EQ(states["exchange-server-5.5"], SetupVerdict::State::CanRun);
  EXPECT_EQ(states["exchange-server-4.0"], SetupVerdict::State::Blocked);
}

TEST(Q174743, FindingQuotesTheArticle) {
  const MemorySnapshot site =
      test::snapshotOfFile(kRules / "exchange-5.5/fixtures/encryption-cfg/fires-after-5.5-setup.ldif");
  const CheckResult result = check(shipped(), site, {"kms-5.0"});
  ASSERT_EQ(result.findings.size(), 1U);
  const Finding& finding = result.findings[0];
  EXPECT_EQ(finding.rule, "exchange-5.5/encryption-cfg");
  EXPECT_EQ(finding.dn, "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme");
  EXPECT_EQ(finding.now, "present (Encryption-Cfg)");
  EXPECT_EQ(finding.message,
            "Unable to create Encryption-Cfg object in the site you are running Setup. "
            "Verify the Microsoft Exchange Directory is running then try again.");
  EXPECT_EQ(finding.references, (std::vector<Reference>{{"Microsoft Knowledge Base Q174743", ""}}));
}

}  // namespace
}  // namespace ldapsnap

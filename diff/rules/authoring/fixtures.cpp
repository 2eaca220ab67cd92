#include "diff/rules/authoring/fixtures.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <set>

#include "diff/rules/engine/check.h"
#include "snapshot/import/ldif_snapshot.h"
#include "snapshot/redact/redaction.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> ldifFilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".ldif") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

FixturePromise promiseOf(const fs::path& file) {
  const std::string name = file.filename().string();
  if (name.starts_with("fires-")) return FixturePromise::Fires;
  if (name.starts_with("silent-")) return FixturePromise::Silent;
  throw Error(ErrorKind::BadInput, "a fixture is named fires-*.ldif or silent-*.ldif").at(file.string());
}

std::vector<std::string> rulesOf(const Packs& packs, const Family& family) {
  std::vector<std::string> ids;
  for (const Rule& rule : packs.rules()) {
    if (rule.family == family.id) ids.push_back(rule.id);
  }
  return ids;
}

/// Those that a rule of `packs` has: a fixture may also name those of rules about the same file in other packs.
ParameterValues onlyThoseOf(const Packs& packs, ParameterValues values) {
  const auto isKnown = [&packs](const std::string& name) {
    return std::any_of(packs.rules().begin(), packs.rules().end(), [&name](const Rule& rule) {
      return std::any_of(rule.parameters.begin(), rule.parameters.end(),
                         [&name](const Parameter& parameter) { return parameter.name == name; });
    });
  };
  std::erase_if(values, [&isKnown](const auto& value) { return !isKnown(value.first); });
  return values;
}

/// Judges one snapshot by some packs and reports what a family's rules said.
class FixtureJudge {
 public:
  FixtureJudge(const Packs& packs, const fs::path& file)
      : snapshot_(file.string(), options()),
        result_(check(packs, snapshot_, everySetup(packs), onlyThoseOf(packs, parametersOf(file)))) {}

  bool fires(const std::string& rule) const { return has(result_.findings, rule); }
  bool passed(const std::string& rule) const { return has(result_.passed, rule); }

  std::string whyNot(const std::string& rule) const {
    for (const NotEvaluated& open : result_.notEvaluated) {
      if (open.rule == rule) return "not evaluated: " + open.reason;
    }
    return passed(rule) ? "its condition is false" : "its family does not apply to this file (setups.json, applies)";
  }

  std::string objectOf(const std::string& rule) const {
    for (const Finding& finding : result_.findings) {
      if (finding.rule == rule) return finding.dn;
    }
    return "";
  }

 private:
  static ImportOptions options() {
    ImportOptions options;
    options.key = newRedactionKey();
    return options;
  }
  template <typename Judged>
  static bool has(const std::vector<Judged>& list, const std::string& rule) {
    return std::any_of(list.begin(), list.end(), [&rule](const Judged& judged) { return judged.rule == rule; });
  }

  LdifSnapshot snapshot_;
  CheckResult result_;
};

void runOne(const Packs& packs, const Fixture& fixture, const std::vector<std::string>& familyRules, FixtureRun& run) {
  const FixtureJudge judge(packs, fixture.file);
  for (const std::string& rule : familyRules) {
    const bool isAbout = std::find(fixture.rules.begin(), fixture.rules.end(), rule) != fixture.rules.end();
    if (!isAbout) {
      if (judge.fires(rule))
        run.remarks.push_back(fmt::format("{}: {} fires here too, on {}", fixture.name, rule, judge.objectOf(rule)));
    } else if (fixture.promise == FixturePromise::Fires && !judge.fires(rule)) {
      run.failures.push_back(fmt::format("{}: {} does not fire: {}", fixture.name, rule, judge.whyNot(rule)));
    } else if (fixture.promise == FixturePromise::Silent && judge.fires(rule)) {
      run.failures.push_back(fmt::format("{}: {} fires, on {}", fixture.name, rule, judge.objectOf(rule)));
    } else if (fixture.promise == FixturePromise::Silent && !judge.passed(rule)) {
      run.failures.push_back(fmt::format("{}: {} proves nothing: {}", fixture.name, rule, judge.whyNot(rule)));
    }
  }
}

void requireBothKinds(const std::vector<Fixture>& fixtures, const std::vector<std::string>& rules, FixtureRun& run) {
  std::set<std::string> firing, silent;
  for (const Fixture& fixture : fixtures) {
    (fixture.promise == FixturePromise::Fires ? firing : silent).insert(fixture.rules.begin(), fixture.rules.end());
  }
  for (const std::string& rule : rules) {
    if (firing.count(rule) == 0) run.failures.push_back(rule + ": no fixture on which it fires (fires-*.ldif)");
    if (silent.count(rule) == 0) run.failures.push_back(rule + ": no fixture on which it must not (silent-*.ldif)");
  }
}

}  // namespace

std::vector<Fixture> fixturesOf(const Packs& packs, const Family& family) {
  const fs::path root = family.folder / "fixtures";
  std::vector<Fixture> fixtures;
  for (const fs::path& file : ldifFilesBelow(root)) {
    Fixture fixture;
    fixture.file = file;
    fixture.name = (fs::path(family.id) / file.lexically_relative(family.folder)).string();
    fixture.promise = promiseOf(file);
    const std::string owner = file.lexically_relative(root).begin()->string();
    if (file.parent_path() == root) {
      fixture.rules = rulesOf(packs, family);
    } else if (packs.rule(family.id + "/" + owner) != nullptr) {
      fixture.rules = {family.id + "/" + owner};
    } else {
      throw Error(ErrorKind::BadInput, fmt::format("there is no rule \"{}\"", owner))
          .at(file.parent_path().string())
          .fix("the folder is named for the rule's file");
    }
    fixtures.push_back(std::move(fixture));
  }
  return fixtures;
}

ParameterValues parametersOf(const fs::path& fixture) {
  constexpr std::string_view kSet = "# --set ";
  ParameterValues values;
  std::ifstream file(fixture);
  for (std::string line; std::getline(file, line) && line.starts_with('#');) {
    const std::size_t equals = line.find('=');
    if (line.starts_with(kSet) && equals != std::string::npos)
      values[line.substr(kSet.size(), equals - kSet.size())] = line.substr(equals + 1);
  }
  return values;
}

FixtureRun runFixtures(const Packs& packs, const Family& family) {
  FixtureRun run;
  const std::vector<std::string> rules = rulesOf(packs, family);
  run.rules = rules.size();
  requireBothKinds(fixturesOf(packs, family), rules, run);
  const Packs own = packs.only({family.id});  // on the fixtures of all packs, but no other pack's rules
  for (const Family& each : packs.families()) {
    for (const Fixture& fixture : fixturesOf(packs, each)) {
      ++run.fixtures;
      runOne(own, fixture, rules, run);
    }
  }
  return run;
}

}  // namespace ldapsnap

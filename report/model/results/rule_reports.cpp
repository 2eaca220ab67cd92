#include "report/model/results/rule_reports.h"

#include <algorithm>
#include <filesystem>

#include "diff/rules/authoring/fixtures.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

bool isWithin(const fs::path& path, const fs::path& folder) {
  const fs::path relative = fs::absolute(path).lexically_normal().lexically_relative(
      fs::absolute(folder / "x").lexically_normal().parent_path());
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

FixtureReport testRules(const Packs& packs, const std::vector<const Family*>& families) {
  FixtureReport report;
  for (const Family* family : families) {
    const FixtureRun run = runFixtures(packs, *family);
    report.rules += run.rules;
    report.fixtures = std::max(report.fixtures, run.fixtures);  // each family runs on the fixtures of all
    report.failures.insert(report.failures.end(), run.failures.begin(), run.failures.end());
    report.remarks.insert(report.remarks.end(), run.remarks.begin(), run.remarks.end());
  }
  return report;
}

int exitCodeOf(const FixtureReport& report) { return report.failures.empty() ? 0 : 1; }

std::vector<LintRemark> lintRules(const Packs& packs, const std::vector<const Family*>& families) {
  std::vector<LintRemark> remarks;
  for (const Family* family : families) {
    for (LintRemark& remark : lint(packs, *family)) remarks.push_back(std::move(remark));
  }
  return remarks;
}

std::vector<const Family*> familiesWithin(const Packs& packs, const std::vector<std::string>& folders) {
  std::vector<const Family*> families;
  for (const Family& family : packs.families()) {
    const bool isIn = std::any_of(folders.begin(), folders.end(),
                                  [&family](const fs::path& folder) { return isWithin(family.folder, folder); });
    if (folders.empty() || isIn) families.push_back(&family);
  }
  return families;
}

}  // namespace ldapsnap

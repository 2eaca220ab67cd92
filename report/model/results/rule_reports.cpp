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

const RenderTable<RuleList>& ruleListRenderers() {
  static const RenderTable<RuleList> table = textAndJson<RuleList>(writeRuleList, renderRuleListJson);
  return table;
}

const RenderTable<RuleReport>& ruleRenderers() {
  static const RenderTable<RuleReport> table = textAndJson<RuleReport>(writeRule, renderRuleJson);
  return table;
}

const RenderTable<FixtureReport>& fixtureReportRenderers() {
  static const RenderTable<FixtureReport> table =
      textAndJson<FixtureReport>(writeFixtureReport, renderFixtureReportJson);
  return table;
}

const RenderTable<LintReport>& lintReportRenderers() {
  static const RenderTable<LintReport> table = textAndJson<LintReport>(writeLintReport, renderLintReportJson);
  return table;
}

const RenderTable<ExplainReport>& explainRenderers() {
  static const RenderTable<ExplainReport> table = textAndJson<ExplainReport>(writeExplanation, renderExplanationJson);
  return table;
}

const RenderTable<DraftReport>& draftRenderers() {
  static const RenderTable<DraftReport> table = textAndJson<DraftReport>(writeDraft, renderDraftJson);
  return table;
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

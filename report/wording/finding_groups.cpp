#include "report/wording/finding_groups.h"

#include <algorithm>
#include <fmt/format.h>

namespace ldapsnap {

FindingGroups groupFindings(const Report& report) {
  FindingGroups groups;
  for (const Finding& finding : report.check.findings)
    (report.difference && !finding.isNew ? groups.heldBefore : groups.whole).push_back(&finding);
  return groups;
}

std::vector<OpenRules> groupByReason(const std::vector<NotEvaluated>& notEvaluated) {
  std::vector<OpenRules> groups;
  for (const NotEvaluated& open : notEvaluated) {
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const OpenRules& rules) { return rules.front()->reason == open.reason; });
    (group == groups.end() ? groups.emplace_back() : *group).push_back(&open);
  }
  return groups;
}

std::string packOf(const std::string& rule) { return rule.substr(0, rule.find('/')); }

std::string packsOf(const OpenRules& rules) {
  std::vector<std::string> packs;
  for (const NotEvaluated* open : rules) {
    std::string pack = packOf(open->rule);
    if (std::find(packs.begin(), packs.end(), pack) == packs.end()) packs.push_back(std::move(pack));
  }
  return fmt::format("{}", fmt::join(packs, ", "));
}

bool isJudged(const Report& report) {
  const CheckResult& check = report.check;
  if (!check.findings.empty() || !check.notEvaluated.empty() || !check.passed.empty()) return true;
  return !report.difference && !check.setups.empty();
}

}  // namespace ldapsnap

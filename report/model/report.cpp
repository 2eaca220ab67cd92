#include "report/model/report.h"

#include <algorithm>

namespace ldapsnap {

namespace {

bool isConclusive(const SnapshotInfo& info) { return info.complete() && info.consistency != Consistency::Torn; }

bool holds(const CheckResult& check, SetupVerdict::State state) {
  return std::any_of(check.setups.begin(), check.setups.end(),
                     [state](const SetupVerdict& verdict) { return verdict.state == state; });
}

}  // namespace

bool judgedNothing(const Report& report) {
  return !report.askedSetup.empty() && std::any_of(report.check.setups.begin(), report.check.setups.end(),
                                                   [](const SetupVerdict& verdict) { return verdict.rules == 0; });
}

bool makesFail(const Report& report, const Finding& finding) {
  if (finding.waived) return false;
  if (report.difference) return finding.isNew;
  return report.failOn && finding.level >= *report.failOn;
}

int exitCodeOf(const Report& report) {
  if ((report.before && !isConclusive(*report.before)) || !isConclusive(report.after)) return 3;
  const auto& findings = report.check.findings;
  const bool fails = std::any_of(findings.begin(), findings.end(),
                                 [&report](const Finding& finding) { return makesFail(report, finding); });
  if (fails || (report.difference && !report.difference->empty())) return 1;
  if (report.difference) return report.difference->comparedNothing() ? 3 : 0;
  return judgedNothing(report) || holds(report.check, SetupVerdict::State::NotEvaluated) ? 3 : 0;
}

}  // namespace ldapsnap

#include "report/report.h"

#include <algorithm>

namespace ldapsnap {

namespace {

bool isConclusive(const SnapshotInfo& info) { return info.complete() && info.consistency != Consistency::Torn; }

bool holds(const CheckResult& check, SetupVerdict::State state) {
  return std::any_of(check.setups.begin(), check.setups.end(),
                     [state](const SetupVerdict& verdict) { return verdict.state == state; });
}

/// Whether a finding that nobody accepted is as grave as the reader asked for.
bool fails(const Report& report) {
  const auto& findings = report.check.findings;
  return report.failOn && std::any_of(findings.begin(), findings.end(), [&report](const Finding& finding) {
           return finding.level >= *report.failOn && !finding.waived;
         });
}

}  // namespace

int exitCodeOf(const Report& report) {
  if ((report.before && !isConclusive(*report.before)) || !isConclusive(report.after)) return 3;
  if (report.difference) {
    const auto& findings = report.check.findings;
    const bool hasNew = std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.isNew; });
    return hasNew || !report.difference->empty() ? 1 : 0;
  }
  if (fails(report)) return 1;
  return holds(report.check, SetupVerdict::State::NotEvaluated) ? 3 : 0;
}

}  // namespace ldapsnap

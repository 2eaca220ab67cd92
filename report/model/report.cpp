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
  const std::vector<SetupVerdict>& setups = report.check.setups;
  const auto hasNoRule = [](const SetupVerdict& verdict) { return verdict.rules == 0; };
  const auto isJudged = [](const SetupVerdict& verdict) { return verdict.state != SetupVerdict::State::NotApplicable; };
  const auto isNotShown = [](const SetupVerdict& verdict) {
    return verdict.because == SetupVerdict::Because::NotShown;
  };
  if (!report.askedSetup.empty()) return std::any_of(setups.begin(), setups.end(), hasNoRule);
  return !report.difference && !isRecognised(report.after.product) &&
         std::none_of(setups.begin(), setups.end(), isJudged) && std::any_of(setups.begin(), setups.end(), isNotShown);
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

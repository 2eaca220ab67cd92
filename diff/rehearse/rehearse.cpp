#include "diff/rehearse/rehearse.h"

#include <algorithm>

#include "diff/rehearse/checks/planned_schema.h"
#include "diff/rehearse/play/step_player.h"

namespace ldapsnap {

std::size_t Rehearsal::countOf(Outcome outcome) const {
  return static_cast<std::size_t>(std::count_if(
      steps.begin(), steps.end(), [outcome](const StepVerdict& step) { return step.outcome == outcome; }));
}

std::vector<RehearsalStep> stepsOfFile(const std::string& path, const Snapshot& target,
                                       const ChangeFileOptions& options) {
  std::vector<RehearsalStep> steps = readSteps(path, Placeholders(target, options.replacements), options);
  if (options.key.empty() || target.info().secrets == Secrets::Included) return steps;
  const Redactor redactor(options.key, target.info().product, target.schema(), options.siteSecrets);
  for (RehearsalStep& step : steps) redact(step.record, redactor);
  return steps;
}

Rehearsal rehearse(const std::vector<RehearsalStep>& steps, const Snapshot& target, PredictedSnapshot& predicted) {
  StepPlayer player(target, predicted);
  for (const RehearsalStep& step : steps)
    if (step.origin == RehearsalStep::Origin::Recorded) player.expect(PlannedSchema::definedBy(step.record.entry));
  Rehearsal rehearsal;
  for (const RehearsalStep& step : steps) rehearsal.steps.push_back(player.play(step));
  return rehearsal;
}

}  // namespace ldapsnap

#include "diff/rehearse/rehearse.h"

#include <algorithm>
#include <array>

#include "diff/rehearse/checks/planned_schema.h"
#include "diff/rehearse/step_player.h"
#include "diff/rehearse/steps/placeholders.h"
#include "diff/rules/engine/bindings.h"

namespace ldapsnap {

std::string_view nameOf(Outcome outcome) {
  constexpr std::array<std::string_view, 5> kNames{"succeeds", "already-done", "overwrites", "fails", "not-known"};
  return kNames.at(static_cast<std::size_t>(outcome));
}

std::size_t Rehearsal::countOf(Outcome outcome) const {
  return static_cast<std::size_t>(std::count_if(
      steps.begin(), steps.end(), [outcome](const StepVerdict& step) { return step.outcome == outcome; }));
}

std::vector<RehearsalStep> stepsOfFile(const std::string& file, const Snapshot& target) {
  return readSteps(file, Placeholders(rootDseOf(target).entry));
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

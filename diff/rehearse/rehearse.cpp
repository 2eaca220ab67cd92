#include "diff/rehearse/rehearse.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "diff/rehearse/placeholders.h"
#include "diff/rehearse/plan_schema.h"
#include "diff/rehearse/step_player.h"
#include "diff/rules/engine/bindings.h"
#include "snapshot/ldap/ldif/ldif_file.h"

namespace ldapsnap {

std::string_view nameOf(Outcome outcome) {
  constexpr std::array<std::string_view, 5> kNames{"succeeds", "already-done", "overwrites", "fails", "not-known"};
  return kNames.at(static_cast<std::size_t>(outcome));
}

std::size_t Rehearsal::countOf(Outcome outcome) const {
  return static_cast<std::size_t>(std::count_if(
      steps.begin(), steps.end(), [outcome](const StepVerdict& step) { return step.outcome == outcome; }));
}

Rehearsal rehearse(const std::vector<RehearsalStep>& steps, const Snapshot& target, PredictedSnapshot& predicted) {
  const Placeholders placeholders(rootDseOf(target).entry);
  StepPlayer player(target, predicted);
  for (const RehearsalStep& step : steps)
    if (step.record.line == 0) player.expect(PlannedSchema::definedBy(step.record.entry));
  Rehearsal rehearsal;
  for (RehearsalStep step : steps) {
    placeholders.fill(step.record);
    rehearsal.steps.push_back(player.play(step));
  }
  return rehearsal;
}

std::vector<RehearsalStep> stepsOfFile(const std::string& file) {
  const MappedFile text(file);
  LdifReader reader(text.text(), file);
  std::vector<RehearsalStep> steps;
  while (auto record = reader.next()) {
    try {
      Dn::parse(record->entry.dn);
    } catch (Error& error) {
      throw error.at(fmt::format("{}:{}", file, record->line));
    }
    steps.push_back({std::move(*record), {}});
  }
  return steps;
}

}  // namespace ldapsnap

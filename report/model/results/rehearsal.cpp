#include "report/model/results/rehearsal.h"

#include <utility>

#include "diff/across/mapping.h"
#include "diff/rehearse/steps/recorded_order.h"
#include "diff/rehearse/steps/recorded_steps.h"
#include "report/model/analysis.h"

namespace ldapsnap {

namespace {

/// The steps between two snapshots under the target's names. A change file is played as it is written.
RecordedSteps stepsFor(const RehearsalRequest& request, RehearsalReport& report) {
  if (!request.file.empty()) return {stepsOfFile(request.file, *request.on.snapshot, request.reading), {}};
  const Snapshot &before = *request.before->snapshot, &after = *request.after->snapshot;
  const Difference difference = compareOperands(request.store, *request.before, *request.after);
  RecordedSteps recorded = stepsBetween(difference, before, after);
  if (request.journal && !request.journal->entries.empty()) {
    orderAsRecorded(recorded.steps, *request.journal, after.schema());
    report.recordedBy = request.journal->source;
  }
  Mapping mapping = Mapping::asked(request.map, before, *request.on.snapshot);
  for (RehearsalStep& step : recorded.steps) {
    mapping.map(step.record, after.schema());
    if (step.before) mapping.map(*step.before, before.schema());
  }
  report.mapping = mapping.lines();
  return recorded;
}

}  // namespace

RehearsalReport rehearsalOf(const RehearsalRequest& request, PredictedSnapshot& predicted) {
  RehearsalReport report;
  report.what = request.what;
  report.on = request.on.name;
  report.shows = request.shows;
  report.target = request.on.snapshot->info();
  RecordedSteps steps = stepsFor(request, report);
  report.leftOut = std::move(steps.leftOut);
  report.rehearsal = rehearse(steps.steps, *request.on.snapshot, predicted);
  if (request.packs) report.check = check(*request.packs, *request.on.snapshot, predicted);
  return report;
}

const RenderTable<RehearsalReport>& planRenderers() {
  static const RenderTable<RehearsalReport> table = {
      {{Format::Text, {Detail::All}}, renderRehearsalText},
      {{Format::Json, {Detail::All}},
       [](const RehearsalReport& report, const RenderOptions&, std::ostream& out) { renderPlanJson(report, out); }},
      {{Format::Markdown, {Detail::All, Detail::MaxCharacters}}, renderRehearsalMarkdown},
      {{Format::Html, {Detail::All}}, renderRehearsalHtml},
  };
  return table;
}

const RenderTable<RehearsalReport>& rehearsalRenderers() {
  static const RenderTable<RehearsalReport> table = {
      {{Format::Text, {Detail::All}}, renderRehearsalText},
      {{Format::Json, {Detail::All}},
       [](const RehearsalReport& report, const RenderOptions&, std::ostream& out) {
         renderRehearsalJson(report, out);
       }},
      {{Format::Markdown, {Detail::All, Detail::MaxCharacters}}, renderRehearsalMarkdown},
      {{Format::Html, {Detail::All}}, renderRehearsalHtml},
  };
  return table;
}

}  // namespace ldapsnap

#include "report/model/results/rehearsal.h"

#include <utility>

#include "diff/across/mapping.h"
#include "diff/rehearse/steps/recorded_order.h"
#include "diff/rehearse/steps/recorded_steps.h"
#include "diff/selection/selector.h"
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

AttributeChange attributeOf(const std::string& description) {
  AttributeChange change;
  change.description = description;
  return change;
}

/// A step as the change that it makes or would make.
EntryChange changeOf(const RehearsalStep& step, const StepVerdict& verdict) {
  EntryChange change;
  change.dn = verdict.dn;
  switch (verdict.change) {
    case ChangeType::Delete:
      change.change = Change::Removed;
      break;
    case ChangeType::Modify:
      for (const Modification& modification : step.record.modifications)
        change.attributes.push_back(attributeOf(modification.attribute.description));
      break;
    case ChangeType::ModifyDn: {
      change.change = Change::Renamed;
      change.fromDn = verdict.dn;
      const std::optional<Dn> old = Dn::tryParse(verdict.dn), superior = Dn::tryParse(step.record.newSuperior);
      if (!old || old->empty()) break;
      const std::string parent =
          step.record.hasNewSuperior && superior ? step.record.newSuperior : old->parent().toString();
      change.dn = step.record.newRdn + (parent.empty() ? "" : "," + parent);
      break;
    }
    case ChangeType::Add:
    case ChangeType::None:
      change.change = Change::Added;
      for (const Attribute& attribute : step.record.entry.attributes)
        change.attributes.push_back(attributeOf(attribute.description));
      break;
  }
  return change;
}

/// All steps were played, whichever are shown: each depends on those before it.
void select(const RehearsalRequest& request, const std::vector<RehearsalStep>& steps, const Snapshot& predicted,
            RehearsalReport& report) {
  if (request.selection.empty()) return;
  const Snapshot& target = *request.on.snapshot;
  Selector selector(request.selection, target, predicted, now());
  std::vector<StepVerdict> selected;
  std::vector<LdifRecord> requests;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    StepVerdict& verdict = report.rehearsal.steps[i];
    const bool isAdd = verdict.change == ChangeType::Add;
    std::optional<Entry> entry;
    if (isAdd) {
      entry = steps[i].record.entry;
    } else if (const std::optional<Dn> dn = Dn::tryParse(verdict.dn)) {
      entry = target.find(*dn);
      if (!entry) entry = predicted.find(*dn);
    }
    if (!selector.selects(changeOf(steps[i], verdict), entry ? &*entry : nullptr)) continue;
    selected.push_back(std::move(verdict));
    requests.push_back(std::move(report.requests[i]));
  }
  if (selected.empty()) requireSelectable(request.selection, &target, predicted);
  report.rehearsal.steps = std::move(selected);
  report.requests = std::move(requests);
  report.notSelected = selector.leftOut();
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
  for (const RehearsalStep& step : steps.steps) report.requests.push_back(step.record);
  select(request, steps.steps, predicted, report);
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

#include "report/model/analysis.h"

#include "diff/compare/compare.h"
#include "diff/compare/folding/fold.h"
#include "diff/compare/unchanged.h"
#include "diff/history/recorded_origins.h"
#include "diff/rehearse/prediction/prediction.h"
#include "diff/selection/selector.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

/// The run whose two snapshots these are, if they are those of one.
std::optional<Run> runBetween(Store* store, const SnapshotInfo& before, const SnapshotInfo& after) {
  if (!store || before.id.empty() || after.id.empty()) return {};
  for (const Run& run : store->runs(after.site)) {
    if (run.before == before.id && run.after == after.id) return run;
  }
  return {};
}

ChangeRecords changeRecordsFor(const AnalysisRequest& request, const Operand& from, const Difference& difference) {
  const Snapshot &before = *from.snapshot, &after = *request.after.snapshot;
  if (*request.changeRecords == Direction::Forward) return changeRecordsOf(difference, before, after);
  Difference back = compareOperands(request.store, request.after, from, request.exactness);
  const Selection selection = reversed(request.selection);
  if (!selection.empty()) Selector(selection, after, before, request.waiversAsOf.value_or(now())).apply(back);
  return changeRecordsOf(back, after, before);
}

/// A rule may ask for an exact match. Where a finding is new and nothing else about its object changed, what is spelled
/// differently there is what it comes from; where no finding's object is, it may be any of what is.
void explainFindings(const Schema& schema, Report& report) {
  Difference& difference = *report.difference;
  if (difference.spellingChanges.empty()) return;
  std::vector<std::string> objects;
  for (const std::vector<Finding>* findings : {&report.check.findings, &report.check.resolved})
    for (const Finding& finding : *findings)
      if (finding.isNew || findings == &report.check.resolved) objects.push_back(finding.dn);
  if (objects.empty()) return;
  const std::uint64_t shown = showSpellingOf(objects, schema, difference);
  if (shown == 0 && difference.empty()) showSpellingOf({}, schema, difference);
}

/// `before` under the names of `after`. The report still says which snapshot it is and what was read.
Operand mapped(const Operand& before, const Snapshot& after, const std::string& how, Report& report) {
  Mapping mapping = Mapping::asked(how, *before.snapshot, after);
  Operand operand{mapping.map(*before.snapshot, after), before.name};
  const bool isFile = how != "auto";
  report.mapping = MappedNames{how, mapping.names(), isFile ? sha256(readFile(how)).hex() : std::string()};
  return operand;
}

void addDifference(const AnalysisRequest& request, const Operand& before, Report& report) {
  const Snapshot& after = *request.after.snapshot;
  report.run = request.run;
  if (request.findsRun) report.run = runBetween(request.store, *report.before, report.after);
  if (report.run) {
    report.journal = journalOf(*request.store, *report.run);
    report.output = outputOf(*request.store, *report.run);
  }
  requireSelectable(request.selection, before.snapshot.get(), after);
  report.difference = compareOperands(request.store, before, request.after, request.exactness);
  if (report.before->kind == SnapshotInfo::Kind::Predicted) setAsideServerSet(*report.difference, after.schema());
  report.unreadableBefore = before.snapshot->schema().unreadable();
  const bool isJudged = request.isJudged || !report.difference->spellingChanges.empty();
  if (isJudged) {
    report.judgements = judge(*report.difference, after);
    report.check = check(request.packs, *before.snapshot, after, {}, {}, request.also);
  }
  // Everything is judged first: a selection changes what is shown, not what it means.
  std::optional<Selector> selector;
  if (!request.selection.empty()) {
    selector.emplace(request.selection, *before.snapshot, after, request.waiversAsOf.value_or(now()));
    selector->apply(*report.difference);
    selector->apply(report.judgements);
    selector->apply(report.check);
    report.leftOut = selector->leftOut();
  }
  if (request.keepsUnchanged) keepUnchanged(*report.difference, *before.snapshot, after);
  if (request.changeRecords) {
    report.direction = *request.changeRecords;
    report.changeRecords = changeRecordsFor(request, before, *report.difference);
  }
  if (isJudged) explainFindings(after.schema(), report);
}

}  // namespace

Report analyse(const AnalysisRequest& request) {
  Report report;
  report.kind = request.kind;
  report.afterName = request.after.name;
  report.after = request.after.snapshot->info();
  report.askedSetup = request.setup;
  report.failOn = request.failOn;
  report.options = request.options;
  if (request.before) {
    report.beforeName = request.before->name;
    report.before = request.before->snapshot->info();
    report.lag = request.lag;
    if (request.map == "none") {
      addDifference(request, *request.before, report);
    } else {
      addDifference(request, mapped(*request.before, *request.after.snapshot, request.map, report), report);
    }
  } else {
    const SetupSelection selection = request.setup.empty() ? SetupSelection{} : SetupSelection{request.setup};
    const Snapshot& after = *request.after.snapshot;
    requireSelectable(request.selection, nullptr, after);
    report.check = check(request.packs, after, selection, request.parameters, request.also);
    if (!request.selection.empty()) {
      Selector selector(request.selection, after, after, request.waiversAsOf.value_or(now()));
      selector.apply(report.check);
      report.leftOut = selector.leftOut();
    }
  }
  report.unreadableAfter = request.after.snapshot->schema().unreadable();
  if (request.isJudged) report.identified = identify(*request.after.snapshot, headProductMarks());
  report.waiverUse = applyWaivers(request.waivers, request.waiversAsOf.value_or(now()), report.check);
  if (request.store && request.after.isStored)
    traceIntroductions(*request.store, request.packs, report.after, report.check.findings);
  traceRecorded(*request.after.snapshot, report.check.findings);
  return report;
}

Difference compareOperands(Store* store, const Operand& before, const Operand& after, Exactness exactness) {
  if (store && before.isStored && after.isStored) return compare(*store, *before.snapshot, *after.snapshot, exactness);
  if (before.ldif && after.ldif) return compare(*before.ldif, *after.ldif, exactness);
  return compare(*before.snapshot, *after.snapshot, exactness);
}

Operand storedOperand(Store& store, const std::string& name) {
  Operand operand;
  operand.snapshot = store.snapshot(store.resolve(name).id);
  operand.name = name;
  operand.isStored = true;
  return operand;
}

}  // namespace ldapsnap

#include "report/model/results/runs.h"

#include <fmt/format.h>

#include "diff/across/mapping.h"
#include "diff/compare/compare.h"
#include "report/model/analysis.h"

namespace ldapsnap {

namespace {

/// A run with its two snapshots.
struct OpenRun {
  Run run;
  Operand before, after;

  OpenRun(Store& store, const std::string& name)
      : run(store.run(name)),
        before(storedOperand(store, run.name() + ":before")),
        after(storedOperand(store, run.name() + ":after")) {}

  RunsReport::Side side() const { return {run, before.snapshot->info(), after.snapshot->info()}; }
};

}  // namespace

RunsReport compareRecordedRuns(Store& store, const std::string& first, const std::string& second,
                               const std::string& map) {
  const OpenRun a(store, first), b(store, second);
  const bool isOneSite = a.run.site == b.run.site;
  Mapping mapping = Mapping::asked(isOneSite && map == "auto" ? "none" : map, *a.before.snapshot, *b.before.snapshot);
  const Difference one = compareOperands(&store, a.before, a.after);
  const Difference other = compareOperands(&store, b.before, b.after);
  RunsReport report{a.side(), b.side(), {}, {}};
  report.difference = compareRuns({one, *a.after.snapshot}, {other, *b.after.snapshot}, mapping);
  report.mapping = mapping.lines();
  return report;
}

const RenderTable<RunsReport>& runsRenderers() {
  static const RenderTable<RunsReport> table = {
      {{Format::Text, {Detail::All}}, renderRunsText},
      {{Format::Json, {Detail::All}},
       [](const RunsReport& report, const RenderOptions&, std::ostream& out) { renderRunsJson(report, out); }},
      {{Format::Markdown, {Detail::All, Detail::MaxCharacters}}, renderRunsMarkdown},
      {{Format::Html, {Detail::All}}, renderRunsHtml},
  };
  return table;
}

std::string sentenceOf(const RunsReport& report) {
  const int code = exitCodeOf(report);
  if (code == 1) return "They did not do the same.";
  if (code != 0) return "Not conclusive: a snapshot is incomplete or torn.";
  const std::string first = report.first.run.name(), second = report.second.run.name();
  std::string sentence;
  if (!report.difference.first.needless.empty())
    sentence = fmt::format("What {} alone did was already present before {}.", first, second);
  if (!report.difference.second.needless.empty())
    sentence +=
        fmt::format("{}What {} alone did was already present before {}.", sentence.empty() ? "" : " ", second, first);
  return sentence.empty() ? "Both did the same." : sentence;
}

}  // namespace ldapsnap

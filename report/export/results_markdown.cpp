// Markdown of results that the terminal shows as lists: their text as a block.
#include <fmt/format.h>

#include "report/export/literal_markdown.h"
#include "report/model/results/rehearsal.h"
#include "report/model/results/runs.h"
#include "report/wording/wording.h"

namespace ldapsnap {

void renderRehearsalMarkdown(const RehearsalReport& report, const RenderOptions& options, std::ostream& out) {
  const SnapshotInfo& target = report.target;
  const std::string id = target.id.empty() ? "" : fmt::format(" ({})", shortId(target.id));
  writeLiteralMarkdown(
      fmt::format("Rehearsal of {} on {}{} of {}", report.what, report.on, id, minuteOf(target.taken)),
      summaryOf(report.rehearsal), options,
      [&report](const RenderOptions& plain, std::ostream& text) { renderRehearsalText(report, plain, text); }, out);
}

void renderRunsMarkdown(const RunsReport& report, const RenderOptions& options, std::ostream& out) {
  const std::string first = report.first.run.name(), second = report.second.run.name();
  const int code = exitCodeOf(report);
  const std::string_view sentence = code == 0   ? "Both did the same."
                                    : code == 1 ? "They did not do the same."
                                                : "Not conclusive: a snapshot is incomplete or torn.";
  writeLiteralMarkdown(
      fmt::format("Runs {} and {} compared", first, second), std::string(sentence), options,
      [&report](const RenderOptions& plain, std::ostream& text) { renderRunsText(report, plain, text); }, out);
}

}  // namespace ldapsnap

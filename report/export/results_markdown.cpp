// Markdown of results that the terminal shows as lists: their text as a block.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <ostream>

#include "report/export/literal_markdown.h"
#include "report/model/results/listings.h"
#include "report/model/results/rehearsal.h"
#include "report/model/results/runs.h"
#include "report/model/results/schema_report.h"
#include "report/wording/commands.h"
#include "report/wording/identification.h"
#include "report/wording/sides.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kStepsWithValues = 50;  ///< of a longer rehearsal, values are shown with --all

/// What the rehearsal holds for, and how to make it again.
void writeTarget(const RehearsalReport& report, const RenderOptions& options, std::ostream& out) {
  const SnapshotInfo& target = report.target;
  const auto line = [&out](std::string_view title, const std::string& text) {
    if (!text.empty()) fmt::print(out, "  {:<8}  {}\n", title, visible(text));
  };
  out << "\nTarget\n";
  line("id", target.id);
  line("source", target.source);
  line("taken", formatTime(target.taken));
  line("holds", counted(target.entries, "entry", "entries"));
  line("covers", coverageText(target.coverage));
  line("read as", fmt::format("{}", fmt::join(target.authorizationIdentity, "; ")));
  std::vector<std::string> asked = {"--format", "markdown"};
  if (options.showAll) asked.emplace_back("--all");
  line("verify", rehearsalCommand(report, asked));
}

}  // namespace

void renderRehearsalMarkdown(const RehearsalReport& report, const RenderOptions& options, std::ostream& out) {
  const SnapshotInfo& target = report.target;
  const std::string id = target.id.empty() ? "" : fmt::format(" ({})", shortId(target.id));
  writeLiteralMarkdown(
      fmt::format("Rehearsal of {} on {}{} of {}", report.what, keptName(report.on, target), id,
                  minuteOf(target.taken)),
      summaryOf(report.rehearsal), options,
      [&](const RenderOptions& plain, std::ostream& text) {
        RenderOptions filed = plain;
        filed.showAll = plain.showAll || report.rehearsal.steps.size() <= kStepsWithValues;
        renderRehearsalText(report, filed, text);
        writeTarget(report, options, text);
      },
      out);
}

void renderRunsMarkdown(const RunsReport& report, const RenderOptions& options, std::ostream& out) {
  const std::string first = report.first.run.name(), second = report.second.run.name();
  writeLiteralMarkdown(
      fmt::format("Runs {} and {} compared", first, second), sentenceOf(report), options,
      [&report](const RenderOptions& plain, std::ostream& text) { renderRunsText(report, plain, text); }, out);
}

void renderSchemaReportMarkdown(const SchemaReport& report, const RenderOptions& options, std::ostream& out) {
  const int code = exitCodeOf(report);
  writeLiteralMarkdown(
      fmt::format("{} against {}", report.name,
                  report.against.empty() ? "its own schema" : "the schema of " + report.against),
      code == 0   ? "Every entry conforms to the schema."
      : code == 1 ? "Entries violate the schema."
                  : "Not conclusive.",
      options,
      [&report](const RenderOptions& plain, std::ostream& text) { renderSchemaReportText(report, plain, text); }, out);
}

void renderIdentificationMarkdown(const Identification& found, const RenderOptions& options, std::ostream& out) {
  const std::string line = identificationLine(found.marks);
  writeLiteralMarkdown(
      "Products and versions", line.empty() ? "Nothing that is known was recognised." : line, options,
      [&found](const RenderOptions& plain, std::ostream& text) { renderIdentificationText(found, plain, text); }, out);
}

}  // namespace ldapsnap

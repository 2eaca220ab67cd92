// The text report: header, difference, findings, verdict; the last lines on the terminal say what it comes to.
#include "snapshot/base/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sstream>

#include "report/model/render.h"
#include "report/text/lines/wrap.h"
#include "report/text/text_sections.h"
#include "report/wording/findings.h"
#include "report/wording/identification.h"
#include "report/wording/wording.h"
#include "snapshot/run/run_command.h"

namespace ldapsnap {

namespace {

/// What the header says of a snapshot, column by column.
using Row = std::array<std::string, 5>;

Row rowOf(const SnapshotInfo& info, const std::string& name) {
  return {name, shortId(info.id), minuteOf(info.taken), info.source == name ? "" : info.source,
          counted(info.entries, "entry", "entries") + (info.secrets == Secrets::Included ? ", with secrets" : "")};
}

/// Columns that are empty in every row are left out.
void writeRows(TextWriter& writer, const std::vector<Row>& rows) {
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columnsOf(visible(row[i])));
  }
  for (const Row& row : rows) {
    Spans spans;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool isLast = i + 1 == row.size();
      if (widths[i] == 0) continue;
      spans.push_back({isLast ? row[i] : padded(row[i], widths[i] + 2), i == 0 ? Style::Name : Style::Plain});
    }
    writer.line(spans);
  }
}

void writeRun(TextWriter& writer, const Run& run) {
  Spans spans = {{"run "}, {run.name(), Style::Name}};
  if (!run.setup.empty()) spans.push_back({"  setup " + run.setup});
  if (run.exitCode) {
    spans.push_back({"  "});
    spans.push_back({fmt::format("exit {}", *run.exitCode), *run.exitCode == 0 ? Style::Plain : Style::Error});
  }
  spans.push_back({"  "});
  writer.paragraph(spans, {shellQuote(run.command), Style::Dim});
}

void writeMapping(TextWriter& writer, const Report& report) {
  if (const std::string hint = mappingHint(report); !hint.empty()) writer.paragraph({{"note: ", Style::Note}}, {hint});
  if (!report.mapping) return;
  writer.paragraph({}, {mappingSentence(report)});
  for (const MappedName& name : report.mapping->names) writer.paragraph({{"  "}}, {lineOf(name)}, {name.from, name.to});
}

void writeHeader(TextWriter& writer, const Report& report) {
  for (const std::string& warning : warningsOf(report)) writer.paragraph({{"warning: ", Style::Warning}}, {warning});
  if (report.run) writeRun(writer, *report.run);
  std::vector<Row> rows;
  if (report.before) rows.push_back(rowOf(*report.before, report.beforeName));
  rows.push_back(rowOf(report.after, report.afterName));
  writeRows(writer, rows);
  writeMapping(writer, report);
  for (const std::string& note : lagNotes(report)) writer.paragraph({{"lag  ", Style::Dim}}, {note});
  const std::string shows = identificationLine(report.identified);
  if (!shows.empty()) writer.paragraph({{"shows  ", Style::Dim}}, {shows});
}

Style verdictStyle(const Report& report) {
  if (report.difference) return Style::Error;
  const auto& setups = report.check.setups;
  const auto holds = [&setups](SetupVerdict::State state) {
    return std::any_of(setups.begin(), setups.end(), [state](const SetupVerdict& v) { return v.state == state; });
  };
  if (holds(SetupVerdict::State::Blocked)) return Style::Error;
  return holds(SetupVerdict::State::NotEvaluated) ? Style::Warning : Style::Good;
}

void writeVerdict(TextWriter& writer, const Report& report) {
  writer.section();
  writer.paragraph({}, {findingSummary(report)});
  const std::string verdict = verdictOf(report);
  if (!verdict.empty()) writer.paragraph({}, {verdict, verdictStyle(report)});
}

}  // namespace

Span markOf(Change change) {
  switch (change) {
    case Change::Added:
      return {"+ ", Style::Added};
    case Change::Removed:
      return {"- ", Style::Removed};
    case Change::Renamed:
      return {"> ", Style::Changed};
    case Change::Modified:
      break;
  }
  return {"~ ", Style::Changed};
}

Style styleOf(Level level) {
  if (level == Level::Error) return Style::Error;
  return level == Level::Warning ? Style::Warning : Style::Note;
}

void renderText(const Report& report, const RenderOptions& options, std::ostream& out) {
  TextWriter writer(out, options.colour, options.width);
  writeHeader(writer, report);
  if (report.difference) {
    writeSchemaChanges(writer, *report.difference, options);
    writeSchemaExtensions(writer, *report.difference, options);
    const Sides sides = sidesOf(report);
    writeEntryChanges(writer, *report.difference, sides, options);
    writer.section();
    writer.paragraph({}, {changeSummary(*report.difference, sides)});
    if (report.journal) writeJournal(writer, *report.journal, options);
    if (report.output) writeCommandOutput(writer, *report.output, options);
    writeJudgements(writer, report.judgements, options);
  }
  if (!report.leftOut.empty()) writer.section();
  for (const std::string& note : selectionNotes(report.leftOut))
    writer.paragraph({{"Left out: ", Style::Warning}}, {note});
  if (!isJudged(report)) return;
  writeFindings(writer, report, options);
  if (!report.difference && report.askedSetup.empty()) writeSetups(writer, report.check, options);
  writeVerdict(writer, report);
}

}  // namespace ldapsnap

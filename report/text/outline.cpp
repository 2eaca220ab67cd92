// A difference in few lines: --stat and --name-only.
#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "report/model/render.h"
#include "report/text/lines/wrap.h"
#include "report/text/text_sections.h"
#include "report/tree/overview.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::uint64_t kBarColumns = 40;  ///< of the row with the most changes
constexpr std::size_t kMostNameColumns = 60;
constexpr std::size_t kRowsShown = 30;

/// One mark for each change, or fewer where there are too many for a line; never none.
Spans barOf(const OverviewRow& row, std::uint64_t largest) {
  Spans bar;
  const auto add = [&](Change change, std::uint64_t number) {
    if (number == 0) return;
    const std::uint64_t columns =
        largest <= kBarColumns ? number : std::max(number * kBarColumns / largest, std::uint64_t{1});
    const Span mark = markOf(change);
    bar.push_back({std::string(columns, mark.text.front()), mark.style});
  };
  add(Change::Added, row.added);
  add(Change::Modified, row.changed);
  add(Change::Renamed, row.renamed);
  add(Change::Removed, row.removed);
  return bar;
}

}  // namespace

void renderStat(const Report& report, const RenderOptions& options, std::ostream& out) {
  const Difference& difference = *report.difference;
  TextWriter writer(out, options.colour, options.width);
  for (const std::string& warning : warningsOf(report)) writer.paragraph({{"warning: ", Style::Warning}}, {warning});
  const std::vector<OverviewRow> rows =
      overviewOf(difference, options.showAll ? std::numeric_limits<std::size_t>::max() : kRowsShown);
  std::size_t columns = 0;
  std::uint64_t largest = 0;
  for (const OverviewRow& row : rows) {
    columns = std::max(columns, std::min(columnsOf(visible(row.name)), kMostNameColumns));
    largest = std::max(largest, row.total());
  }
  const std::size_t digits = grouped(largest).size();
  for (const OverviewRow& row : rows) {
    Spans line = {{"  "}, {padded(row.name, columns + 2), Style::Name}};
    line.push_back({fmt::format("{:>{}}  ", grouped(row.total()), digits)});
    for (const Span& span : barOf(row, largest)) line.push_back(span);
    writer.line(line);
  }
  writer.section();
  writer.paragraph({}, {changeSummary(difference, sidesOf(report))});
  for (const std::string& note : selectionNotes(report.leftOut))
    writer.paragraph({{"Left out: ", Style::Warning}}, {note});
}

void renderNames(const Report& report, const RenderOptions& options, std::ostream& out) {
  const Difference& difference = *report.difference;
  TextWriter writer(out, options.colour, options.width);
  for (const SchemaChange& change : difference.schema)
    writer.line({{fmt::format("{} {}", change.element, change.name.empty() ? change.oid : change.name)}});
  for (const EntryChange& change : difference.changes) writer.line({{dnForPeople(change.dn)}});
}

void renderSummary(const Report& report, const RenderOptions& options, std::ostream& out) {
  TextWriter writer(out, options.colour, options.width);
  std::string text = warningsOf(report).empty() ? "" : "INCOMPLETE. ";
  if (report.difference) {
    const Sides sides = sidesOf(report);
    text += fmt::format("{} {} {}: {}", report.beforeName, sides.arePlaces ? "and" : "to", report.afterName,
                        changeSummary(*report.difference, sides));
    LevelCounts fresh;
    for (const Finding& finding : report.check.findings)
      if (finding.isNew) count(finding, fresh);
    if (const std::string levels = levelsOf(fresh); !levels.empty())
      text += fmt::format(" {}: {}.", sides.arePlaces ? "Only in " + sides.after : "New", levels);
    if (!report.check.resolved.empty())
      text += fmt::format(" {}: {}.", sides.arePlaces ? sides.resolved : "Resolved",
                          counted(report.check.resolved.size(), "finding"));
  } else {
    text += fmt::format("{}: {}", report.afterName, findingSummary(report));
  }
  if (const std::string verdict = verdictOf(report); !verdict.empty()) text += " " + verdict;
  if (!report.leftOut.empty()) text += fmt::format(" Selectors left something out.");
  writer.line({{text}});
}

}  // namespace ldapsnap

// Where it happened, at a glance: a bar for each subtree, and the same numbers as a table that can be read aloud.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/tree/overview.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::uint64_t kBarUnits = 1000;  ///< the width of the drawing; the page scales it
constexpr std::uint64_t kLeastUnits = 8;   ///< one change among thousands is still seen

void writeBar(HtmlPage& page, const OverviewRow& row, std::uint64_t largest) {
  MarkupWriter& markup = page.markup;
  markup.begin("svg", {{"viewBox", fmt::format("0 0 {} 12", kBarUnits)},
                       {"preserveAspectRatio", "none"},
                       {"aria-hidden", "true"},
                       {"focusable", "false"}});
  std::uint64_t x = 0;
  for (const auto& [kind, number] : {std::pair{"added", row.added}, std::pair{"modified", row.changed},
                                     std::pair{"renamed", row.renamed}, std::pair{"removed", row.removed}}) {
    if (number == 0) continue;
    const std::uint64_t width = std::max(number * (kBarUnits - 4 * kLeastUnits) / largest, kLeastUnits);
    markup.empty(
        "rect",
        {{"class", kind}, {"x", std::to_string(x)}, {"y", "0"}, {"width", std::to_string(width)}, {"height", "12"}});
    x += width;
  }
  markup.end();
}

/// Of the table: what it counts, and its class and title.
struct Column {
  std::uint64_t OverviewRow::*number;
  std::string_view kind;
  std::string title;
};

void writeNumber(HtmlPage& page, std::uint64_t number, std::string_view kind) {
  page.markup.element("td", {{"class", number == 0 ? "number none" : fmt::format("number {}", kind)}},
                      number == 0 ? "0" : grouped(number));
}

/// The name of a row, which leads to its changes where the page shows them.
void writeName(HtmlPage& page, const OverviewRow& row) {
  if (!row.group) return page.markup.text(row.name);
  page.markup.begin("a", {{"href", "#" + idOfSubtree(*row.group)}});
  writeDn(page, row.name);
  page.markup.end();
}

std::string capitalised(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

/// A choice of the kind of change that the page shows. It works without a script: the style hides what was not chosen.
void writeFilter(HtmlPage& page) {
  std::array<std::uint64_t, 4> numbers{};
  const auto add = [&numbers](Change change) { ++numbers.at(static_cast<std::size_t>(change)); };
  for (const SchemaChange& change : page.report.difference->schema) add(change.change);
  for (const EntryChange& change : page.report.difference->changes) add(change.change);
  if (std::count(numbers.begin(), numbers.end(), std::uint64_t{0}) > 2) return;
  MarkupWriter& markup = page.markup;
  const auto choice = [&](std::string_view id, std::string_view label, bool isChosen) {
    markup.begin("label");
    markup.empty("input", {{"type", "radio"},
                           {"name", "show"},
                           {"id", fmt::format("show-{}", id)},
                           {isChosen ? "checked" : "", "checked"}});
    markup.text(fmt::format(" {}", label));
    markup.end();
  };
  markup.begin("fieldset", {{"class", "filter"}});
  markup.element("legend", {}, "Show");
  choice("all", "everything", true);
  for (const Change change : {Change::Added, Change::Modified, Change::Renamed, Change::Removed}) {
    const std::uint64_t number = numbers.at(static_cast<std::size_t>(change));
    if (number > 0) choice(nameOf(change), fmt::format("{} ({})", page.sides.wordOf(change), grouped(number)), false);
  }
  markup.end();
  markup.newLine();
}

}  // namespace

void writeOverview(HtmlPage& page) {
  const std::vector<OverviewRow> rows = overviewOf(*page.report.difference);
  std::uint64_t largest = 1;
  OverviewRow sum;
  for (const OverviewRow& row : rows) {
    largest = std::max(largest, row.total());
    sum.added += row.added;
    sum.changed += row.changed;
    sum.renamed += row.renamed;
    sum.removed += row.removed;
  }
  const Sides& sides = page.sides;
  // What did not happen anywhere has no column.
  std::vector<Column> columns = {{&OverviewRow::added, "added", sides.added},
                                 {&OverviewRow::changed, "modified", sides.changedPlural},
                                 {&OverviewRow::renamed, "renamed", sides.renamed},
                                 {&OverviewRow::removed, "removed", sides.removed}};
  columns.erase(
      std::remove_if(columns.begin(), columns.end(), [&sum](const Column& column) { return sum.*column.number == 0; }),
      columns.end());
  MarkupWriter& markup = page.markup;
  markup.element("p", {{"class", "sum"}}, changeSummary(*page.report.difference, sides));
  writeTreemap(page);
  markup.begin("div", {{"class", "scroll"}});
  markup.begin("table", {{"class", "overview"}});
  markup.begin("thead");
  markup.begin("tr");
  markup.element("th", {{"scope", "col"}}, "Subtree");
  for (const Column& column : columns)
    markup.element("th", {{"scope", "col"}, {"class", "number"}}, capitalised(column.title));
  markup.begin("td", {{"class", "bar"}});
  markup.end();
  markup.end();
  markup.end();
  markup.begin("tbody");
  for (const OverviewRow& row : rows) {
    markup.begin("tr");
    markup.begin("th", {{"scope", "row"}});
    writeName(page, row);
    markup.end();
    for (const Column& column : columns) writeNumber(page, row.*column.number, column.kind);
    markup.begin("td", {{"class", "bar"}});
    writeBar(page, row, largest);
    markup.end();
    markup.end();
    markup.newLine();
  }
  markup.end();
  markup.end();
  markup.end();
  writeFilter(page);
}

}  // namespace ldapsnap

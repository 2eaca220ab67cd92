// Where it happened, at a glance: a bar for each subtree, and the same numbers as a table that can be read aloud.
#include <algorithm>
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

void writeNumber(HtmlPage& page, std::uint64_t number, std::string_view kind) {
  page.markup.element("td", {{"class", number == 0 ? "number none" : fmt::format("number {}", kind)}},
                      number == 0 ? "0" : grouped(number));
}

}  // namespace

void writeOverview(HtmlPage& page) {
  const std::vector<OverviewRow> rows = overviewOf(*page.report.difference);
  std::uint64_t largest = 1;
  for (const OverviewRow& row : rows) largest = std::max(largest, row.total());
  MarkupWriter& markup = page.markup;
  markup.element("p", {{"class", "sum"}}, changeSummary(*page.report.difference));
  markup.begin("div", {{"class", "scroll"}});
  markup.begin("table", {{"class", "overview"}});
  markup.begin("thead");
  markup.begin("tr");
  markup.element("th", {{"scope", "col"}}, "Subtree");
  for (const std::string_view column : {"Added", "Changed", "Renamed", "Removed"})
    markup.element("th", {{"scope", "col"}, {"class", "number"}}, column);
  markup.begin("td", {{"class", "bar"}});
  markup.end();
  markup.end();
  markup.end();
  markup.begin("tbody");
  for (const OverviewRow& row : rows) {
    markup.begin("tr");
    markup.begin("th", {{"scope", "row"}});
    row.isDn ? writeDn(page, row.name) : markup.text(row.name);
    markup.end();
    writeNumber(page, row.added, "added");
    writeNumber(page, row.changed, "modified");
    writeNumber(page, row.renamed, "renamed");
    writeNumber(page, row.removed, "removed");
    markup.begin("td", {{"class", "bar"}});
    writeBar(page, row, largest);
    markup.end();
    markup.end();
    markup.newLine();
  }
  markup.end();
  markup.end();
  markup.end();
}

}  // namespace ldapsnap

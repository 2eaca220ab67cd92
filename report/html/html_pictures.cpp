// Pictures of a difference, as SVG within the page. Each repeats as a drawing what a table of the page says.
#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <numeric>

#include "report/html/html_frame.h"
#include "report/html/html_sections.h"
#include "report/tree/overview.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

// --- Treemap ---

constexpr std::size_t kTiles = 24;         ///< subtrees; the rest is one more
constexpr std::uint64_t kLeastTotal = 10;  ///< changes: of fewer the table says it all
constexpr std::uint64_t kMapWidth = 1000, kMapHeight = 220;
constexpr std::uint64_t kLetterWidth = 7, kLineHeight = 14;  ///< of a label, in units of the drawing

struct Area {
  std::uint64_t x = 0, y = 0, width = 0, height = 0;

  /// The first `part` of `total` along the longer side; what is left stays in this one.
  Area cut(std::uint64_t part, std::uint64_t total) {
    Area first = *this;
    if (width >= height) {
      first.width = width * part / total;
      x += first.width;
      width -= first.width;
    } else {
      first.height = height * part / total;
      y += first.height;
      height -= first.height;
    }
    return first;
  }
};

using RowPointers = std::vector<const OverviewRow*>;

std::uint64_t sumOf(RowPointers::const_iterator first, RowPointers::const_iterator last) {
  return std::accumulate(first, last, std::uint64_t{0},
                         [](std::uint64_t sum, const OverviewRow* row) { return sum + row->total(); });
}

void writeArea(MarkupWriter& markup, std::string_view kind, const Area& area) {
  if (area.width == 0 || area.height == 0) return;
  markup.empty("rect", {{"class", std::string(kind)},
                        {"x", std::to_string(area.x)},
                        {"y", std::to_string(area.y)},
                        {"width", std::to_string(area.width)},
                        {"height", std::to_string(area.height)}});
}

/// The first name of a DN, which the group of the page is known by.
std::string labelOf(const OverviewRow& row) {
  if (!row.isDn) return row.name;
  const std::vector<std::string_view> rdns = rdnsForPeople(row.name);
  return rdns.empty() ? row.name : std::string(rdns.front());
}

void writeTile(HtmlPage& page, const OverviewRow& row, const Area& tile) {
  MarkupWriter& markup = page.markup;
  const std::string numbers = counted(row.total(), page.sides.arePlaces ? "difference" : "change");
  markup.begin("g");
  markup.element("title", {}, fmt::format("{}: {}", row.name, numbers));
  Area left = tile;
  std::uint64_t remaining = row.total();
  for (const auto& [kind, number] : {std::pair{"added", row.added}, std::pair{"modified", row.changed},
                                     std::pair{"renamed", row.renamed}, std::pair{"removed", row.removed}}) {
    if (number == 0) continue;
    writeArea(markup, kind, left.cut(number, remaining));
    remaining -= number;
  }
  // A name is shown in full or not at all.
  const std::string label = labelOf(row);
  const auto fits = [&tile](const std::string& text) { return visible(text).size() * kLetterWidth + 8 < tile.width; };
  if (tile.height > kLineHeight + 4 && fits(label)) {
    const auto line = [&](std::uint64_t number, const std::string& text) {
      markup.element(
          "text", {{"x", std::to_string(tile.x + 5)}, {"y", std::to_string(tile.y + kLineHeight * number + 1)}}, text);
    };
    line(1, label);
    if (tile.height > 2 * kLineHeight + 4 && fits(numbers)) line(2, numbers);
  }
  markup.end();
}

/// Halves of about the same number of changes, each in its part of the area, until one subtree is left.
void writeTiles(HtmlPage& page, RowPointers::const_iterator first, RowPointers::const_iterator last, Area area) {
  if (last - first == 1) return writeTile(page, **first, area);
  const std::uint64_t total = sumOf(first, last);
  auto middle = first + 1;
  std::uint64_t part = (*first)->total();
  while (middle + 1 != last && part + (*middle)->total() <= total / 2) part += (*middle++)->total();
  const Area half = area.cut(part, total);
  writeTiles(page, first, middle, half);
  writeTiles(page, middle, last, area);
}

void writeLegend(HtmlPage& page, const OverviewRow& sum) {
  MarkupWriter& markup = page.markup;
  markup.begin("figcaption");
  markup.text(fmt::format("Each area is a subtree, as large as the number of its {}:",
                          page.sides.arePlaces ? "differences" : "changes"));
  for (const auto& [change, number] :
       {std::pair{Change::Added, sum.added}, std::pair{Change::Modified, sum.changed},
        std::pair{Change::Renamed, sum.renamed}, std::pair{Change::Removed, sum.removed}}) {
    if (number == 0) continue;
    markup.text(" ");
    markup.begin("span", {{"class", fmt::format("key {}", nameOf(change))}});
    markup.end();
    markup.text(fmt::format(" {}", page.sides.wordOf(change)));
  }
  markup.end();
}

// --- What was paired ---

/// A line from left to right, thicker for what was found more often.
void writeLink(MarkupWriter& markup, std::uint64_t count) {
  std::uint64_t width = 1;
  for (std::uint64_t left = count; left >= 10 && width < 8; left /= 10) width += 2;
  markup.begin("td", {{"class", "link"}});
  markup.begin("svg", {{"viewBox", "0 0 60 12"}, {"aria-hidden", "true"}, {"focusable", "false"}});
  markup.empty("line", {{"x1", "2"}, {"y1", "6"}, {"x2", "52"}, {"y2", "6"}, {"stroke-width", std::to_string(width)}});
  markup.empty("path", {{"d", "M50 1 L59 6 L50 11 Z"}});
  markup.end();
  markup.end();
}

}  // namespace

void writeTreemap(HtmlPage& page) {
  const std::vector<OverviewRow> rows = overviewOf(*page.report.difference, kTiles);
  OverviewRow sum;
  RowPointers largestFirst;
  for (const OverviewRow& row : rows) {
    sum.added += row.added;
    sum.changed += row.changed;
    sum.renamed += row.renamed;
    sum.removed += row.removed;
    if (row.total() > 0) largestFirst.push_back(&row);
  }
  if (largestFirst.size() < 3 || sum.total() < kLeastTotal) return;
  std::stable_sort(largestFirst.begin(), largestFirst.end(),
                   [](const OverviewRow* a, const OverviewRow* b) { return a->total() > b->total(); });
  MarkupWriter& markup = page.markup;
  markup.begin("figure", {{"class", "treemap"}});
  markup.begin("svg", {{"viewBox", fmt::format("0 0 {} {}", kMapWidth, kMapHeight)},
                       {"role", "img"},
                       {"aria-label", "Treemap of the subtrees in the table below, by kind of change"}});
  writeTiles(page, largestFirst.begin(), largestFirst.end(), {0, 0, kMapWidth, kMapHeight});
  markup.end();
  writeLegend(page, sum);
  markup.end();
  markup.newLine();
}

void writePairs(HtmlPage& page) {
  MarkupWriter& markup = page.markup;
  const Sides& sides = page.sides;
  markup.element("h3", {}, "What was paired");
  if (page.report.mapping) markup.element("p", {{"class", "hint"}}, mappingSentence(page.report));
  markup.begin("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "What was paired"}});
  markup.begin("table", {{"class", "facts pairs"}});
  writeTableHead(markup, {"Kind", sides.before, "", sides.after, "Found"});
  markup.begin("tbody");
  const auto row = [&](std::string_view title, const std::string& left, const std::string& right, std::uint64_t count,
                       const std::string& times) {
    markup.begin("tr");
    markup.element("th", {{"scope", "row"}}, title);
    markup.element("td", {{"data-label", sides.before}}, left);
    writeLink(markup, count);
    markup.element("td", {{"data-label", sides.after}}, right);
    markup.element("td", {}, times);
    markup.end();
    markup.newLine();
  };
  if (page.report.mapping) {
    for (const MappedName& name : page.report.mapping->names)
      row(nameOf(name.kind), name.from, name.to, name.count, counted(name.count, "time"));
  }
  const EntryCounts& entries = page.report.difference->entries;
  const std::uint64_t differ = entries.modified + entries.renamed, paired = entries.compared() - entries.added;
  row("entries", entries.removed == 0 ? "" : grouped(entries.removed) + " only here",
      entries.added == 0 ? "" : grouped(entries.added) + " only here", paired,
      fmt::format("{} in both, {} {}", grouped(paired), grouped(differ), differ == 1 ? "differs" : "differ"));
  markup.end();
  markup.end();
  markup.end();
}

}  // namespace ldapsnap

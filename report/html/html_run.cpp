// What happened during a run, in the HTML report: the timeline, and what the command wrote.
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/wording/wording.h"
#include "snapshot/model/journal.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kChangesShown = 500;  ///< what is beyond is counted

Change changeOf(JournalOperation operation) {
  switch (operation) {
    case JournalOperation::Added:
      return Change::Added;
    case JournalOperation::Deleted:
      return Change::Removed;
    case JournalOperation::Renamed:
      return Change::Renamed;
    case JournalOperation::Modified:
    case JournalOperation::Written:
      break;
  }
  return Change::Modified;
}

void writeRow(HtmlPage& page, const JournalEntry& entry) {
  MarkupWriter& markup = page.markup;
  markup.begin("tr");
  markup.element("th", {{"scope", "row"}}, millisecondsOf(entry.time).substr(11, 12));
  markup.begin("td");
  writeChangeMark(page, changeOf(entry.operation));
  markup.end();
  markup.begin("td");
  if (!entry.dn.empty()) writeDn(page, entry.dn);
  if (entry.operation == JournalOperation::Renamed) {
    markup.text(" to ");
    writeDn(page, entry.newDn);
  }
  std::string attributes;
  for (const std::string& name : entry.attributes) attributes += (attributes.empty() ? " " : ", ") + name;
  if (!attributes.empty()) markup.element("span", {{"class", "hint"}}, attributes);
  markup.end();
  markup.begin("td");
  if (!entry.by.empty()) writeDn(page, entry.by);
  markup.end();
  markup.end();
  markup.newLine();
}

void writeRows(HtmlPage& page, const Journal& journal) {
  MarkupWriter& markup = page.markup;
  const std::size_t shown = page.shownOf(journal.entries.size(), kChangesShown);
  markup.begin("div", {{"class", "scroll"}});
  markup.begin("table", {{"class", "facts"}});
  writeTableHead(page.markup, {"Time (UTC)", "What", "Where", "By"});
  markup.begin("tbody");
  for (std::size_t i = 0; i < shown; ++i) writeRow(page, journal.entries[i]);
  markup.end();
  markup.end();
  markup.end();
  if (shown < journal.entries.size()) writeMore(page, counted(journal.entries.size() - shown, "change"));
}

void writeNames(HtmlPage& page, std::string_view title, const std::vector<std::pair<std::string, std::string>>& names) {
  if (names.empty()) return;
  MarkupWriter& markup = page.markup;
  markup.element("h3", {}, title);
  markup.begin("ul");
  for (const auto& [dn, note] : names) {
    markup.begin("li");
    writeDn(page, dn);
    if (!note.empty()) markup.text(" " + note);
    markup.end();
  }
  markup.end();
}

}  // namespace

void writeTimeline(HtmlPage& page) {
  const Journal& journal = *page.report.journal;
  const JournalSummary summary = summarise(journal);
  if (!journal.source.empty())
    page.markup.element("p", {{"class", "hint"}},
                        fmt::format("{}, recorded by {}", counted(journal.entries.size(), "change"), journal.source));
  std::vector<std::pair<std::string, std::string>> names;
  for (const std::string& dn : summary.cameAndWent) names.emplace_back(dn, "");
  writeNames(page, "Came and went", names);
  names.clear();
  for (const JournalSummary::Repeated& each : summary.repeated)
    names.emplace_back(each.dn, fmt::format("{} times", grouped(each.times)));
  writeNames(page, "Changed more than once", names);
  if (!journal.entries.empty()) writeRows(page, journal);
  for (const std::string& gap : journal.gaps) page.markup.element("p", {{"class", "hint"}}, "Not recorded: " + gap);
}

namespace {

constexpr std::size_t kLinesShown = 200;  ///< the last ones: they say how it ended

}  // namespace

void writeCommandOutput(HtmlPage& page) {
  const CommandOutput& output = *page.report.output;
  MarkupWriter& markup = page.markup;
  const std::size_t size = output.lines.size(), first = size - page.shownOf(size, kLinesShown);
  if (size == 0) return markup.element("p", {{"class", "hint"}}, "The command wrote nothing.");
  if (first > 0) writeMore(page, counted(first, "line") + " before");
  markup.begin("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Output"}});
  markup.begin("pre", {{"class", "output"}});
  for (std::size_t i = first; i < size; ++i) {
    if (output.omitted > 0 && i == output.omittedAfter) {
      markup.text(omittedOutput(output));
      markup.newLine();
    }
    markup.text(output.lines[i]);
    markup.newLine();
  }
  markup.end();
  markup.end();
}

}  // namespace ldapsnap

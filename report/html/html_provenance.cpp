// What the HTML report rests on: setups judged, what was not examined, what the directory shows, where it all came
// from.
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/wording/commands.h"
#include "report/wording/dn_text.h"
#include "report/wording/findings.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kOpenRulesNamed = 50;  ///< not evaluated for one reason
constexpr std::size_t kNotComparedNamed = 50;

std::string_view badgeOf(const SetupVerdict& verdict) {
  switch (verdict.state) {
    case SetupVerdict::State::Blocked:
      return "error";
    case SetupVerdict::State::NotEvaluated:
      return "open";
    case SetupVerdict::State::NotApplicable:
      return "open";
    case SetupVerdict::State::CanRun:
      break;
  }
  if (verdict.rules == 0) return "open";
  return verdict.warnedBy.empty() ? "good" : "warning";
}

void writeSetup(HtmlPage& page, const SetupVerdict& verdict) {
  MarkupWriter& markup = page.markup;
  markup.begin("tr");
  markup.begin("th", {{"scope", "row"}});
  writeCode(page, verdict.setup);
  if (!verdict.title.empty()) markup.element("span", {{"class", "hint"}}, verdict.title);
  markup.end();
  markup.begin("td");
  writeBadge(page, badgeOf(verdict), nameOf(verdict.state));
  markup.end();
  markup.element("td", {}, stateOf(verdict, page.report.check));
  markup.end();
  markup.newLine();
}

void writeOpenRules(HtmlPage& page, const OpenRules& rules) {
  MarkupWriter& markup = page.markup;
  markup.begin("li");
  markup.text(rules.front()->reason);
  markup.begin("details");
  markup.element("summary", {}, fmt::format("{} of {}", counted(rules.size(), "rule"), packsOf(rules)));
  markup.begin("ul", {{"class", "plain"}});
  const std::size_t shown = page.shownOf(rules.size(), kOpenRulesNamed);
  for (std::size_t i = 0; i < shown; ++i) {
    markup.begin("li");
    writeCode(page, rules[i]->rule);
    markup.text(" " + rules[i]->title);
    markup.end();
  }
  markup.end();
  if (shown < rules.size()) writeMore(page, counted(rules.size() - shown, "rule"));
  markup.end();
  markup.end();
  markup.newLine();
}

void writeNotCompared(HtmlPage& page, const std::vector<std::string>& dns) {
  if (dns.empty()) return;
  MarkupWriter& markup = page.markup;
  markup.element("h3", {}, "Not compared: only one side was read from a server");
  markup.begin("ul", {{"class", "plain"}});
  const std::size_t shown = page.shownOf(dns.size(), kNotComparedNamed);
  for (std::size_t i = 0; i < shown; ++i) {
    markup.begin("li");
    writeDn(page, dns[i]);
    markup.end();
  }
  markup.end();
  if (shown < dns.size()) writeMore(page, counted(dns.size() - shown, "entry", "entries"));
}

void writeRow(HtmlPage& page, std::string_view title, const std::string& before, const std::string& after) {
  if (before.empty() && after.empty()) return;
  MarkupWriter& markup = page.markup;
  markup.begin("tr");
  markup.element("th", {{"scope", "row"}}, title);
  const auto cell = [&](const std::string& label, const std::string& text) {
    markup.begin("td", {{"data-label", label}});
    writeBreakable(markup, text);
    markup.end();
  };
  if (page.report.before) cell(page.sides.before, before);
  cell(page.report.before ? page.sides.after : "Checked", after);
  markup.end();
  markup.newLine();
}

std::string serverOf(const SnapshotInfo& info) {
  return fmt::format("{}{}{}", info.vendor, info.vendor.empty() || info.version.empty() ? "" : " ", info.version);
}

/// One line for each thing that is known of the snapshots.
void writeSnapshots(HtmlPage& page) {
  const SnapshotInfo none, &after = page.report.after;
  const SnapshotInfo& before = page.report.before ? *page.report.before : none;
  MarkupWriter& markup = page.markup;
  markup.begin("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Snapshots"}});
  markup.begin("table", {{"class", "facts"}});
  page.report.before ? writeTableHead(page.markup, {"Snapshot", page.sides.before, page.sides.after})
                     : writeTableHead(page.markup, {"Snapshot", "Checked"});
  markup.begin("tbody");
  writeRow(page, "Name", keptName(page.report.beforeName, before), keptName(page.report.afterName, after));
  writeRow(page, "Id", before.id, after.id);
  writeRow(page, "Content root", before.contentRoot, after.contentRoot);
  writeRow(page, "Volatile root", before.volatileRoot, after.volatileRoot);
  writeRow(page, "Source", before.source, after.source);
  writeRow(page, "Taken", formatTime(before.taken), formatTime(after.taken));
  writeRow(page, "Entries", grouped(before.entries), grouped(after.entries));
  writeRow(page, "Contexts", fmt::format("{}", fmt::join(before.searchBases, "; ")),
           fmt::format("{}", fmt::join(after.searchBases, "; ")));
  writeRow(page, "Covers", coverageText(before.coverage), coverageText(after.coverage));
  writeRow(page, "Read as", fmt::format("{}", fmt::join(before.authorizationIdentity, "; ")),
           fmt::format("{}", fmt::join(after.authorizationIdentity, "; ")));
  writeRow(page, "Consistency", std::string(nameOf(before.consistency)), std::string(nameOf(after.consistency)));
  writeRow(page, "Gaps", grouped(before.gaps.size()), grouped(after.gaps.size()));
  writeRow(page, "Server", serverOf(before), serverOf(after));
  writeRow(page, "Taken by", before.tool.empty() ? "" : "ldapsnap " + before.tool,
           after.tool.empty() ? "" : "ldapsnap " + after.tool);
  markup.end();
  markup.end();
  markup.end();
}

void writeRun(HtmlPage& page, const Run& run) {
  MarkupWriter& markup = page.markup;
  markup.element("h3", {}, "The run");
  markup.begin("p");
  writeCode(page, commandLineOf(run));
  markup.end();
  std::string times = "started " + formatTime(run.started);
  if (run.ended) times += ", ended " + formatTime(*run.ended);
  if (run.exitCode) times += fmt::format(", exit code {}", *run.exitCode);
  markup.element("p", {{"class", "hint"}}, times);
}

}  // namespace

void writeSetups(HtmlPage& page) {
  MarkupWriter& markup = page.markup;
  markup.begin("div", {{"class", "scroll"}});
  markup.begin("table", {{"class", "facts"}});
  writeTableHead(page.markup, {"Setup", "State", "Because"});
  markup.begin("tbody");
  for (const SetupVerdict& verdict : page.report.check.setups) {
    const bool isHidden = verdict.state == SetupVerdict::State::NotApplicable && !page.options.showAll;
    if (!isHidden) writeSetup(page, verdict);
  }
  markup.end();
  markup.end();
  markup.end();
  if (page.options.showAll) return;
  for (const std::string& line : setupsAside(page.report.check.setups)) markup.element("p", {{"class", "hint"}}, line);
  const std::string others = setupsOfOthers(page.report.check.setups);
  if (!others.empty()) writeMore(page, others + ",");
}

void writeNotExamined(HtmlPage& page) {
  MarkupWriter& markup = page.markup;
  const Report& report = page.report;
  bool isWhole = true;
  for (const std::string& warning : warningsOf(report)) {
    markup.element("p", {{"class", "caution"}}, warning);
    isWhole = false;
  }
  for (const std::string& note : selectionNotes(report.leftOut)) {
    markup.element("p", {{"class", "caution"}}, "Left out: " + note);
    isWhole = false;
  }
  if (!report.check.notEvaluated.empty()) {
    isWhole = false;
    markup.element("h3", {}, "Rules not evaluated: neither passed nor failed");
    markup.begin("ul", {{"class", "plain"}});
    for (const OpenRules& rules : groupByReason(report.check.notEvaluated)) writeOpenRules(page, rules);
    markup.end();
  }
  if (report.difference) {
    const Difference& difference = *report.difference;
    writeNotCompared(page, difference.notCompared);
    const std::vector<std::string> outside = outsideCoverageNotes(difference, page.sides);
    for (const std::string& note : outside) markup.element("p", {{"class", "caution"}}, "Not compared: " + note);
    isWhole = isWhole && difference.notCompared.empty() && outside.empty();
    if (!page.options.showVolatile) {
      for (const std::string& what : volatileSummary(difference, page.sides))
        markup.element("p", {{"class", "hint"}}, what + ": compared, not listed (--volatile).");
    }
    for (const std::string& what : spellingSummary(difference))
      markup.element("p", {{"class", "hint"}}, what + ": counted, not listed (--exact).");
    if (const std::string note = otherDirectoriesNote(difference); !note.empty())
      markup.element("p", {{"class", "hint"}}, note);
  }
  if (isWhole) markup.element("p", {}, "Nothing is missing: everything requested was read and judged.");
}

void writeIdentified(HtmlPage& page) {
  MarkupWriter& markup = page.markup;
  markup.begin("div", {{"class", "scroll"}});
  markup.begin("table", {{"class", "facts"}});
  writeTableHead(page.markup, {"Product", "Version", "Where it shows"});
  markup.begin("tbody");
  for (const Identified& mark : page.report.identified) {
    markup.begin("tr");
    markup.element("th", {{"scope", "row"}}, mark.title);
    markup.begin("td");
    markup.text(mark.meaning.empty() ? mark.value : mark.meaning);
    if (!mark.meaning.empty() && !mark.value.empty()) markup.element("span", {{"class", "hint"}}, mark.value);
    markup.end();
    markup.begin("td");
    writeDn(page, mark.dn);
    markup.end();
    markup.end();
    markup.newLine();
  }
  markup.end();
  markup.end();
  markup.end();
}

void writeProvenance(HtmlPage& page) {
  MarkupWriter& markup = page.markup;
  if (page.report.run) writeRun(page, *page.report.run);
  writeSnapshots(page);
  if (page.report.mapping || (page.report.difference && page.sides.arePlaces)) writePairs(page);
  markup.element("h3", {}, "To verify");
  markup.begin("dl", {{"class", "commands"}});
  for (const NamedCommand& command : verifyingCommands(page.report, Format::Html, page.options)) {
    markup.begin("div");
    markup.element("dt", {}, command.purpose);
    markup.begin("dd");
    writeCode(page, command.command);
    markup.end();
    markup.end();
  }
  markup.end();
}

}  // namespace ldapsnap

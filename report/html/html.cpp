// The HTML report: one page, made for the person who decides on it. What matters first, everything else folded below.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <ostream>

#include "report/html/html_frame.h"
#include "report/html/html_sections.h"
#include "report/wording/commands.h"
#include "report/wording/findings.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

// --- Sections ---

/// A part of the page, in the order of the page; one that has nothing to say is left out. A new one is one more row.
struct Section {
  std::string_view id, title;
  bool (*isShown)(const HtmlPage& page);
  void (*write)(HtmlPage& page);
};

bool hasJudgement(const HtmlPage& page) { return isJudged(page.report); }
/// Of a difference: what the later snapshot does not owe to it.
bool hasHeld(const HtmlPage& page) {
  return page.report.difference && hasJudgement(page) &&
         (!groupFindings(page.report).heldBefore.empty() || !page.report.check.passed.empty());
}
bool hasConsequences(const HtmlPage& page) { return !page.report.judgements.empty(); }
bool hasDifference(const HtmlPage& page) { return page.report.difference && !page.report.difference->empty(); }
bool hasSchema(const HtmlPage& page) { return hasDifference(page) && !page.report.difference->schema.empty(); }
bool hasEntries(const HtmlPage& page) {
  if (!page.report.difference) return false;
  const Difference& difference = *page.report.difference;
  return !difference.changes.empty() || (page.options.showVolatile && !difference.volatileChanges.empty());
}
bool hasSetups(const HtmlPage& page) {
  return !page.report.difference && page.report.askedSetup.empty() && !page.report.check.setups.empty();
}
bool hasTimeline(const HtmlPage& page) { return page.report.journal.has_value(); }
bool hasOutput(const HtmlPage& page) { return page.report.output.has_value(); }
bool hasIdentified(const HtmlPage& page) { return !page.report.identified.empty(); }
bool always(const HtmlPage& /*page*/) { return true; }

constexpr std::array kSections = {
    Section{"overview", "Changes at a glance", hasDifference, writeOverview},
    Section{"findings", "Findings", hasJudgement, writeFindings},
    Section{"setups", "Setups", hasSetups, writeSetups},
    Section{"schema", "Schema", hasSchema, writeSchemaChanges},
    Section{"entries", "Entries", hasEntries, writeEntryChanges},
    Section{"consequences", "Consequences", hasConsequences, writeJudgements},
    Section{"held", "Other rules", hasHeld, writeHeld},
    Section{"timeline", "Timeline of the run", hasTimeline, writeTimeline},
    Section{"output", "Output of the command", hasOutput, writeCommandOutput},
    Section{"not-examined", "What was not examined", always, writeNotExamined},
    Section{"identified", "Products and versions", hasIdentified, writeIdentified},
    Section{"provenance", "Provenance", always, writeProvenance},
};

void writeSection(HtmlPage& page, const Section& section) {
  const std::string id(section.id);
  beginSection(page.markup, id, section.title);
  section.write(page);
  endSection(page.markup);
}

// --- Verdict ---

/// What the strip at the top says before it is read, in a word and a colour.
struct Tone {
  std::string kind, word;
};

Tone toneOf(const Report& report) {
  const auto& findings = report.check.findings;
  const bool isStopped = std::any_of(findings.begin(), findings.end(), [&report](const Finding& finding) {
    return makesFail(report, finding) && finding.level == Level::Error;
  });
  if (isStopped) return {"error", "Stop"};
  const int code = exitCodeOf(report);
  if (code == 3) return {"open", "Not conclusive"};
  if (report.difference && !report.difference->empty())
    return isJudged(report) && !groupFindings(report).whole.empty()
               ? Tone{"warning", "Look"}
               : Tone{"note", sidesOf(report).arePlaces ? "Different" : "Changed"};
  return code == 0 ? Tone{"good", "Clear"} : Tone{"warning", "Look"};
}

void writeCount(HtmlPage& page, std::string_view kind, std::uint64_t number, std::string_view noun,
                std::string_view target) {
  MarkupWriter& markup = page.markup;
  markup.begin("li", {{"class", number == 0 ? "none" : std::string(kind)}});
  markup.begin("a", {{"href", fmt::format("#{}", target)}});
  markup.element("strong", {}, grouped(number));
  markup.text(fmt::format(" {}", noun));
  markup.end();
  markup.end();
}

/// The findings of one level: of a difference those that are new.
void writeLevel(HtmlPage& page, std::string_view level, std::uint64_t number) {
  const bool isNew = page.report.difference && !page.sides.arePlaces;
  writeCount(page, level, number, fmt::format("{}{}{}", isNew ? "new " : "", level, number == 1 ? "" : "s"),
             "findings");
}

void writeCounts(HtmlPage& page) {
  const Report& report = page.report;
  MarkupWriter& markup = page.markup;
  markup.begin("ul", {{"class", "counts"}});
  if (hasDifference(page)) {
    const std::uint64_t changes = report.difference->schema.size() + report.difference->changes.size();
    const std::string_view noun = page.sides.arePlaces ? "difference" : "change";
    writeCount(page, "note", changes, fmt::format("{}{}", noun, changes == 1 ? "" : "s"), "overview");
  }
  if (isJudged(report)) {
    const FindingGroups groups = groupFindings(report);
    LevelCounts levels;
    for (const Finding* finding : groups.whole) count(*finding, levels);
    writeLevel(page, "error", levels.error);
    writeLevel(page, "warning", levels.warning);
    writeLevel(page, "note", levels.note);
    if (!groups.heldBefore.empty())
      writeCount(page, "open", groups.heldBefore.size(), page.sides.arePlaces ? "in both" : "present before", "held");
    writeCount(page, "open", report.check.notEvaluated.size(), "not evaluated", "not-examined");
    writeCount(page, "good", report.check.passed.size(), "passed", hasHeld(page) ? "held" : "findings");
  }
  markup.end();
}

// --- Head ---

void writeCard(HtmlPage& page, std::string_view role, const SnapshotInfo& info, const std::string& name) {
  MarkupWriter& markup = page.markup;
  markup.begin("div", {{"class", "card"}});
  markup.element("h2", {}, role);
  markup.element("p", {{"class", "name"}}, name);
  markup.begin("dl");
  writeFact(markup, "Id", shortId(info.id));
  writeFact(markup, "Taken", minuteOf(info.taken));
  writeFact(markup, "Source", info.source == name ? "" : info.source);
  writeFact(markup, "Holds", counted(info.entries, "entry", "entries"));
  writeFact(markup, "State",
            fmt::format("{}, {}", info.complete() ? "complete" : "incomplete",
                        info.consistency == Consistency::Unknown ? "consistency unknown" : nameOf(info.consistency)));
  markup.end();
  markup.end();
  markup.newLine();
}

void writeRulesCard(HtmlPage& page) {
  const CheckResult& check = page.report.check;
  MarkupWriter& markup = page.markup;
  std::vector<std::string> packs;
  const auto add = [&packs](const std::string& rule) {
    const std::string pack = packOf(rule);
    if (std::find(packs.begin(), packs.end(), pack) == packs.end()) packs.push_back(pack);
  };
  for (const Finding& finding : check.findings) add(finding.rule);
  for (const NotEvaluated& open : check.notEvaluated) add(open.rule);
  for (const PassedRule& passed : check.passed) add(passed.rule);
  std::sort(packs.begin(), packs.end());
  markup.begin("div", {{"class", "card"}});
  markup.element("h2", {}, "Rules");
  markup.element("p", {{"class", "name"}}, fmt::format("{}", fmt::join(packs, ", ")));
  markup.begin("dl");
  writeFact(markup, "Passed", grouped(check.passed.size()));
  writeFact(markup, "Open", fmt::format("{} not evaluated", grouped(check.notEvaluated.size())));
  if (page.report.run) writeFact(markup, "Setup", page.report.run->setup);
  writeFact(markup, "Asked", page.report.askedSetup);
  markup.end();
  markup.end();
}

void writeHeader(HtmlPage& page) {
  const Report& report = page.report;
  const Tone tone = toneOf(report);
  MarkupWriter& markup = page.markup;
  markup.begin("header");
  markup.element("p", {{"class", "product"}}, "ldapsnap report");
  writeHeading(markup, titleOf(report));
  beginVerdict(markup, tone.kind, tone.word, headlineOf(report));
  writeCounts(page);
  markup.end();
  markup.newLine();
  for (const std::string& warning : warningsOf(report)) markup.element("p", {{"class", "caution"}}, warning);
  if (const std::string hint = mappingHint(report); !hint.empty()) markup.element("p", {{"class", "hint"}}, hint);
  if (report.mapping) markup.element("p", {{"class", "hint"}}, mappingSentence(report));
  for (const std::string& note : lagNotes(report)) markup.element("p", {{"class", "hint"}}, "Lag: " + note);
  markup.begin("div", {{"class", "cards"}});
  if (report.before)
    writeCard(page, page.sides.arePlaces ? "First" : "Before", *report.before,
              keptName(report.beforeName, *report.before));
  writeCard(page,
            !report.before         ? "Checked"
            : page.sides.arePlaces ? "Second"
                                   : "After",
            report.after, keptName(report.afterName, report.after));
  if (isJudged(report)) writeRulesCard(page);
  markup.end();
  markup.end();
  markup.newLine();
}

void writeNavigation(HtmlPage& page) {
  MarkupWriter& markup = page.markup;
  markup.begin("nav", {{"aria-label", "Sections"}});
  markup.begin("ul");
  for (const Section& section : kSections) {
    if (!section.isShown(page)) continue;
    markup.begin("li");
    markup.element("a", {{"href", fmt::format("#{}", section.id)}}, section.title);
    markup.end();
  }
  markup.end();
  markup.end();
  markup.newLine();
}

}  // namespace

void renderHtml(const Report& report, const RenderOptions& options, std::ostream& out) {
  HtmlPage page{report, options, MarkupWriter(out), sidesOf(report)};
  MarkupWriter& markup = page.markup;
  const PageOptions frame = {options.isInteractive, options.printsDetails};
  beginPage(markup, out, titleOf(report), frame);
  writeHeader(page);
  writeNavigation(page);
  markup.begin("main", {{"id", "main"}});
  for (const Section& section : kSections) {
    if (section.isShown(page)) writeSection(page, section);
  }
  markup.end();
  endPage(markup, out, "from the snapshots named above", frame);
}

}  // namespace ldapsnap

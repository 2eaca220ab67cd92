// The Markdown report, for a ticket: verdict and findings open, long lists folded. What the terminal shows in columns
// is shown as on the terminal, in blocks that no ticket system interprets.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <sstream>

#include "report/export/literal_markdown.h"
#include "report/markup/markdown_text.h"
#include "report/model/render.h"
#include "report/text/text_sections.h"
#include "report/tree/overview.h"
#include "report/wording/commands.h"
#include "report/wording/dn_text.h"
#include "report/wording/findings.h"
#include "report/wording/identification.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kFindingsShown = 50;   ///< whole; what is beyond is counted
constexpr std::size_t kOpenAtMost = 20;      ///< changes that are not folded
constexpr std::size_t kOpenRulesNamed = 20;  ///< not evaluated for one reason
constexpr int kBlockWidth = 110;             ///< of what is shown as on a terminal

/// How much a report that is too long is shortened, in this order.
enum class Brevity {
  Full,
  Names,   ///< changes by name; no timeline and no output
  Counts,  ///< changes counted by subtree
  Titles,  ///< and findings by title
};

class MarkdownReport {
 public:
  MarkdownReport(const Report& report, const RenderOptions& options, Brevity brevity, std::ostream& out)
      : report_(report), options_(options), brevity_(brevity), sides_(sidesOf(report)), out_(out) {}

  void write();

 private:
  void heading(std::string_view text) { out_ << "\n## " << text << "\n\n"; }
  void paragraph(const std::string& text) { out_ << text << "\n\n"; }
  void writeHead();
  void writeSnapshot(std::string_view role, const SnapshotInfo& info, const std::string& name);
  void writeFindings();
  void writeFinding(const Finding& finding);
  void writeField(const FindingField& field);
  void writeList(std::string_view title, const std::vector<const Finding*>& findings);
  void writeNotEvaluated();
  void writeJudgements();
  void writeChanges();
  void writeChangesShort();
  void writeShortened();
  void writeJournal();
  void writeOutput();
  void writeSetups();
  void writeProvenance();
  /// A hint how to see what was left out.
  void writeMore(const std::string& what);
  /// What `produce` writes for a terminal, literally.
  template <typename Produce>
  void block(const Produce& produce);

  const Report& report_;
  const RenderOptions& options_;
  const Brevity brevity_;
  const Sides sides_;
  std::ostream& out_;
};

template <typename Produce>
void MarkdownReport::block(const Produce& produce) {
  // Whatever a value holds, no line of it can be a fence: a mark or four spaces precede it.
  out_ << "````text\n";
  TextWriter writer(out_, Colour::No, kBlockWidth);
  produce(writer);
  out_ << "````\n";
}

void MarkdownReport::writeMore(const std::string& what) {
  fmt::print(out_, "\n({} more: {})\n", what, markdownCode(lastingCommandFor(report_, {"--all"})));
}

void MarkdownReport::writeSnapshot(std::string_view role, const SnapshotInfo& info, const std::string& name) {
  fmt::print(out_, "| {} | {} | {} | {} | {} | {} |\n", role, markdownCode(name, Cell::Yes),
             markdownCode(shortId(info.id), Cell::Yes), minuteOf(info.taken), markdownCode(info.source, Cell::Yes),
             counted(info.entries, "entry", "entries"));
}

void MarkdownReport::writeHead() {
  fmt::print(out_, "# {}\n\n", markdownProse(titleOf(report_)));
  paragraph("**" + markdownProse(headlineOf(report_)) + "**");
  if (isJudged(report_)) paragraph(markdownProse(findingSummary(report_)));
  if (report_.difference) paragraph(markdownProse(changeSummary(*report_.difference, sides_)));
  for (const std::string& warning : warningsOf(report_)) paragraph("> **Warning:** " + markdownProse(warning));
  if (const std::string hint = mappingHint(report_); !hint.empty()) paragraph("> **Note:** " + markdownProse(hint));
  if (report_.difference)
    for (const std::string& note : outsideCoverageNotes(*report_.difference, sides_))
      paragraph("> **Not compared:** " + markdownProse(note));
  for (const std::string& note : selectionNotes(report_.leftOut)) paragraph("> **Left out:** " + markdownProse(note));
  out_ << "| | snapshot | id | taken | source | entries |\n| --- | --- | --- | --- | --- | --- |\n";
  if (report_.before)
    writeSnapshot(sides_.arePlaces ? "first" : "before", *report_.before,
                  keptName(report_.beforeName, *report_.before));
  writeSnapshot(!report_.before    ? "checked"
                : sides_.arePlaces ? "second"
                                   : "after",
                report_.after, keptName(report_.afterName, report_.after));
  if (report_.mapping) {
    fmt::print(out_, "\n{}\n", markdownProse(mappingSentence(report_)));
    if (!report_.mapping->names.empty()) out_ << '\n';
    for (const MappedName& name : report_.mapping->names)
      fmt::print(out_, "- {} {} → {}{}\n", nameOf(name.kind), markdownCode(name.from), markdownCode(name.to),
                 name.count == 1 ? "" : fmt::format(" ({} times)", grouped(name.count)));
  }
  for (const std::string& note : lagNotes(report_)) fmt::print(out_, "\nLag: {}\n", markdownProse(note));
  if (report_.run) {
    fmt::print(out_, "\nCommand: {}", markdownCode(commandLineOf(*report_.run)));
    if (report_.run->exitCode) fmt::print(out_, ", exit code {}", *report_.run->exitCode);
    out_ << '\n';
  }
  const std::string shows = identificationLine(report_.identified);
  if (!shows.empty()) fmt::print(out_, "\nShows: {}\n", markdownProse(shows));
}

void MarkdownReport::writeField(const FindingField& field) {
  std::string text = markdownProse(field.text);
  if (field.kind == FindingField::Kind::At) text = markdownCode(field.text);
  if (field.kind == FindingField::Kind::Reference) {
    const std::size_t title = field.text.size() - field.url.size();
    text = markdownLink(trimSpaces(std::string_view(field.text).substr(0, title)), field.url);
  }
  fmt::print(out_, "- **{}** {}\n", labelOf(field.kind), text);
}

void MarkdownReport::writeFinding(const Finding& finding) {
  fmt::print(out_, "### {}{}: {}\n\n{}\n\n", finding.waived ? "waived " : "", nameOf(finding.level),
             markdownProse(finding.rule), markdownProse(finding.title));
  for (const FindingField& field : fieldsOf(finding, report_, options_.showAll ? Objects::All : Objects::First))
    writeField(field);
  out_ << '\n';
}

void MarkdownReport::writeList(std::string_view title, const std::vector<const Finding*>& findings) {
  if (findings.empty()) return;
  fmt::print(out_, "\n{}\n\n", title);
  for (const Finding* finding : findings) {
    fmt::print(out_, "- {} {}: {}, {}, id {}\n", nameOf(finding->level), markdownProse(finding->rule),
               markdownProse(finding->title), markdownCode(dnForPeople(finding->dn)), markdownProse(finding->id));
  }
}

void MarkdownReport::writeFindings() {
  if (!isJudged(report_)) return;
  heading("Findings");
  const FindingGroups groups = groupFindings(report_);
  const std::size_t shown = options_.showAll ? groups.whole.size() : std::min(groups.whole.size(), kFindingsShown);
  if (brevity_ == Brevity::Titles) {
    writeList("Found:", {groups.whole.begin(), groups.whole.begin() + static_cast<std::ptrdiff_t>(shown)});
  } else {
    for (std::size_t i = 0; i < shown; ++i) writeFinding(*groups.whole[i]);
  }
  if (groups.whole.empty()) out_ << (report_.difference ? "No new finding.\n" : "No finding.\n");
  if (shown < groups.whole.size()) writeMore(counted(groups.whole.size() - shown, "finding"));
  std::vector<const Finding*> resolved;
  for (const Finding& finding : report_.check.resolved) resolved.push_back(&finding);
  writeList(sides_.held + ":", groups.heldBefore);
  writeList(sides_.resolved + ":", resolved);
  writeNotEvaluated();
}

void MarkdownReport::writeNotEvaluated() {
  const std::vector<NotEvaluated>& open = report_.check.notEvaluated;
  if (open.empty()) return;
  fmt::print(out_, "\n<details>\n<summary>Not evaluated (neither passed nor failed): {}</summary>\n\n",
             counted(open.size(), "rule"));
  for (const OpenRules& rules : groupByReason(open)) {
    fmt::print(out_, "- {}\n", markdownProse(rules.front()->reason));
    if (!options_.showAll && rules.size() > kOpenRulesNamed) {
      fmt::print(out_, "  - {}: {}\n", markdownProse(packsOf(rules)), counted(rules.size(), "rule"));
      continue;
    }
    for (const NotEvaluated* rule : rules)
      fmt::print(out_, "  - {}: {}\n", markdownProse(rule->rule), markdownProse(rule->title));
  }
  out_ << "\n</details>\n";
}

void MarkdownReport::writeJudgements() {
  if (report_.judgements.empty()) return;
  heading("Consequences");
  if (brevity_ == Brevity::Titles) return paragraph(counted(report_.judgements.size(), "consequence") + ".");
  block([this](TextWriter& writer) { ldapsnap::writeJudgements(writer, report_.judgements, options_); });
}

void MarkdownReport::writeChanges() {
  if (!report_.difference || report_.difference->empty()) return;
  const Difference& difference = *report_.difference;
  heading("Changes");
  if (brevity_ != Brevity::Full) return writeChangesShort();
  const std::size_t changes = difference.schema.size() + difference.changes.size();
  const bool isFolded = changes > kOpenAtMost;
  if (isFolded)
    fmt::print(out_, "<details>\n<summary>{}</summary>\n\n", markdownProse(changeSummary(difference, sides_)));
  block([&](TextWriter& writer) {
    writeSchemaChanges(writer, difference, options_);
    writeSchemaExtensions(writer, difference, options_);
    writeEntryChanges(writer, difference, sides_, options_);
  });
  if (isFolded) out_ << "\n</details>\n";
}

void MarkdownReport::writeChangesShort() {
  if (brevity_ == Brevity::Names) {
    out_ << "<details>\n<summary>Names of what changed</summary>\n\n````text\n";
    std::stringstream names;
    renderNames(report_, options_, names);
    // A line that is indented by four spaces is no fence, whatever the name.
    for (std::string name; std::getline(names, name);) fmt::print(out_, "    {}\n", name);
    out_ << "````\n\n</details>\n";
    return;
  }
  fmt::print(out_, "| subtree | {} | {} | {} | {} |\n| --- | --: | --: | --: | --: |\n", markdownProse(sides_.added),
             markdownProse(sides_.changedPlural), markdownProse(sides_.renamed), markdownProse(sides_.removed));
  for (const OverviewRow& row : overviewOf(*report_.difference))
    fmt::print(out_, "| {} | {} | {} | {} | {} |\n",
               row.isDn ? markdownCode(row.name, Cell::Yes) : markdownProse(row.name), grouped(row.added),
               grouped(row.changed), grouped(row.renamed), grouped(row.removed));
}

/// After the head: that this is not everything.
void MarkdownReport::writeShortened() {
  if (brevity_ == Brevity::Full) return;
  const std::string_view left = brevity_ == Brevity::Names    ? "changes are listed by name"
                                : brevity_ == Brevity::Counts ? "changes are counted"
                                                              : "changes are counted and findings are named";
  fmt::print(out_, "\n> **Shortened** to {} characters: {}. In full: {}\n", grouped(options_.maxCharacters), left,
             markdownCode(lastingCommandFor(report_, {"--format", "markdown", "--max-chars", "0"})));
}

void MarkdownReport::writeJournal() {
  if (!report_.journal || brevity_ != Brevity::Full) return;
  heading("Timeline");
  block([this](TextWriter& writer) { ldapsnap::writeJournal(writer, *report_.journal, options_); });
}

void MarkdownReport::writeOutput() {
  if (!report_.output || brevity_ != Brevity::Full) return;
  heading("Output of the command");
  block([this](TextWriter& writer) { writeCommandOutput(writer, *report_.output, options_); });
}

void MarkdownReport::writeSetups() {
  if (report_.difference || !report_.askedSetup.empty() || report_.check.setups.empty()) return;
  heading("Setups");
  out_ << "| setup | |\n| --- | --- |\n";
  for (const SetupVerdict& verdict : report_.check.setups) {
    if (verdict.state == SetupVerdict::State::NotApplicable && !options_.showAll) continue;
    fmt::print(out_, "| {} | {} |\n", markdownProse(verdict.setup), markdownProse(stateOf(verdict, report_.check)));
  }
  if (options_.showAll) return;
  for (const std::string& line : setupsAside(report_.check.setups)) fmt::print(out_, "\n{}\n", markdownProse(line));
  const std::string others = setupsOfOthers(report_.check.setups);
  if (!others.empty()) writeMore(others);
}

void MarkdownReport::writeProvenance() {
  heading("To verify");
  const auto writeSide = [this](std::string_view role, const SnapshotInfo& info) {
    std::string text = coverageText(info.coverage);
    if (!text.empty()) text = "covers " + markdownCode(text);
    if (!info.authorizationIdentity.empty())
      text += fmt::format("{}read as {}", text.empty() ? "" : ", ",
                          markdownCode(fmt::format("{}", fmt::join(info.authorizationIdentity, "; "))));
    if (!text.empty()) fmt::print(out_, "- {}: {}\n", markdownProse(role), text);
  };
  if (report_.before) writeSide(sides_.before, *report_.before);
  writeSide(report_.before ? sides_.after : "Checked", report_.after);
  for (const NamedCommand& command : verifyingCommands(report_, Format::Markdown, options_))
    fmt::print(out_, "- {}: {}\n", command.purpose, markdownCode(command.command));
}

void MarkdownReport::write() {
  writeHead();
  writeShortened();
  writeFindings();
  writeJudgements();
  writeChanges();
  writeJournal();
  writeOutput();
  writeSetups();
  writeProvenance();
}

}  // namespace

void renderMarkdown(const Report& report, const RenderOptions& options, std::ostream& out) {
  std::string text;
  for (const Brevity brevity : {Brevity::Full, Brevity::Names, Brevity::Counts, Brevity::Titles}) {
    std::ostringstream shortened;
    MarkdownReport(report, options, brevity, shortened).write();
    text = std::move(shortened).str();
    if (fits(text, options.maxCharacters)) {
      out << text;
      return;
    }
  }
  out << cutOff(text, options.maxCharacters);
}

}  // namespace ldapsnap

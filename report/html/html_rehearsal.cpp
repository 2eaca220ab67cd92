// A rehearsal as a page.
#include <algorithm>
#include <fmt/format.h>

#include "report/html/html_frame.h"
#include "report/model/results/rehearsal.h"
#include "report/values/request_text.h"
#include "report/wording/commands.h"
#include "report/wording/dn_text.h"
#include "report/wording/sides.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

/// Of a longer run plain successes are only counted, and of the others as many as this are shown.
constexpr std::size_t kStepsShown = 200;
constexpr std::size_t kStepValuesShown = 100;  ///< of one step

struct RehearsalTone {
  std::string kind, word;
};

RehearsalTone rehearsalTone(const RehearsalReport& report) {
  const Rehearsal& rehearsal = report.rehearsal;
  if (rehearsal.countOf(Outcome::Fails) > 0) return {"error", "Stop"};
  if (exitCodeOf(report) == 3) return {"open", "Not conclusive"};
  const bool isDoubtful = rehearsal.countOf(Outcome::Overwrites) > 0 || !newlyBlocked(report).empty();
  return isDoubtful ? RehearsalTone{"warning", "Look"} : RehearsalTone{"good", "Clear"};
}

/// The badge's colour, and the word in it.
RehearsalTone rehearsalTone(Outcome outcome) {
  switch (outcome) {
    case Outcome::Fails:
      return {"error", "fails"};
    case Outcome::Overwrites:
      return {"warning", "overwrites"};
    case Outcome::NotKnown:
      return {"warning", "not known"};
    case Outcome::AlreadyDone:
      return {"note", "already done"};
    case Outcome::Succeeds:
      break;
  }
  return {"note", "succeeds"};
}

std::string_view verbOf(ChangeType change) {
  if (change == ChangeType::Delete) return "delete";
  if (change == ChangeType::Modify) return "modify";
  return change == ChangeType::ModifyDn ? "rename" : "add";
}

class RehearsalPage {
 public:
  RehearsalPage(const RehearsalReport& report, const RenderOptions& options, std::ostream& out)
      : report_(report), options_(options), out_(out), markup_(out) {}

  void write() {
    const std::string title = fmt::format("Rehearsal of {} on {} of {}", report_.what,
                                          keptName(report_.on, report_.target), minuteOf(report_.target.taken));
    beginPage(markup_, out_, title);
    writeHeader(title);
    markup_.begin("main", {{"id", "main"}});
    writeBlocked();
    writeSteps();
    writeList("mapping", "Renamed for the target", report_.mapping);
    writeList("left-out", "Not in the steps", report_.leftOut);
    writeList("not-selected", "Left out by selectors", selectionNotes(report_.notSelected));
    writeProvenance();
    markup_.end();
    endPage(markup_, out_, "from a snapshot; nothing was sent to a server");
  }

 private:
  void writeHeader(const std::string& title) {
    const RehearsalTone tone = rehearsalTone(report_);
    markup_.begin("header");
    markup_.element("p", {{"class", "product"}}, "ldapsnap rehearsal");
    writeHeading(markup_, title);
    beginVerdict(markup_, tone.kind, tone.word, summaryOf(report_.rehearsal));
    markup_.end();
    markup_.newLine();
    if (!report_.target.complete())
      markup_.element(
          "p", {{"class", "caution"}},
          fmt::format("The snapshot of {} has {}.", report_.on, counted(report_.target.gaps.size(), "gap")));
    if (!report_.savedLabel.empty())
      markup_.element("p", {{"class", "hint"}},
                      fmt::format("The predicted snapshot is stored as {}.", report_.savedLabel));
    writeTarget();
    markup_.end();
    markup_.newLine();
  }

  /// The snapshot that was rehearsed on: the page must say for which state it holds.
  void writeTarget() {
    const SnapshotInfo& target = report_.target;
    markup_.begin("div", {{"class", "cards"}});
    markup_.begin("div", {{"class", "card"}});
    markup_.element("h2", {}, "Target");
    markup_.element("p", {{"class", "name"}}, keptName(report_.on, target));
    markup_.begin("dl");
    writeFact(markup_, "Id", target.id);
    writeFact(markup_, "Taken", minuteOf(target.taken));
    writeFact(markup_, "Source", target.source == report_.on ? "" : target.source);
    writeFact(markup_, "Holds", counted(target.entries, "entry", "entries"));
    writeFact(markup_, "Product", target.vendor.empty() ? "" : target.vendor + " " + target.version);
    markup_.end();
    markup_.end();
    markup_.end();
    markup_.newLine();
  }

  void writeSteps() {
    beginSection(markup_, "steps", "Steps");
    if (!report_.recordedBy.empty())
      markup_.element("p", {{"class", "hint"}},
                      fmt::format("In the order in which they were recorded ({})", report_.recordedBy));
    const auto& steps = report_.rehearsal.steps;
    std::size_t shown = 0;
    beginTable(markup_, "Steps", {"Step", "Outcome", "What", "Where", "Why"});
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!options_.showAll && (!isShown(report_, steps[i], kStepsShown) || shown >= kStepsShown)) continue;
      ++shown;
      writeStep(steps[i], i < report_.requests.size() ? &report_.requests[i] : nullptr);
    }
    endTable(markup_);
    if (shown < steps.size())
      markup_.element("p", {{"class", "more"}},
                      fmt::format("{} not listed (--all lists them)", counted(steps.size() - shown, "step")));
    endSection(markup_);
  }

  void writeStep(const StepVerdict& step, const LdifRecord* request) {
    const RehearsalTone tone = rehearsalTone(step.outcome);
    markup_.begin("tr");
    markup_.element("th", {{"scope", "row"}}, std::to_string(step.number));
    markup_.begin("td");
    markup_.element("span", {{"class", "badge " + tone.kind}}, tone.word);
    markup_.end();
    markup_.element("td", {{"class", "word"}}, verbOf(step.change));
    markup_.begin("td");
    markup_.begin("code");
    markup_.dn(dnForPeople(step.dn));
    markup_.end();
    if (request != nullptr) writeRequest(*request);
    markup_.end();
    markup_.begin("td");
    for (const std::string& line : reasonsOf(step)) markup_.element("div", {}, line);
    markup_.end();
    markup_.end();
    markup_.newLine();
  }

  /// The values of a step, folded: the page is the record of what will be sent.
  void writeRequest(const LdifRecord& request) {
    const std::vector<std::string> lines = requestLines(request, options_.showAll ? Length::Whole : Length::Short);
    if (lines.empty()) return;
    const std::size_t shown = options_.showAll ? lines.size() : std::min(lines.size(), kStepValuesShown);
    markup_.begin("details", {{"class", "asks"}});
    markup_.element("summary", {}, counted(lines.size(), "value"));
    markup_.begin("ul", {{"class", "plain"}});
    for (std::size_t i = 0; i < shown; ++i) {
      markup_.begin("li");
      markup_.element("code", {}, lines[i]);
      markup_.end();
    }
    if (shown < lines.size())
      markup_.element("li", {}, fmt::format("{} more (--all)", counted(lines.size() - shown, "value")));
    markup_.end();
    markup_.end();
  }

  void writeProvenance() {
    const SnapshotInfo& target = report_.target;
    beginSection(markup_, "provenance", "Provenance");
    beginTable(markup_, "Target", {"Target", keptName(report_.on, target)});
    const auto row = [this](std::string_view title, const std::string& text) {
      if (text.empty()) return;
      markup_.begin("tr");
      markup_.element("th", {{"scope", "row"}}, title);
      markup_.element("td", {}, text);
      markup_.end();
      markup_.newLine();
    };
    row("Id", target.id);
    row("Content root", target.contentRoot);
    row("Source", target.source);
    row("Taken", formatTime(target.taken));
    row("Entries", grouped(target.entries));
    row("Covers", coverageText(target.coverage));
    row("Read as", fmt::format("{}", fmt::join(target.authorizationIdentity, "; ")));
    row("Consistency", std::string(nameOf(target.consistency)));
    row("Gaps", grouped(target.gaps.size()));
    row("Taken by", target.tool.empty() ? "" : "ldapsnap " + target.tool);
    endTable(markup_);
    markup_.element("h3", {}, "To verify");
    markup_.begin("p");
    std::vector<std::string> asked = {"--format", "html"};
    if (options_.showAll) asked.emplace_back("--all");
    markup_.element("code", {}, rehearsalCommand(report_, asked));
    markup_.end();
    endSection(markup_);
  }

  std::vector<std::string> reasonsOf(const StepVerdict& step) const {
    std::vector<std::string> lines;
    if (step.obstacle) lines = {resultOf(step), textOf(*step.obstacle)};
    const auto place = placeOf(report_, step);
    if (place && (step.obstacle || step.doubt)) lines.insert(lines.begin(), *place);
    if (step.because) lines.push_back(fmt::format("because step {} fails", *step.because));
    if (step.isThereAlike) lines.emplace_back("what the step asks for is there already");
    for (const LocalChange& change : step.overwritten) lines.push_back("lost: " + lossOf(change));
    if (step.doubt) lines.push_back(textOf(*step.doubt));
    return lines;
  }

  void writeBlocked() {
    const auto blocked = newlyBlocked(report_);
    if (blocked.empty()) return;
    std::vector<std::string> lines;
    for (const SetupVerdict& setup : blocked) {
      for (const Finding& finding : report_.check.findings) {
        const auto& ids = setup.blockedBy;
        if (finding.isNew && std::find(ids.begin(), ids.end(), finding.id) != ids.end())
          lines.push_back(fmt::format("{}: {} at {}", setup.setup, finding.rule, finding.dn));
      }
    }
    writeList("blocked", "After this run these setups can no longer run", lines);
  }

  void writeList(const std::string& id, std::string_view title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    beginSection(markup_, id, title);
    markup_.begin("ul");
    for (const std::string& line : lines) markup_.element("li", {}, line);
    markup_.end();
    endSection(markup_);
  }

  const RehearsalReport& report_;
  const RenderOptions& options_;
  std::ostream& out_;
  MarkupWriter markup_;
};

}  // namespace

void renderRehearsalHtml(const RehearsalReport& report, const RenderOptions& options, std::ostream& out) {
  RehearsalPage(report, options, out).write();
}

}  // namespace ldapsnap

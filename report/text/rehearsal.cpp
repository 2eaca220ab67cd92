#include "report/model/results/rehearsal.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "report/text/lines/text_writer.h"
#include "report/text/text_sections.h"
#include "report/values/request_text.h"
#include "report/values/value.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"
#include "snapshot/server/result_code.h"

namespace ldapsnap {
namespace {

/// Up to this many steps are all listed.
constexpr std::size_t kShortRun = 20;

std::string_view verbOf(ChangeType change) {
  switch (change) {
    case ChangeType::Delete:
      return "delete";
    case ChangeType::Modify:
      return "modify";
    case ChangeType::ModifyDn:
      return "rename";
    case ChangeType::Add:
    case ChangeType::None:
      break;
  }
  return "add";
}

Span outcomeSpan(Outcome outcome) {
  switch (outcome) {
    case Outcome::Fails:
      return {"fails", Style::Error};
    case Outcome::Overwrites:
      return {"overwrites", Style::Warning};
    case Outcome::NotKnown:
      return {"not known", Style::Warning};
    case Outcome::AlreadyDone:
      return {"already done", Style::Dim};
    case Outcome::Succeeds:
      break;
  }
  return {"succeeds", Style::Good};
}

bool hasObstacle(const StepVerdict& step) {
  return step.outcome == Outcome::Fails || step.outcome == Outcome::NotKnown;
}

class StepWriter {
 public:
  StepWriter(TextWriter& writer, const RehearsalReport& report)
      : writer_(writer), report_(report), columns_(std::to_string(report.rehearsal.steps.size()).size()) {}

  /// `request`: what the step asks for, where that is to be shown.
  void write(const StepVerdict& step, const LdifRecord* request) {
    Span outcome = outcomeSpan(step.outcome);
    outcome.text = padded(outcome.text, 14);
    writer_.paragraph({{fmt::format("{:>{}}  ", step.number, columns_)}, outcome, {padded(verbOf(step.change), 8)}},
                      {dnForPeople(step.dn), Style::Name}, {step.dn});
    if (const auto place = placeOf(report_, step); place && hasObstacle(step)) detail("at", *place);
    writeFailure(step);
    for (const LocalChange& change : step.overwritten) detail("lost", lossOf(change));
    if (step.doubt) detail("unsure", textOf(*step.doubt));
    if (request == nullptr) return;
    std::string_view label = "asks";
    for (const std::string& line : requestLines(*request, Length::Whole)) detail(std::exchange(label, ""), line);
  }

 private:
  void detail(std::string_view label, const std::string& text, const std::vector<std::string>& names = {}) {
    writer_.paragraph({{fmt::format("{:>{}}   ", label, columns_ + 10), Style::Dim}}, {text}, names);
  }

  void writeFailure(const StepVerdict& step) {
    if (!step.obstacle) return;
    detail("result", resultOf(step), {step.dn});
    detail("why", textOf(*step.obstacle), {step.obstacle->holder});
    if (step.because) detail("because", fmt::format("step {} fails", *step.because));
    if (step.isThereAlike) detail("note", "what the step asks for is there already");
  }

  TextWriter& writer_;
  const RehearsalReport& report_;
  std::size_t columns_;
};

void writeSteps(TextWriter& writer, const RehearsalReport& report, const RenderOptions& options) {
  StepWriter each(writer, report);
  const std::vector<StepVerdict>& steps = report.rehearsal.steps;
  std::size_t hidden = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (options.showAll || isShown(report, steps[i], kShortRun)) {
      each.write(steps[i], options.showAll && i < report.requests.size() ? &report.requests[i] : nullptr);
    } else {
      ++hidden;
    }
  }
  if (hidden > 0)
    writer.line(
        {{fmt::format("{} without problems not listed (--all lists them)", counted(hidden, "step")), Style::Dim}});
}

void writeBlocked(TextWriter& writer, const RehearsalReport& report) {
  const auto blocked = newlyBlocked(report);
  if (blocked.empty()) return;
  writer.section();
  writer.line({{"After this run these setups can no longer run", Style::Name}});
  for (const SetupVerdict& setup : blocked) {
    for (const Finding& finding : report.check.findings) {
      const auto& ids = setup.blockedBy;
      if (!finding.isNew || std::find(ids.begin(), ids.end(), finding.id) == ids.end()) continue;
      writer.paragraph({{"  "}, {setup.setup, Style::Error}, {"  "}}, {fmt::format("{}: {}", finding.rule, finding.dn)},
                       {finding.dn});
    }
  }
}

void writeNotes(TextWriter& writer, const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  writer.section();
  writer.line({{title, Style::Name}});
  for (const std::string& line : lines) writer.paragraph({{"  "}}, {line});
}

}  // namespace

bool isShown(const RehearsalReport& report, const StepVerdict& step, std::size_t longRun) {
  if (hasObstacle(step)) return true;
  if (report.shows == RehearsalReport::Shows::Obstacles) return false;
  const bool isPlain = step.outcome == Outcome::Succeeds || step.outcome == Outcome::AlreadyDone;
  return !isPlain || report.rehearsal.steps.size() <= longRun;
}

std::optional<std::string> placeOf(const RehearsalReport& report, const StepVerdict& step) {
  if (!step.line) return std::nullopt;
  if (step.file.empty()) return fmt::format("{}:{}", report.what, *step.line);
  const std::string_view slash = report.what.ends_with('/') ? "" : "/";
  return fmt::format("{}{}{}:{}", report.what, slash, step.file, *step.line);
}

std::string summaryOf(const Rehearsal& rehearsal) {
  std::string text = counted(rehearsal.steps.size(), "step") + " played: ";
  std::vector<std::string> parts;
  const auto part = [&](Outcome outcome, const std::string& words) {
    if (const std::size_t count = rehearsal.countOf(outcome)) parts.push_back(grouped(count) + " " + words);
  };
  part(Outcome::Succeeds, "would succeed");
  part(Outcome::AlreadyDone, "already done");
  part(Outcome::Overwrites, "would overwrite a local change");
  part(Outcome::Fails, "would fail");
  part(Outcome::NotKnown, "not known");
  return text + (parts.empty() ? "nothing to do" : listed(parts)) + ".";
}

std::string resultOf(const StepVerdict& step) {
  return describe(ResultCode(step.answer.result), step.answer.diagnostic);
}

std::string lossOf(const LocalChange& change) {
  const auto shown = [&](const std::vector<std::string>& values) {
    std::vector<std::string> texts;
    for (const std::string& value : values) texts.push_back(showValue(change.attribute, value));
    return texts.empty() ? std::string("(absent)") : fmt::format("{}", fmt::join(texts, ", "));
  };
  return fmt::format("{}: {}, in the lab it was {}, it becomes {}", change.attribute, shown(change.here),
                     shown(change.inLab), shown(change.afterStep));
}

std::vector<SetupVerdict> newlyBlocked(const RehearsalReport& report) {
  std::vector<SetupVerdict> blocked;
  for (const SetupVerdict& setup : report.check.setups) {
    const auto isNew = [&](const std::string& id) {
      return std::any_of(report.check.findings.begin(), report.check.findings.end(),
                         [&id](const Finding& finding) { return finding.isNew && finding.id == id; });
    };
    // A setup that something stopped before is stopped still: that is not the run's doing.
    const bool wasFree = std::all_of(setup.blockedBy.begin(), setup.blockedBy.end(), isNew);
    if (setup.state == SetupVerdict::State::Blocked && wasFree) blocked.push_back(setup);
  }
  return blocked;
}

void renderRehearsalText(const RehearsalReport& report, const RenderOptions& options, std::ostream& out) {
  TextWriter writer(out, options.colour, options.width);
  writeNotes(writer, "Renamed for the target", report.mapping);
  writer.section();
  if (!report.recordedBy.empty())
    writer.line({{fmt::format("Steps in the order in which they were recorded ({})", report.recordedBy), Style::Dim}});
  writeSteps(writer, report, options);
  writeNotes(writer, "Not in the steps", report.leftOut);
  if (!report.notSelected.empty()) writer.section();
  for (const std::string& note : selectionNotes(report.notSelected))
    writer.paragraph({{"Left out: ", Style::Warning}}, {note});
  writeBlocked(writer, report);
  writer.section();
  if (!report.target.complete())
    writer.paragraph({{"incomplete  ", Style::Warning}},
                     {fmt::format("the snapshot of {} has {}", report.on, counted(report.target.gaps.size(), "gap"))});
  if (!report.savedLabel.empty())
    writer.line({{fmt::format("The predicted snapshot is stored as {}.", report.savedLabel)}});
  writer.line({{summaryOf(report.rehearsal)}});
}

int exitCodeOf(const RehearsalReport& report) {
  if (report.rehearsal.countOf(Outcome::Fails) > 0) return 1;
  return report.rehearsal.countOf(Outcome::NotKnown) > 0 || !report.target.complete() ? 3 : 0;
}

}  // namespace ldapsnap

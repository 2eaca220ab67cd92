// What is judged, in the text report: consequences of a difference, findings, setups.
#include <algorithm>
#include <fmt/format.h>

#include "report/text/lines/wrap.h"
#include "report/text/text_sections.h"
#include "report/wording/dn_text.h"
#include "report/wording/findings.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kGutter = 9;          ///< labels end here
constexpr std::size_t kFindingsShown = 50;  ///< whole; what is beyond is counted
constexpr std::size_t kOpenRulesNamed = 5;  ///< not evaluated for one reason; above, their packs are named

using Kind = FindingField::Kind;

Spans headline(Level level, const std::string& rule) {
  return {{std::string(nameOf(level)), styleOf(level)}, {"  "}, {rule, Style::Name}, {"  "}};
}

/// A label precedes only the first of the fields of its kind.
void writeFields(TextWriter& writer, const Finding& finding, const Report& report, const RenderOptions& options) {
  std::string_view last;
  for (const FindingField& field : fieldsOf(finding, report, options.showAll ? Objects::All : Objects::First)) {
    const std::string_view label = labelOf(field.kind);
    const Spans lead = {{fmt::format("{:>{}}   ", label == last ? "" : label, kGutter), Style::Dim}};
    writer.paragraph(lead, {field.text, field.kind == Kind::At ? Style::Name : Style::Plain}, namesIn(finding));
    last = label;
  }
}

void writeWhole(TextWriter& writer, const Finding& finding, const Report& report, const RenderOptions& options) {
  writer.section();
  Spans head = headline(finding.level, finding.rule);
  if (finding.waived) head.front() = {"waived " + head.front().text, Style::Dim};
  writer.paragraph(head, {finding.title});
  writeFields(writer, finding, report, options);
}

/// A difference is about what is new: findings that were present before are counted.
void writeHeldBefore(TextWriter& writer, const std::vector<const Finding*>& findings, const Report& report,
                     const RenderOptions& options) {
  if (findings.empty()) return;
  writer.section();
  if (options.showAll) {
    writer.line({{sidesOf(report).held + ":"}});
    for (const Finding* finding : findings) writeWhole(writer, *finding, report, options);
    return;
  }
  LevelCounts counts;
  for (const Finding* finding : findings) count(*finding, counts);
  const std::string waived = counts.waived == 0 ? "" : fmt::format(", {} waived", grouped(counts.waived));
  writer.line({{sidesOf(report).held + ": " + levelsOf(counts) + waived}, {" (--all shows them)", Style::Dim}});
}

void writeOneLine(TextWriter& writer, const Finding& finding) {
  Spans spans = {{"  "}};
  for (const Span& span : headline(finding.level, finding.rule)) spans.push_back(span);
  writer.paragraph(spans, {fmt::format("{}  {}  id {}", finding.title, finding.dn, finding.id)}, namesIn(finding));
}

void writeList(TextWriter& writer, const std::string& title, const std::vector<const Finding*>& findings) {
  if (findings.empty()) return;
  writer.section();
  writer.line({{title}});
  for (const Finding* finding : findings) writeOneLine(writer, *finding);
}

/// Rules that lack the same thing are grouped, with the reason below; where they are many, their packs stand for
/// them.
void writeNotEvaluated(TextWriter& writer, const std::vector<NotEvaluated>& notEvaluated,
                       const RenderOptions& options) {
  if (notEvaluated.empty()) return;
  writer.section();
  writer.line({{"Not evaluated", Style::Warning}, {" (neither passed nor failed):"}});
  for (const OpenRules& rules : groupByReason(notEvaluated)) {
    if (!options.showAll && rules.size() > kOpenRulesNamed) {
      writer.line({{"  "},
                   {packsOf(rules), Style::Name},
                   {fmt::format("  {} rules", rules.size())},
                   {" (--all names them)", Style::Dim}});
    } else {
      for (const NotEvaluated* open : rules)
        writer.paragraph({{"  "}, {open->rule, Style::Name}, {"  "}}, {open->title});
    }
    writer.paragraph({{"      "}}, {rules.front()->reason});
  }
}

}  // namespace

void writeFindings(TextWriter& writer, const Report& report, const RenderOptions& options) {
  const FindingGroups groups = groupFindings(report);
  const std::size_t shown = options.showAll ? groups.whole.size() : std::min(groups.whole.size(), kFindingsShown);
  const std::size_t hidden = groups.whole.size() - shown;
  for (std::size_t i = 0; i < shown; ++i) {
    writeWhole(writer, *groups.whole[i], report, options);
  }
  if (hidden > 0) {
    writer.section();
    writer.line({{fmt::format("({} more, --all)", counted(hidden, "finding")), Style::Dim}});
  }
  std::vector<const Finding*> resolved;
  for (const Finding& finding : report.check.resolved) resolved.push_back(&finding);
  writeHeldBefore(writer, groups.heldBefore, report, options);
  writeList(writer, sidesOf(report).resolved + ":", resolved);
  writeNotEvaluated(writer, report.check.notEvaluated, options);
}

namespace {

constexpr std::size_t kJudgementsShown = 20;  ///< what is beyond is counted

Style styleOf(Impact impact) {
  if (impact == Impact::Breaking) return Style::Error;
  return impact == Impact::Risky ? Style::Warning : Style::Good;
}

void writeJudgement(TextWriter& writer, const Judgement& judgement) {
  writer.paragraph({{"  "}, {fmt::format("{:<8}", nameOf(judgement.impact)), styleOf(judgement.impact)}, {"  "}},
                   {judgement.text});
  for (const std::string& object : judgement.objects) {
    if (object != judgement.subject) writer.paragraph({{"            "}}, {dnForPeople(object), Style::Name}, {object});
  }
  const std::size_t more = judgement.count - judgement.objects.size();
  if (more > 0) writer.line({{fmt::format("            and {} more", grouped(more)), Style::Dim}});
}

/// "3 breaking, 12 risky".
std::string impactsOf(std::size_t breaking, std::size_t risky) {
  if (breaking == 0) return fmt::format("{} risky", grouped(risky));
  return fmt::format("{} breaking{}", grouped(breaking), risky == 0 ? "" : fmt::format(", {} risky", grouped(risky)));
}

}  // namespace

void writeJudgements(TextWriter& writer, const std::vector<Judgement>& judgements, const RenderOptions& options) {
  if (judgements.empty()) return;
  writer.section();
  writer.line({{"Consequences"}});
  std::size_t shown = 0, breaking = 0, risky = 0, safe = 0;
  for (const Judgement& judgement : judgements) {
    if (options.showAll || (judgement.impact != Impact::Safe && shown < kJudgementsShown)) {
      ++shown;
      writeJudgement(writer, judgement);
    } else {
      ++(judgement.impact == Impact::Breaking ? breaking : judgement.impact == Impact::Risky ? risky : safe);
    }
  }
  if (breaking + risky > 0) {
    writer.line({{fmt::format("  (and {} more, --all)", impactsOf(breaking, risky)), Style::Dim}});
  }
  if (safe > 0) {
    writer.line({{fmt::format("  ({} that no entry violates, --all)", counted(safe, "schema change")), Style::Dim}});
  }
}

namespace {

Style styleOf(const SetupVerdict& verdict) {
  switch (verdict.state) {
    case SetupVerdict::State::Blocked:
      return Style::Error;
    case SetupVerdict::State::NotEvaluated:
      return Style::Warning;
    case SetupVerdict::State::NotApplicable:
      return Style::Dim;
    case SetupVerdict::State::CanRun:
      break;
  }
  if (verdict.rules == 0) return Style::Plain;
  return verdict.warnedBy.empty() ? Style::Good : Style::Warning;
}

bool isShown(const SetupVerdict& verdict, const RenderOptions& options) {
  return options.showAll || verdict.state != SetupVerdict::State::NotApplicable;
}

}  // namespace

void writeSetups(TextWriter& writer, const CheckResult& check, const RenderOptions& options) {
  std::size_t columns = 0;
  for (const SetupVerdict& verdict : check.setups) {
    if (!isShown(verdict, options)) continue;
    columns = std::max(columns, columnsOf(visible(verdict.setup)) + 2);
  }
  if (check.setups.empty()) return;
  writer.section();
  writer.line({{"Setups"}});
  for (const SetupVerdict& verdict : check.setups) {
    if (!isShown(verdict, options)) continue;
    writer.paragraph({{"  "}, {padded(verdict.setup, columns), Style::Name}},
                     {stateOf(verdict, check), styleOf(verdict)});
  }
  if (options.showAll) return;
  for (const std::string& line : setupsAside(check.setups)) writer.paragraph({{"  "}}, {line, Style::Dim});
  const std::string others = setupsOfOthers(check.setups);
  if (!others.empty()) writer.paragraph({{"  "}}, {fmt::format("({}, --all)", others), Style::Dim});
}

}  // namespace ldapsnap

// Findings in the text report: a headline that grep finds, then labelled lines in a gutter.
#include <algorithm>
#include <fmt/format.h>

#include "report/text/text_sections.h"
#include "report/wording/finding_fields.h"
#include "report/wording/finding_groups.h"
#include "report/wording/wording.h"

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
    writer.line({{"Already present before:"}});
    for (const Finding* finding : findings) writeWhole(writer, *finding, report, options);
    return;
  }
  LevelCounts counts;
  for (const Finding* finding : findings) count(*finding, counts);
  const std::string waived = counts.waived == 0 ? "" : fmt::format(", {} waived", grouped(counts.waived));
  writer.line({{"Already present before: " + levelsOf(counts) + waived}, {" (--all shows them)", Style::Dim}});
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
  writeList(writer, "No longer found:", resolved);
  writeNotEvaluated(writer, report.check.notEvaluated, options);
}

}  // namespace ldapsnap

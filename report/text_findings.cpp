// Findings in the text report: a headline that grep finds, then labelled lines in a gutter.
#include <fmt/format.h>
#include <iterator>

#include "report/finding_fields.h"
#include "report/text_sections.h"
#include "report/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kGutter = 9;          ///< labels end here
constexpr std::size_t kFindingsShown = 50;  ///< whole; what is beyond is counted

using Kind = FindingField::Kind;

Spans headline(Level level, const std::string& rule) {
  return {{std::string(nameOf(level)), styleOf(level)}, {"  "}, {rule, Style::Name}, {"  "}};
}

/// A label stands before the first of the fields of its kind alone.
void writeFields(TextWriter& writer, const Finding& finding, const Report& report, const RenderOptions& options) {
  std::string_view last;
  for (const FindingField& field : fieldsOf(finding, report, options.showAll ? Objects::All : Objects::First)) {
    const std::string_view label = labelOf(field.kind);
    const Spans lead = {{fmt::format("{:>{}}   ", label == last ? "" : label, kGutter), Style::Dim}};
    writer.paragraph(lead, {field.text, field.kind == Kind::At ? Style::Name : Style::Plain}, namesIn(finding));
    last = label;
  }
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

/// Rules that lack the same thing stand together, with the reason below the last.
void writeNotEvaluated(TextWriter& writer, const std::vector<NotEvaluated>& notEvaluated) {
  if (notEvaluated.empty()) return;
  writer.section();
  writer.line({{"Not evaluated", Style::Warning}, {" (neither passed nor failed):"}});
  for (auto open = notEvaluated.begin(); open != notEvaluated.end(); ++open) {
    writer.paragraph({{"  "}, {open->rule, Style::Name}, {"  "}}, {open->title});
    const auto next = std::next(open);
    const bool sharesReason = next != notEvaluated.end() && next->reason == open->reason;
    if (!sharesReason) writer.paragraph({{"      "}}, {open->reason});
  }
}

}  // namespace

void writeFindings(TextWriter& writer, const Report& report, const RenderOptions& options) {
  std::vector<const Finding*> before, resolved;
  std::size_t shown = 0, hidden = 0;
  for (const Finding& finding : report.check.findings) {
    if (report.difference && !finding.isNew) {
      before.push_back(&finding);
    } else if (!options.showAll && shown >= kFindingsShown) {
      ++hidden;
    } else {
      ++shown;
      writer.section();
      writer.paragraph(headline(finding.level, finding.rule), {finding.title});
      writeFields(writer, finding, report, options);
    }
  }
  if (hidden > 0) {
    writer.section();
    writer.line({{fmt::format("({} more, --all)", counted(hidden, "finding")), Style::Dim}});
  }
  for (const Finding& finding : report.check.resolved) resolved.push_back(&finding);
  writeList(writer, "Held before already:", before);
  writeList(writer, "No longer found:", resolved);
  writeNotEvaluated(writer, report.check.notEvaluated);
}

}  // namespace ldapsnap

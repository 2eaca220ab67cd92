// What happened during a run, in the text report: the timeline, and what the command wrote.
#include <fmt/format.h>

#include "report/text/text_sections.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kChangesShown = 20;   ///< what is beyond is counted
constexpr std::size_t kRepeatedShown = 10;  ///< of what came and went, and of what was changed more than once

Span markOf(JournalOperation operation) {
  switch (operation) {
    case JournalOperation::Added:
      return markOf(Change::Added);
    case JournalOperation::Deleted:
      return markOf(Change::Removed);
    case JournalOperation::Renamed:
      return markOf(Change::Renamed);
    case JournalOperation::Modified:
    case JournalOperation::Written:
      break;
  }
  return markOf(Change::Modified);
}

std::string textOf(const JournalEntry& entry) {
  std::string text = dnForPeople(entry.dn);
  if (entry.operation == JournalOperation::Renamed)
    text += (text.empty() ? "renamed to " : " to ") + dnForPeople(entry.newDn);
  std::string attributes;
  for (const std::string& name : entry.attributes) attributes += (attributes.empty() ? ": " : ", ") + name;
  return text + attributes;
}

void writeChanges(TextWriter& writer, const Journal& journal, const RenderOptions& options) {
  std::string by;
  std::size_t shown = 0;
  for (const JournalEntry& entry : journal.entries) {
    if (!options.showAll && shown == kChangesShown) break;
    ++shown;
    if (entry.by != by && !entry.by.empty())
      writer.paragraph({{"  by ", Style::Dim}}, {dnForPeople(entry.by)}, {entry.by});
    if (!entry.by.empty()) by = entry.by;
    const std::string clock = millisecondsOf(entry.time).substr(11, 12);
    writer.paragraph({{"  " + clock + "  ", Style::Dim}, markOf(entry.operation)}, {textOf(entry)},
                     {entry.dn, entry.newDn});
  }
  if (shown < journal.entries.size())
    writer.line({{fmt::format("  (and {} more, --all)", grouped(journal.entries.size() - shown)), Style::Dim}});
}

/// `label` and a name on each line; what is beyond is counted.
template <typename Names, typename Text>
void writeNames(TextWriter& writer, const Names& names, const RenderOptions& options, const Text& lineOf) {
  std::size_t shown = 0;
  for (const auto& each : names) {
    if (!options.showAll && shown == kRepeatedShown) break;
    ++shown;
    const auto [label, dn] = lineOf(each);
    writer.paragraph({{fmt::format("  {}  ", label), Style::Warning}}, {dnForPeople(dn), Style::Name}, {dn});
  }
  if (shown < names.size())
    writer.line({{fmt::format("  (and {} more, --all)", grouped(names.size() - shown)), Style::Dim}});
}

}  // namespace

void writeJournal(TextWriter& writer, const Journal& journal, const RenderOptions& options) {
  using Line = std::pair<std::string, std::string>;
  writer.section();
  writer.line(
      {{"Timeline (UTC)"},
       {journal.source.empty() ? std::string()
                               : fmt::format("  {}, {}", journal.source, counted(journal.entries.size(), "change")),
        Style::Dim}});
  writeChanges(writer, journal, options);
  const JournalSummary summary = summarise(journal);
  writeNames(writer, summary.cameAndWent, options, [](const std::string& dn) { return Line("came and went", dn); });
  writeNames(writer, summary.repeated, options, [](const JournalSummary::Repeated& each) {
    return Line(fmt::format("changed {} times", grouped(each.times)), each.dn);
  });
  for (const std::string& gap : journal.gaps) writer.paragraph({{"  not recorded  ", Style::Dim}}, {gap});
}

namespace {

constexpr std::size_t kLinesShown = 10;  ///< the last ones: they say how it ended

}  // namespace

void writeCommandOutput(TextWriter& writer, const CommandOutput& output, const RenderOptions& options) {
  const std::size_t size = output.lines.size();
  const std::size_t first = options.showAll || size <= kLinesShown ? 0 : size - kLinesShown;
  writer.section();
  writer.line({{"Output of the command"}, {size == 0 ? "  none" : "", Style::Dim}});
  if (first > 0) writer.line({{fmt::format("  ({} before, --all)", counted(first, "line")), Style::Dim}});
  for (std::size_t i = first; i < size; ++i) {
    if (output.omitted > 0 && i == output.omittedAfter) writer.line({{"  " + omittedOutput(output), Style::Dim}});
    writer.line({{"  | ", Style::Dim}, {output.lines[i]}});
  }
}

}  // namespace ldapsnap

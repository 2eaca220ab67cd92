// The entries of a snapshot against a schema, for a terminal.
#include "report/model/results/schema_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <ostream>

#include "report/text/lines/wrap.h"
#include "report/text/text_sections.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kGroupsShown = 30;
constexpr std::size_t kValueBytes = 60;

void writeObjects(TextWriter& writer, const std::vector<std::string>& objects, std::uint64_t entries) {
  for (const std::string& dn : objects) writer.line({{"    "}, {dnForPeople(dn), Style::Name}});
  if (entries > objects.size())
    writer.line({{fmt::format("    and {} more", grouped(entries - objects.size())), Style::Dim}});
}

std::string valueText(const std::string& value) {
  if (!isReadableText(value)) return fmt::format("{} bytes", value.size());
  if (value.size() <= kValueBytes) return visible(value);
  std::size_t end = kValueBytes;
  while (end > 0 && isContinuationByte(value[end])) --end;
  return visible(value.substr(0, end)) + "...";
}

template <typename Items, typename WriteHead>
void writeGroups(TextWriter& writer, const Items& items, const RenderOptions& options, WriteHead writeHead) {
  const std::size_t shown = options.showAll ? items.size() : std::min(items.size(), kGroupsShown);
  for (std::size_t i = 0; i < shown; ++i) {
    writeHead(items[i]);
    writeObjects(writer, items[i].objects, items[i].entries);
  }
  if (shown < items.size())
    writer.line({{fmt::format("and {} more (--all shows them)", items.size() - shown), Style::Dim}});
}

}  // namespace

void renderSchemaReportText(const SchemaReport& report, const RenderOptions& options, std::ostream& out) {
  TextWriter writer(out, options.colour, options.width);
  const std::string schema = report.against.empty() ? "its own schema" : "the schema of " + visible(report.against);
  if (!report.isComplete)
    writer.paragraph({{"warning: ", Style::Warning}},
                     {"the snapshot is incomplete: entries that it lacks were not checked"});
  if (!report.isFullSchema)
    writer.paragraph({{"warning: ", Style::Warning}},
                     {"only a part of the schema was read: what it does not define may be defined all the same"});
  writer.paragraph({}, {fmt::format("{} of {} against {}", counted(report.audit.entries, "entry", "entries"),
                                    visible(report.name), schema)});
  if (!report.audit.findings.empty()) writer.section();
  writeGroups(writer, report.audit.findings, options, [&writer](const SchemaFinding& finding) {
    std::string text = visible(sentenceOf(finding));
    if (finding.fault == SchemaFault::InvalidSyntax) text += fmt::format(" (found: {})", valueText(finding.value));
    writer.paragraph({{"error  ", Style::Error}},
                     {fmt::format("{}: {}", counted(finding.entries, "entry", "entries"), text)});
  });
  if (!report.audit.unknown.empty()) writer.section();
  writeGroups(writer, report.audit.unknown, options, [&writer](const SchemaUnknown& unknown) {
    writer.paragraph({{"unknown  ", Style::Warning}},
                     {fmt::format("{}: {}", counted(unknown.entries, "entry", "entries"), visible(unknown.reason))});
  });
  writer.section();
  if (report.audit.entries == 0) {
    writer.paragraph({}, {"No entry was checked: what a server keeps about itself (its configuration, its monitor) is "
                          "not held to the schema.",
                          Style::Warning});
  } else if (report.audit.findings.empty()) {
    const bool isSure = report.audit.unknown.empty();
    writer.paragraph({}, {isSure ? "Every entry conforms to the schema." : "No entry is known to violate the schema.",
                          isSure ? Style::Good : Style::Warning});
  } else {
    writer.paragraph(
        {}, {fmt::format("{} of schema violations.", counted(report.audit.findings.size(), "kind")), Style::Error});
  }
}

}  // namespace ldapsnap

// What happened in a directory, for a ticket.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <ostream>

#include "report/markup/markdown_text.h"
#include "report/model/results/past.h"
#include "report/wording/dn_text.h"
#include "report/wording/past.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kRowsAtMost = 200;  ///< of a table, without --all

std::size_t rowsOf(std::size_t all, const RenderOptions& options) {
  return options.showAll ? all : std::min(all, kRowsAtMost);
}

void writeRest(std::ostream& out, std::size_t all, std::size_t shown) {
  if (shown < all) fmt::print(out, "\n{} more are not shown (--all).\n", grouped(all - shown));
}

std::string looksLikeCell(const Burst& burst) {
  std::string text;
  for (const Burst::Mark& mark : burst.looksLike)
    text +=
        fmt::format("{}{}: {}", text.empty() ? "" : "; ", markdownCode(mark.setup, Cell::Yes), markdownProse(mark.why));
  return text;
}

void writeBurstTable(const Past& past, const RenderOptions& options, std::ostream& out) {
  out << "\n| burst | time | entries | where and who | looks like |\n|---|---|---|---|---|\n";
  const std::size_t rows = rowsOf(past.bursts.size(), options);
  for (std::size_t i = 0; i < rows; ++i) {
    const Burst& burst = past.bursts[i];
    fmt::print(out, "| {} | {} | {} | {} | {} |\n", burst.number, periodText(burst.begin, burst.end),
               countsText(burst.entries), markdownProse(whereAndWho(burst.servers, burst.identities)),
               looksLikeCell(burst));
  }
  writeRest(out, past.bursts.size(), rows);
}

void writeChangeTable(const Past& past, const RenderOptions& options, std::ostream& out) {
  fmt::print(out,
             "\n## {} changed\n\nThe values before are not known.\n\n| change | entry | time | attributes "
             "|\n|---|---|---|---|\n",
             counted(past.changes.size(), "entry", "entries"));
  const std::size_t rows = rowsOf(past.changes.size(), options);
  for (std::size_t i = 0; i < rows; ++i) {
    const PastChange& change = past.changes[i];
    std::string attributes;
    for (const PastWrite& write : change.writes)
      attributes += fmt::format("{}{} {}", attributes.empty() ? "" : "; ", markdownProse(attributeText(write)),
                                markdownProse(writeText(write, change)));
    const std::string name = markdownCode(dnForPeople(change.dn), Cell::Yes);
    fmt::print(out, "| {} | {} | {} | {} |\n", nameOf(change.change),
               change.isUnnamed ? "an entry below " + name : name, periodText(change.first, change.last), attributes);
  }
  writeRest(out, past.changes.size(), rows);
}

void writeFindings(const PastReport& report, std::ostream& out) {
  if (!report.findings.empty())
    fmt::print(out, "\n## {}\n\n", counted(report.findings.size(), "finding") + " on what is listed");
  for (const Finding& finding : report.findings) {
    const std::optional<Introduction>& origin = finding.introducedBy;
    fmt::print(out, "- {}: {} ({}){}\n", nameOf(finding.level), markdownProse(finding.title),
               markdownCode(dnForPeople(finding.dn), Cell::No),
               origin && origin->recorded ? ", " + markdownProse(recordedOriginText(*origin->recorded)) : "");
  }
  const std::vector<std::string> notes = selectionNotes(report.leftOut);
  if (!notes.empty()) out << '\n';
  for (const std::string& note : notes) fmt::print(out, "Left out: {}\n", markdownProse(note));
}

}  // namespace

void renderPastMarkdown(const PastReport& report, const RenderOptions& options, std::ostream& out) {
  const Past& past = report.past;
  fmt::print(out, "# History of {}\n\n{}\n", markdownProse(report.name), markdownProse(sourcesSentence(past)));
  if (past.bursts.empty()) {
    out << "\nNo changes are recorded.\n";
  } else {
    writeBurstTable(past, options, out);
  }
  if (past.hasChanges) writeChangeTable(past, options, out);
  writeFindings(report, out);
  if (past.limits.empty()) return;
  out << "\n## What this cannot show\n\n";
  for (const PastLimit& limit : past.limits) fmt::print(out, "- {}: {}\n", limit.kind, markdownProse(limit.text));
}

}  // namespace ldapsnap

#include "report/model/results/runs.h"

#include <fmt/format.h>

#include "report/text/lines/text_writer.h"
#include "report/text/text_sections.h"
#include "report/wording/wording.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kAttributeColumns = 16;

/// "1 schema element and 2 entries", "nothing".
std::string amountOf(std::uint64_t elements, std::uint64_t entries) {
  std::vector<std::string> parts;
  if (elements > 0) parts.push_back(counted(elements, "schema element"));
  if (entries > 0) parts.push_back(counted(entries, "entry", "entries"));
  return parts.empty() ? "nothing" : listed(parts);
}

std::string amountOf(const Difference& difference) {
  const EntryCounts& counts = difference.entries;
  return amountOf(difference.schema.size(), counts.added + counts.removed + counts.modified + counts.renamed);
}

class RunsText {
 public:
  RunsText(const RunsReport& report, const RenderOptions& options, std::ostream& out)
      : report_(report), options_(options), writer_(out, options.colour, options.width) {}

  void write() {
    writeMapping();
    writer_.section();
    writeRun(report_.first.run);
    writeRun(report_.second.run);
    const std::string first = nameOf(report_.first), second = nameOf(report_.second);
    writeAlone(report_.difference.first.lacking, fmt::format("Done by {} and not by {}", first, second));
    writeAlone(report_.difference.second.lacking, fmt::format("Done by {} and not by {}", second, first));
    writeOtherwise();
    writeAlone(report_.difference.first.needless, fmt::format("Done by {}, already present before {}", first, second));
    writeAlone(report_.difference.second.needless, fmt::format("Done by {}, already present before {}", second, first));
    writeEnd();
  }

 private:
  static std::string nameOf(const RunsReport::Side& side) { return side.run.name(); }

  void writeMapping() {
    if (report_.mapping.empty()) return;
    writer_.line({{"Renamed to match the second", Style::Name}});
    for (const std::string& line : report_.mapping) writer_.paragraph({{"  "}}, {line});
  }

  void writeRun(const Run& run) {
    const std::string ended = run.exitCode ? fmt::format("exit code {}", *run.exitCode) : "no exit code";
    writer_.paragraph({{padded(run.name(), kAttributeColumns), Style::Name}},
                      {run.setup.empty() ? ended : run.setup + ", " + ended});
  }

  void writeAlone(const Difference& difference, const std::string& title) {
    if (difference.empty()) return;
    writer_.section();
    writer_.line({{title, Style::Name}});
    writeSchemaChanges(writer_, difference, options_);
    if (!difference.changes.empty()) writeEntryList(writer_, difference, "Entries", options_);
  }

  void writeOtherwise() {
    const RunsDifference& runs = report_.difference;
    if (runs.schema.empty() && runs.entries.empty()) return;
    writer_.section();
    writer_.line({{"Done by both, but differently", Style::Name}});
    Difference first, second;
    for (const SchemaDoneOtherwise& both : runs.schema)
      first.schema.push_back(both.first), second.schema.push_back(both.second);
    writeSchemaChanges(writer_, first, options_, "Schema, by " + nameOf(report_.first));
    writeSchemaChanges(writer_, second, options_, "Schema, by " + nameOf(report_.second));
    if (!runs.entries.empty()) writer_.section();
    for (const EntryDoneOtherwise& both : runs.entries) {
      writer_.paragraph({{"  "}, markOf(both.second.change)}, {both.second.dn, Style::Name}, {both.second.dn});
      writeOneOf(both.first, nameOf(report_.first));
      writeOneOf(both.second, nameOf(report_.second));
    }
  }

  void writeOneOf(const EntryChange& change, const std::string& run) {
    std::string what = fmt::format("{} by {}", change.replaced ? "replaced" : ldapsnap::nameOf(change.change), run);
    if (change.change == Change::Renamed) what += ", from " + change.fromDn;
    writer_.paragraph({{"      "}}, {what}, {change.fromDn});
    for (const AttributeChange& attribute : change.attributes)
      writeAttributeChange(writer_, attribute, kAttributeColumns, options_);
  }

  void writeEnd() {
    writer_.section();
    for (const RunsReport::Side* side : {&report_.first, &report_.second})
      if (!side->isConclusive())
        writer_.paragraph({{"not conclusive  ", Style::Warning}},
                          {fmt::format("a snapshot of {} is incomplete or torn", nameOf(*side))});
    const RunsDifference& runs = report_.difference;
    writer_.paragraph(
        {}, {fmt::format("Done only by {}: {}; only by {}: {}; differently: {}; already present: {}; alike: {}.",
                         nameOf(report_.first), amountOf(runs.first.lacking), nameOf(report_.second),
                         amountOf(runs.second.lacking), amountOf(runs.schema.size(), runs.entries.size()), inPlace(),
                         amountOf(runs.alikeSchema, runs.alikeEntries))});
  }

  std::string inPlace() const {
    const Difference &first = report_.difference.first.needless, &second = report_.difference.second.needless;
    return amountOf(first.schema.size() + second.schema.size(), first.changes.size() + second.changes.size());
  }

  const RunsReport& report_;
  const RenderOptions& options_;
  TextWriter writer_;
};

}  // namespace

bool RunsReport::Side::isConclusive() const {
  const auto isWhole = [](const SnapshotInfo& info) {
    return info.complete() && info.consistency != Consistency::Torn;
  };
  return isWhole(before) && isWhole(after);
}

void renderRunsText(const RunsReport& report, const RenderOptions& options, std::ostream& out) {
  RunsText(report, options, out).write();
}

int exitCodeOf(const RunsReport& report) {
  for (const RunsReport::Side* side : {&report.first, &report.second})
    if (!side->isConclusive()) return 3;
  return report.difference.empty() ? 0 : 1;
}

}  // namespace ldapsnap

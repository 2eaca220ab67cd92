// Listings for people: one line each, directory content made visible.
#include "report/model/results/listings.h"

#include <algorithm>
#include <fmt/format.h>
#include <ostream>

#include "report/text/lines/text_writer.h"
#include "report/text/lines/wrap.h"
#include "report/text/text_sections.h"
#include "report/values/value.h"
#include "report/wording/identification.h"
#include "report/wording/wording.h"
#include "snapshot/base/local_time.h"
#include "snapshot/base/text.h"
#include "snapshot/run/run_command.h"

namespace ldapsnap {

namespace {

std::string stateOf(const SnapshotInfo& info) {
  if (!info.complete()) return "incomplete";
  return info.consistency == Consistency::Torn ? "torn" : "";
}

/// Rows of text in aligned columns under a header; with RenderOptions::isOneLine the rows alone, a space between their
/// columns. Cells are visible text already.
class Table {
 public:
  /// `number`: the column that is aligned to the right, if one is.
  explicit Table(std::vector<std::string> header, std::optional<std::size_t> number = {})
      : number_(number), rows_{std::move(header)} {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  void write(const RenderOptions& options, std::ostream& out) const {
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columnsOf(row[i]));
    for (const auto& row : rows_) {
      if (options.isOneLine && &row == &rows_.front()) continue;
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string fill(options.isOneLine ? 0 : widths[i] - columnsOf(row[i]), ' ');
        if (i > 0) line += options.isOneLine ? " " : "  ";
        line += i == number_ ? fill + row[i] : row[i] + fill;
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out << line << '\n';
    }
  }

 private:
  std::optional<std::size_t> number_;
  std::vector<std::vector<std::string>> rows_;
};

std::string originOf(const Introduction& origin) {
  if (origin.recorded) {
    const RecordedOrigin& recorded = *origin.recorded;
    std::string text = fmt::format("{}  {}", localMinute(recorded.time), recorded.isCreation ? "created" : "written");
    if (!recorded.server.empty()) text += "  on " + recorded.server;
    if (!recorded.identity.empty()) text += "  by " + recorded.identity;
    return text;
  }
  const std::string when = fmt::format("{}  {}", shortId(origin.snapshot), localMinute(origin.taken));
  if (origin.wasThereFromTheStart) return when + "  first snapshot";
  if (origin.run.empty()) return when + "  capture";
  return when + "  " + origin.run + (origin.setup.empty() ? "" : "  " + origin.setup);
}

/// The controls that a capture uses, by name.
std::string usedControls(const ServerProbe& server) {
  std::string text;
  for (const std::string& oid : server.controls) {
    const std::string_view name = nameOfControl(oid);
    if (!name.empty()) text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  }
  return text.empty() ? "none that a capture uses" : text;
}

void writeLeftOut(const std::vector<Deselected>& leftOut, std::ostream& out) {
  for (const std::string& note : selectionNotes(leftOut)) out << "Left out: " << visible(note) << '\n';
}

std::string statedOr(const std::string& text) { return text.empty() ? "not stated" : visible(text); }

}  // namespace

void renderSnapshotListText(const SnapshotList& list, const RenderOptions& options, std::ostream& out) {
  if (list.rows.empty()) {
    out << "No snapshots yet.\n";
    return;
  }
  std::size_t digits = 0;
  for (const SnapshotList::Row& row : list.rows) digits = std::max(digits, grouped(row.info.entries).size());
  Table table({"SITE", "ID", "TAKEN", "CONTENT", "NAMES"});
  for (const SnapshotList::Row& row : list.rows) {
    std::string content = contentOf(row.info);
    if (!options.isOneLine) content.insert(0, digits - grouped(row.info.entries).size(), ' ');
    if (const std::string state = stateOf(row.info); !state.empty()) content += ", " + state;
    table.add({visible(row.info.site), shortId(row.info.id), localMinute(row.info.taken), content,
               visible(fmt::format("{}", fmt::join(row.names, ", ")))});
  }
  table.write(options, out);
}

void renderRunListText(const RunList& list, const RenderOptions& options, std::ostream& out) {
  if (list.rows.empty()) {
    out << "No runs.\n";
    return;
  }
  Table table({"RUN", "STARTED", "EXIT", "SETUP", "COMMAND"}, 2);
  for (const Run& run : list.rows)
    table.add({visible(run.name()), localMinute(run.started), run.exitCode ? std::to_string(*run.exitCode) : "-",
               run.setup.empty() ? "-" : visible(run.setup),
               visible(shellQuote(run.command)) + (run.after.empty() ? "  (not finished)" : "")});
  table.write(options, out);
}

void renderNewSnapshotText(const NewSnapshot& taken, const RenderOptions&, std::ostream& out) {
  out << visible(snapshotLine(taken.info)) << '\n';
}

void renderSiteLogText(const SiteLog& log, const RenderOptions& options, std::ostream& out) {
  for (const SiteLog::Step& step : log.steps) {
    if (options.isOneLine) {
      const std::string run = step.run ? step.run->name() + (step.run->setup.empty() ? "" : " " + step.run->setup) : "";
      out << visible(fmt::format("{} {}  {}{}{}", shortId(step.info.id), localMinute(step.info.taken), run,
                                 run.empty() ? "" : "  ", sentenceOf(log, step)))
          << '\n';
      continue;
    }
    out << visible(snapshotLine(step.info)) << '\n';
    if (step.run) {
      const Run& run = *step.run;
      out << fmt::format("    {}{}  exit {}  {}\n", visible(run.name()),
                         run.setup.empty() ? "" : "  " + visible(run.setup),
                         run.exitCode ? std::to_string(*run.exitCode) : "unknown", visible(shellQuote(run.command)));
    }
    out << "    " << visible(sentenceOf(log, step)) << '\n';
    if (!step.difference || step.difference->empty()) continue;
    out << '\n';
    TextWriter writer(out, options.colour, options.width);
    writeSchemaChanges(writer, *step.difference, options);
    writeEntryList(writer, *step.difference, "Entries", options);
    out << '\n';
  }
  if (log.steps.empty() && !log.leftOut.empty())
    out << "No change that was selected.\n";
  else if (log.steps.empty() && log.dn.empty())
    out << "No snapshots.\n";
  else if (log.steps.empty())
    out << fmt::format("No snapshot of {} holds {}.\n", visible(log.site), visible(log.dn));
  writeLeftOut(log.leftOut, out);
}

void renderSiteListText(const SiteList& list, const RenderOptions& options, std::ostream& out) {
  if (list.rows.empty()) {
    out << fmt::format(
        "No sites yet. Add one with `ldapsnap sites add`, or to {}:\n\n  [sites.lab]\n"
        "  uri = \"ldap://lab.example.com\"\n  bind-dn = \"cn=admin,dc=example,dc=com\"\n  password-prompt = true\n",
        visible(list.profilesFile));
    return;
  }
  Table table({"SITE", "SERVER", "SNAPSHOTS", "LATEST"}, 2);
  for (const SiteList::Row& row : list.rows)
    table.add({visible(row.name), row.uri ? visible(*row.uri) : "no profile", grouped(row.snapshots),
               row.latest ? localMinute(*row.latest) : "-"});
  table.write(options, out);
}

void renderLabelListText(const LabelList& list, const RenderOptions&, std::ostream& out) {
  std::size_t width = 0;
  for (const LabelList::Row& row : list.rows) width = std::max(width, row.name.size());
  for (const LabelList::Row& row : list.rows)
    out << fmt::format("{:<{}}  {}\n", row.name, width, visible(row.info ? snapshotLine(*row.info) : row.snapshot));
  if (list.rows.empty()) out << "No labels yet.\n";
}

void renderBlameText(const BlameReport& report, const RenderOptions& options, std::ostream& out) {
  std::vector<std::pair<std::string, std::string>> lines;
  std::size_t width = 0, hidden = 0;
  for (const BlamedValue& value : report.blame.values) {
    if (value.isVolatile && !options.showVolatile) {
      ++hidden;
      continue;
    }
    const Length length = options.showAll ? Length::Whole : Length::Short;
    lines.emplace_back(visible(originOf(value.origin)),
                       visible(value.attribute) + ": " + showValue(value.attribute, value.value, length));
    width = std::max(width, lines.back().first.size());
  }
  out << visible(report.blame.dn) << '\n';
  for (const auto& [origin, text] : lines) out << fmt::format("{:<{}}  {}\n", origin, width, text);
  writeLeftOut(report.leftOut, out);
  if (hidden > 0) out << fmt::format("Hidden: {} of volatile attributes (--volatile).\n", counted(hidden, "value"));
}

void renderIdentificationText(const Identification& found, const RenderOptions&, std::ostream& out) {
  out << identificationText(found.marks);
  if (const std::string schema = knownSchemaText(found.schema); !schema.empty()) out << '\n' << schema;
}

void renderProbeText(const ProbeReport& report, const RenderOptions&, std::ostream& out) {
  const ServerProbe& server = report.server;
  out << fmt::format("server    {}\nproduct   {}\nvendor    {}\nversion   {}\n", visible(server.uri),
                     nameOf(server.product), statedOr(server.vendor), statedOr(server.version));
  if (const std::string shown = identificationLine(report.marks); !shown.empty())
    out << fmt::format("shows     {}\n", visible(shown));
  for (const std::string& context : server.namingContexts) out << fmt::format("context   {}\n", visible(context));
  out << fmt::format("controls  {} in all: {}\n", server.controls.size(), usedControls(server));
  out << fmt::format("schema    {} attribute types, {} object classes\n", server.attributeTypes, server.objectClasses);
  out << fmt::format("\nA capture would read {} entries besides the schema:\n", server.entries());
  for (const PartProbe& part : server.parts)
    out << fmt::format("  {:>8}  {}{}\n", part.entries, visible(part.base),
                       part.hasCounter ? "" : "  (no change counter)");
  if (server.gaps.empty()) return;
  out << "\nIt could not read:\n";
  for (const Gap& gap : server.gaps)
    out << fmt::format("  {}: {}{}\n", visible(gap.where), visible(gap.reason),
                       gap.remedy.empty() ? "" : "; " + visible(gap.remedy));
}

}  // namespace ldapsnap

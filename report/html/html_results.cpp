// Pages of results that are lists: two runs compared, entries against a schema, products and versions.
#include <fmt/format.h>
#include <ostream>

#include "report/html/html_frame.h"
#include "report/html/html_sections.h"
#include "report/model/results/listings.h"
#include "report/model/results/runs.h"
#include "report/model/results/schema_report.h"
#include "report/wording/dn_text.h"
#include "report/wording/identification.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

/// A page with the head that all of these have.
class ResultPage {
 public:
  ResultPage(std::ostream& out, const RenderOptions& options) : out_(out), options_(options), markup_(out) {}

  void begin(std::string_view product, const std::string& title, std::string_view kind, std::string_view word,
             const std::string& sentence) {
    beginPage(markup_, out_, title, frame());
    markup_.begin("header");
    markup_.element("p", {{"class", "product"}}, product);
    writeHeading(markup_, title);
    beginVerdict(markup_, kind, word, sentence);
    markup_.end();
    markup_.newLine();
  }
  void endHeader() {
    markup_.end();
    markup_.newLine();
    markup_.begin("main", {{"id", "main"}});
  }
  void end(const std::string& from) {
    markup_.end();
    endPage(markup_, out_, from, frame());
  }

  void beginTable(const std::string& label, std::initializer_list<std::string_view> columns) {
    ldapsnap::beginTable(markup_, label, columns);
    markup_.newLine();
  }
  void endTable() {
    ldapsnap::endTable(markup_);
    markup_.newLine();
  }
  void dnLine(const std::string& dn) {
    markup_.begin("div");
    markup_.begin("code", {{"class", "dn"}});
    markup_.dn(dnForPeople(dn));
    markup_.end();
    markup_.end();
  }

  MarkupWriter& markup() { return markup_; }
  const RenderOptions& options() const { return options_; }
  std::ostream& out() { return out_; }

 private:
  PageOptions frame() const { return {options_.isInteractive, options_.printsDetails}; }

  std::ostream& out_;
  const RenderOptions& options_;
  MarkupWriter markup_;
};

// --- Two runs ---

class RunsPage {
 public:
  RunsPage(const RunsReport& report, const RenderOptions& options, std::ostream& out)
      : report_(report), page_(out, options) {
    unfolded_ = options;
    unfolded_.showAll = true;
  }

  void write() {
    const std::string first = report_.first.run.name(), second = report_.second.run.name();
    const int code = exitCodeOf(report_);
    page_.begin("ldapsnap runs", fmt::format("Runs {} and {} compared", first, second),
                code == 0   ? "good"
                : code == 1 ? "note"
                            : "open",
                code == 0   ? "Alike"
                : code == 1 ? "Different"
                            : "Not conclusive",
                sentenceOf(report_));
    MarkupWriter& markup = page_.markup();
    markup.begin("div", {{"class", "cards"}});
    for (const RunsReport::Side* side : {&report_.first, &report_.second}) writeCard(*side);
    markup.end();
    page_.endHeader();
    const RunsDifference& runs = report_.difference;
    writeAlone("first-only", fmt::format("Done by {} and not by {}", first, second), runs.first.lacking);
    writeAlone("second-only", fmt::format("Done by {} and not by {}", second, first), runs.second.lacking);
    writeOtherwise(first, second);
    writeAlone("first-needless", fmt::format("Done by {}, already present before {}", first, second),
               runs.first.needless);
    writeAlone("second-needless", fmt::format("Done by {}, already present before {}", second, first),
               runs.second.needless);
    writeMapping();
    page_.end("from the snapshots of the two runs");
  }

 private:
  void writeCard(const RunsReport::Side& side) {
    MarkupWriter& markup = page_.markup();
    markup.begin("div", {{"class", "card"}});
    markup.element("h2", {}, side.run.site);
    markup.element("p", {{"class", "name"}}, side.run.name());
    markup.begin("dl");
    writeFact(markup, "Setup", side.run.setup);
    writeFact(markup, "Exit", side.run.exitCode ? std::to_string(*side.run.exitCode) : "not known");
    writeFact(markup, "Started", minuteOf(side.run.started));
    writeFact(markup, "Before", shortId(side.before.id));
    writeFact(markup, "After", shortId(side.after.id));
    markup.end();
    markup.end();
    markup.newLine();
  }

  void writeAlone(const std::string& id, const std::string& title, const Difference& difference) {
    if (difference.empty()) return;
    beginSection(page_.markup(), id, title);
    Report part;
    part.difference = difference;
    HtmlPage inside{part, unfolded_, MarkupWriter(page_.out()), twoTimes()};
    inside.hasAnchors = false;
    if (!difference.schema.empty()) writeSchemaChanges(inside);
    if (!difference.changes.empty()) writeEntryChanges(inside);
    endSection(page_.markup());
  }

  void writeOtherwise(const std::string& first, const std::string& second) {
    const RunsDifference& runs = report_.difference;
    if (runs.schema.empty() && runs.entries.empty()) return;
    beginSection(page_.markup(), "otherwise", "Done by both, but differently");
    Difference one, other;
    for (const SchemaDoneOtherwise& both : runs.schema) {
      one.schema.push_back(both.first);
      other.schema.push_back(both.second);
    }
    for (const EntryDoneOtherwise& both : runs.entries) {
      one.changes.push_back(both.first);
      other.changes.push_back(both.second);
    }
    for (const auto& [run, difference] : {std::pair{&first, &one}, std::pair{&second, &other}}) {
      page_.markup().element("h3", {}, "By " + *run);
      Report part;
      part.difference = *difference;
      HtmlPage inside{part, unfolded_, MarkupWriter(page_.out()), twoTimes()};
      inside.hasAnchors = false;
      if (!difference->schema.empty()) writeSchemaChanges(inside);
      if (!difference->changes.empty()) writeEntryChanges(inside);
    }
    endSection(page_.markup());
  }

  void writeMapping() {
    if (report_.mapping.empty()) return;
    beginSection(page_.markup(), "mapping", "Renamed to match the second");
    page_.markup().begin("ul", {{"class", "plain"}});
    for (const std::string& line : report_.mapping) page_.markup().element("li", {}, line);
    page_.markup().end();
    endSection(page_.markup());
  }

  const RunsReport& report_;
  ResultPage page_;
  RenderOptions unfolded_;
};

/// A group of entries: what is said of them, and some of their names.
void writeEntriesCell(ResultPage& page, const std::vector<std::string>& objects, std::uint64_t entries) {
  page.markup().begin("td");
  for (const std::string& dn : objects) page.dnLine(dn);
  if (entries > objects.size())
    page.markup().element("div", {{"class", "hint"}}, fmt::format("and {} more", grouped(entries - objects.size())));
  page.markup().end();
}

}  // namespace

void renderRunsHtml(const RunsReport& report, const RenderOptions& options, std::ostream& out) {
  RunsPage(report, options, out).write();
}

void renderSchemaReportHtml(const SchemaReport& report, const RenderOptions& options, std::ostream& out) {
  ResultPage page(out, options);
  const int code = exitCodeOf(report);
  const std::string schema = report.against.empty() ? "its own schema" : "the schema of " + report.against;
  const SchemaAudit& audit = report.audit;
  page.begin("ldapsnap check", fmt::format("{} against {}", report.name, schema),
             code == 0   ? "good"
             : code == 1 ? "error"
                         : "open",
             code == 0   ? "Clear"
             : code == 1 ? "Violations"
                         : "Not conclusive",
             code == 1
                 ? fmt::format("{} of schema violations in {}.", counted(audit.findings.size(), "kind"),
                               counted(audit.entries, "entry", "entries"))
                 : fmt::format("{}: {}.", counted(audit.entries, "entry", "entries"),
                               code == 0 ? "every one conforms to the schema" : "none is known to violate the schema"));
  if (!report.isComplete)
    page.markup().element("p", {{"class", "caution"}},
                          "The snapshot is incomplete: entries that it lacks were not checked.");
  if (!report.isFullSchema)
    page.markup().element("p", {{"class", "caution"}},
                          "Only a part of the schema was read: what it does not define may be defined all the same.");
  page.endHeader();
  if (!audit.findings.empty()) {
    beginSection(page.markup(), "violations", "Violations");
    page.beginTable("Violations", {"Entries", "What", "Where"});
    for (const SchemaFinding& finding : audit.findings) {
      page.markup().begin("tr");
      page.markup().element("td", {{"class", "number"}}, grouped(finding.entries));
      page.markup().element("td", {}, sentenceOf(finding));
      writeEntriesCell(page, finding.objects, finding.entries);
      page.markup().end();
      page.markup().newLine();
    }
    page.endTable();
    endSection(page.markup());
  }
  if (!audit.unknown.empty()) {
    beginSection(page.markup(), "unknown", "Not known");
    page.beginTable("Not known", {"Entries", "Why", "Where"});
    for (const SchemaUnknown& unknown : audit.unknown) {
      page.markup().begin("tr");
      page.markup().element("td", {{"class", "number"}}, grouped(unknown.entries));
      page.markup().element("td", {}, unknown.reason);
      writeEntriesCell(page, unknown.objects, unknown.entries);
      page.markup().end();
      page.markup().newLine();
    }
    page.endTable();
    endSection(page.markup());
  }
  page.end("from " + report.name);
}

void renderIdentificationHtml(const Identification& found, const RenderOptions& options, std::ostream& out) {
  ResultPage page(out, options);
  const std::string line = identificationLine(found.marks);
  page.begin("ldapsnap identify", "Products and versions", found.marks.empty() ? "open" : "note",
             found.marks.empty() ? "Not known" : "Found",
             found.marks.empty() ? "Nothing that is known was recognised." : line + ".");
  if (!found.isComplete)
    page.markup().element("p", {{"class", "caution"}}, "The snapshot is incomplete: there may be more.");
  page.endHeader();
  if (!found.marks.empty()) {
    beginSection(page.markup(), "marks", "What shows it");
    page.beginTable("What shows it", {"Product", "Version", "Value", "Entry"});
    for (const Identified& mark : found.marks) {
      page.markup().begin("tr");
      page.markup().element("th", {{"scope", "row"}}, mark.title);
      page.markup().element("td", {}, mark.meaning);
      page.markup().element("td", {}, mark.value);
      page.markup().begin("td");
      page.dnLine(mark.dn);
      page.markup().end();
      page.markup().end();
      page.markup().newLine();
    }
    page.endTable();
    endSection(page.markup());
  }
  if (const std::string schema = knownSchemaText(found.schema); !schema.empty()) {
    beginSection(page.markup(), "schema", "Schema");
    page.markup().begin("pre", {{"class", "output"}});
    for (std::size_t at = 0; at < schema.size();) {
      const std::size_t end = std::min(schema.find('\n', at), schema.size());
      page.markup().text(std::string_view(schema).substr(at, end - at));
      page.markup().newLine();
      at = end + 1;
    }
    page.markup().end();
    endSection(page.markup());
  }
  page.end("from a snapshot");
}

}  // namespace ldapsnap

// What happened in a directory, as a page.
#include <algorithm>
#include <fmt/format.h>
#include <ostream>

#include "report/html/html_frame.h"
#include "report/model/results/past.h"
#include "report/wording/dn_text.h"
#include "report/wording/past.h"
#include "report/wording/wording.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kPastRowsAtMost = 500;  ///< of a table, without --all

class PastPage {
 public:
  PastPage(const PastReport& report, const RenderOptions& options, std::ostream& out)
      : report_(report), past_(report.past), options_(options), out_(out), markup_(out) {}

  void write() {
    beginPage(markup_, out_, "History of " + report_.name);
    markup_.begin("main", {{"id", "main"}});
    writeHeading(markup_, "History of " + report_.name);
    markup_.element("p", {}, sourcesSentence(past_));
    writeBursts();
    if (past_.hasChanges) writeChanges();
    writeFindings();
    if (!past_.limits.empty()) writeLimits();
    markup_.end();
    endPage(markup_, out_, "from " + report_.snapshot.source);
  }

 private:
  std::size_t rowsOf(std::size_t all) const { return options_.showAll ? all : std::min(all, kPastRowsAtMost); }
  void writeRest(std::size_t all, std::size_t shown) {
    if (shown < all) markup_.element("p", {}, fmt::format("{} more are not shown (--all).", grouped(all - shown)));
  }

  void writeBursts() {
    if (past_.bursts.empty()) {
      markup_.element("p", {}, "No changes are recorded.");
      return;
    }
    beginTable(markup_, "Bursts", {"Burst", "Time", "Entries", "Where and who", "Looks like", "At and below"});
    const std::size_t rows = rowsOf(past_.bursts.size());
    for (std::size_t i = 0; i < rows; ++i) writeBurst(past_.bursts[i]);
    endTable(markup_);
    markup_.newLine();
    writeRest(past_.bursts.size(), rows);
  }

  void writeBurst(const Burst& burst) {
    markup_.begin("tr");
    markup_.element("th", {{"scope", "row"}}, std::to_string(burst.number));
    markup_.element("td", {}, periodText(burst.begin, burst.end));
    markup_.element("td", {}, countsText(burst.entries));
    markup_.element("td", {}, whereAndWho(burst.servers, burst.identities));
    markup_.begin("td");
    for (const Burst::Mark& mark : burst.looksLike) markup_.element("div", {}, mark.setup + ": " + mark.why);
    markup_.end();
    markup_.begin("td");
    for (const Burst::Subtree& subtree : burst.subtrees) {
      markup_.begin("div");
      markup_.dn(dnForPeople(subtree.dn));
      markup_.text(": " + countsText(subtree.entries));
      markup_.end();
    }
    markup_.end();
    markup_.end();
    markup_.newLine();
  }

  void writeChanges() {
    markup_.element("h2", {}, counted(past_.changes.size(), "entry", "entries") + " changed");
    markup_.element("p", {}, "The values before are not known.");
    if (past_.changes.empty()) return;
    beginTable(markup_, "Changes", {"Change", "Entry", "Time", "Attributes"});
    const std::size_t rows = rowsOf(past_.changes.size());
    for (std::size_t i = 0; i < rows; ++i) writeChange(past_.changes[i]);
    endTable(markup_);
    markup_.newLine();
    writeRest(past_.changes.size(), rows);
  }

  void writeChange(const PastChange& change) {
    markup_.begin("tr");
    markup_.element("td", {}, nameOf(change.change));
    markup_.begin("th", {{"scope", "row"}});
    if (change.isUnnamed) markup_.text("an entry below ");
    markup_.dn(dnForPeople(change.dn));
    markup_.end();
    const std::string who = whereAndWho(change.servers, change.identities);
    markup_.element("td", {}, periodText(change.first, change.last) + (who.empty() ? "" : " " + who));
    markup_.begin("td");
    for (const PastWrite& write : change.writes)
      markup_.element("div", {}, attributeText(write) + " " + writeText(write, change));
    markup_.end();
    markup_.end();
    markup_.newLine();
  }

  void writeFindings() {
    if (!report_.findings.empty()) {
      markup_.element("h2", {}, counted(report_.findings.size(), "finding") + " on what is listed");
      markup_.begin("ul");
      for (const Finding& finding : report_.findings) {
        markup_.begin("li");
        markup_.text(fmt::format("{}: {}, ", nameOf(finding.level), finding.title));
        markup_.dn(dnForPeople(finding.dn));
        if (finding.introducedBy && finding.introducedBy->recorded)
          markup_.text(", " + recordedOriginText(*finding.introducedBy->recorded));
        markup_.end();
      }
      markup_.end();
    }
    for (const std::string& note : selectionNotes(report_.leftOut)) markup_.element("p", {}, "Left out: " + note);
  }

  void writeLimits() {
    markup_.element("h2", {}, "What this cannot show");
    markup_.begin("ul");
    for (const PastLimit& limit : past_.limits) markup_.element("li", {}, limit.kind + ": " + limit.text);
    markup_.end();
  }

  const PastReport& report_;
  const Past& past_;
  const RenderOptions& options_;
  std::ostream& out_;
  MarkupWriter markup_;
};

}  // namespace

void renderPastHtml(const PastReport& report, const RenderOptions& options, std::ostream& out) {
  PastPage(report, options, out).write();
}

}  // namespace ldapsnap

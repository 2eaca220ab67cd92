// The history of a site as a page: a calendar of its changes, and what changed from snapshot to snapshot.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <ostream>

#include "report/html/html_frame.h"
#include "report/html/html_sections.h"
#include "report/model/results/listings.h"
#include "report/model/results/site_pages.h"
#include "report/values/value.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

using Day = std::chrono::sys_days;

constexpr int kWeeksShown = 53;   ///< a year; what is older is in the list alone
constexpr int kWeeksOfLabel = 4;  ///< the room of "2026-12"
constexpr int kCell = 14;         ///< a day of the calendar with the gap after it

Day dayOf(Time time) { return std::chrono::floor<std::chrono::days>(time); }

std::uint64_t changesOf(const SiteLog::Step& step) {
  if (step.isFirst) return 0;
  if (step.change) return 1;
  return step.entries.added + step.entries.modified + step.entries.renamed + step.entries.removed + step.schema;
}

/// Days since Monday.
int weekdayOf(Day day) { return static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1; }

class LogPage {
 public:
  /// `pages`: where the steps have pages of their own; nullptr: here.
  LogPage(const SiteLog& log, const RenderOptions& options, std::ostream& out, const SitePages* pages = nullptr)
      : log_(log), pages_(pages), options_(options), out_(out), markup_(out) {}

  void write() {
    const std::string title = log_.dn.empty() ? "Changes at " + log_.site
                                              : fmt::format("Changes of {} at {}", dnForPeople(log_.dn), log_.site);
    const PageOptions frame = {options_.isInteractive, options_.printsDetails};
    beginPage(markup_, out_, title, frame);
    markup_.begin("header");
    markup_.element("p", {{"class", "product"}}, "ldapsnap log");
    writeHeading(markup_, title);
    markup_.end();
    markup_.newLine();
    if (pages_ != nullptr) {
      markup_.begin("nav", {{"aria-label", "Pages"}});
      markup_.begin("ul");
      markup_.begin("li");
      markup_.element("a", {{"href", "objects.html"}},
                      fmt::format("{} that changed", counted(pages_->objects.size(), "object")));
      markup_.end();
      markup_.end();
      markup_.end();
    }
    markup_.begin("main", {{"id", "main"}});
    if (!log_.steps.empty()) writeCalendar();
    writeSteps();
    for (const std::string& note : selectionNotes(log_.leftOut))
      markup_.element("p", {{"class", "hint"}}, "Left out: " + note);
    markup_.end();
    endPage(markup_, out_, "from the snapshots of " + log_.site, frame);
  }

 private:
  void writeCalendar() {
    const Day last = dayOf(log_.steps.front().info.taken);
    const Day end = last + std::chrono::days(7 - weekdayOf(last));  // the Monday after it
    Day begin = dayOf(log_.steps.back().info.taken);
    begin = std::max(begin - std::chrono::days(weekdayOf(begin)), end - std::chrono::days(7 * kWeeksShown));
    std::map<Day, std::uint64_t> changes, snapshots;
    std::map<std::string, std::uint64_t> months;
    std::uint64_t most = 1;
    for (const SiteLog::Step& step : log_.steps) {
      const Day day = dayOf(step.info.taken);
      if (day < begin) continue;
      ++snapshots[day];
      most = std::max(most, changes[day] += changesOf(step));
      months[formatTime(step.info.taken).substr(0, 7)] += changesOf(step);
    }
    const auto weeks = static_cast<int>((end - begin).count() / 7);
    beginSection(markup_, "calendar", "Calendar");
    std::vector<std::string> spoken;
    for (const auto& [month, number] : months) spoken.push_back(fmt::format("{}: {}", month, grouped(number)));
    markup_.begin("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Calendar"}});
    markup_.begin("svg", {{"class", "calendar"},
                          {"width", std::to_string(std::max(weeks, kWeeksOfLabel) * kCell + 30)},
                          {"height", std::to_string(7 * kCell + 18)},
                          {"role", "img"},
                          {"aria-label", fmt::format("Changes by month: {}", fmt::join(spoken, "; "))}});
    std::string monthBefore;
    int labelled = 0;  // the week of the last label
    for (int week = 0; week < weeks; ++week) {
      const Day monday = begin + std::chrono::days(7 * week);
      // A week belongs to the month in which it ends; a label needs room.
      const std::string month = formatTime(monday + std::chrono::days(6)).substr(0, 7);
      if (month != monthBefore && (monthBefore.empty() || week - labelled >= 4)) {
        markup_.element("text", {{"x", std::to_string(week * kCell + 30)}, {"y", "10"}},
                        month.substr(5) == "01" || monthBefore.empty() ? month : month.substr(5));
        monthBefore = month;
        labelled = week;
      }
      for (int weekday = 0; weekday < 7; ++weekday) {
        const Day day = monday + std::chrono::days(weekday);
        if (day > last) break;
        writeDay(day, week, weekday, snapshots.contains(day) ? &changes[day] : nullptr, most);
      }
    }
    for (const auto& [row, name] : {std::pair{0, "Mon"}, {2, "Wed"}, {4, "Fri"}})
      markup_.element("text", {{"x", "0"}, {"y", std::to_string(row * kCell + 28)}}, name);
    markup_.end();
    markup_.end();
    markup_.element(
        "p", {{"class", "hint"}},
        "A day without a snapshot is empty, one without a change has a frame; the darker, the more changes. "
        "Days are those of UTC.");
    markup_.end();
    markup_.newLine();
  }

  void writeDay(Day day, int week, int weekday, const std::uint64_t* changes, std::uint64_t most) {
    // Four steps, as changes of one night differ by orders of magnitude.
    int level = 0;
    if (changes != nullptr && *changes > 0) {
      level = 1;
      for (std::uint64_t step = most; level < 4 && *changes * 8 > step; step *= 2) ++level;
      level = std::min(level, 4);
    }
    const std::string kind = changes == nullptr ? "day unseen" : fmt::format("day level-{}", level);
    markup_.begin("rect", {{"class", kind},
                           {"x", std::to_string(week * kCell + 30)},
                           {"y", std::to_string(weekday * kCell + 18)},
                           {"width", std::to_string(kCell - 3)},
                           {"height", std::to_string(kCell - 3)},
                           {"rx", "2"}});
    if (changes != nullptr)
      markup_.element("title", {},
                      fmt::format("{}: {}", formatTime(Time(day)).substr(0, 10), counted(*changes, "change")));
    markup_.end();
  }

  void writeSteps() {
    constexpr std::size_t kShown = 500;
    const std::size_t shown = options_.showAll ? log_.steps.size() : std::min(log_.steps.size(), kShown);
    beginSection(markup_, "steps", "Snapshots, newest first");
    beginTable(markup_, "Snapshots", {"Snapshot", "Taken", "Run", "What changed"});
    markup_.newLine();
    for (std::size_t i = 0; i < shown; ++i) writeStep(log_.steps[i]);
    endTable(markup_);
    if (shown < log_.steps.size())
      markup_.element("p", {{"class", "more"}},
                      fmt::format("{} older ones are not shown (--all).", grouped(log_.steps.size() - shown)));
    markup_.end();
    markup_.newLine();
  }

  void writeStep(const SiteLog::Step& step) {
    markup_.begin("tr");
    markup_.begin("th", {{"scope", "row"}});
    const std::string page = pages_ == nullptr ? "" : SitePages::pageOf(step);
    if (!page.empty()) markup_.begin("a", {{"href", page}});
    markup_.element("code", {}, shortId(step.info.id));
    if (!page.empty()) markup_.end();
    markup_.end();
    markup_.element("td", {{"class", "word"}}, minuteOf(step.info.taken));
    markup_.begin("td");
    if (step.run) {
      markup_.text(step.run->name());
      if (!step.run->setup.empty()) markup_.element("span", {{"class", "hint"}}, step.run->setup);
    }
    markup_.end();
    markup_.begin("td");
    markup_.text(sentenceOf(log_, step));
    if (pages_ == nullptr && step.difference && !step.difference->empty()) writeDifference(*step.difference);
    markup_.end();
    markup_.end();
    markup_.newLine();
  }

  void writeDifference(const Difference& difference) {
    markup_.begin("details");
    markup_.element("summary", {}, "the changes");
    Report part;
    part.difference = difference;
    RenderOptions unfolded = options_;
    unfolded.showAll = true;
    HtmlPage inside{part, unfolded, MarkupWriter(out_), twoTimes()};
    inside.hasAnchors = false;
    if (!difference.schema.empty()) writeSchemaChanges(inside);
    if (!difference.changes.empty()) writeEntryChanges(inside);
    markup_.end();
  }

  const SiteLog& log_;
  const SitePages* pages_;
  const RenderOptions& options_;
  std::ostream& out_;
  MarkupWriter markup_;
};

}  // namespace

void renderSiteLogHtml(const SiteLog& log, const RenderOptions& options, std::ostream& out) {
  LogPage(log, options, out).write();
}

void renderSiteIndexHtml(const SitePages& pages, const RenderOptions& options, std::ostream& out) {
  LogPage(pages.log, options, out, &pages).write();
}

namespace {

/// The head of a page below the index.
void beginBelowIndex(MarkupWriter& markup, std::ostream& out, const std::string& site, const std::string& title,
                     const PageOptions& frame) {
  beginPage(markup, out, title, frame);
  markup.begin("header");
  markup.begin("p", {{"class", "product"}});
  markup.element("a", {{"href", "index.html"}}, site);
  markup.end();
  writeHeading(markup, title);
  markup.end();
  markup.newLine();
  markup.begin("main", {{"id", "main"}});
}

/// Where a value comes from: a run, or the snapshot that first shows it.
std::string originText(const Introduction& origin) {
  if (!origin.run.empty()) return origin.setup.empty() ? origin.run : fmt::format("{}, {}", origin.run, origin.setup);
  return origin.wasThereFromTheStart ? "there from the first snapshot on" : "snapshot " + shortId(origin.snapshot);
}

}  // namespace

void renderObjectListHtml(const SitePages& pages, const RenderOptions& options, std::ostream& out) {
  MarkupWriter markup(out);
  const PageOptions frame = {options.isInteractive, options.printsDetails};
  beginBelowIndex(markup, out, pages.log.site, "Objects that changed at " + pages.log.site, frame);
  markup.begin("ul", {{"class", "tree"}});
  markup.newLine();
  for (const ObjectHistory& object : pages.objects) {
    markup.begin("li", {{"class", "change"}});
    markup.begin("a", {{"href", object.page}});
    markup.begin("code", {{"class", "dn"}});
    markup.dn(dnForPeople(object.dn));
    markup.end();
    markup.end();
    markup.element("span", {{"class", "what"}}, counted(object.events.size(), "change"));
    markup.end();
    markup.newLine();
  }
  markup.end();
  markup.end();
  endPage(markup, out, "from the snapshots of " + pages.log.site, frame);
}

void renderObjectHtml(const ObjectHistory& object, const RenderOptions& options, std::ostream& out) {
  MarkupWriter markup(out);
  const PageOptions frame = {options.isInteractive, options.printsDetails};
  beginBelowIndex(markup, out, object.site, dnForPeople(object.dn), frame);
  beginSection(markup, "events", "What happened, newest first");
  beginTable(markup, "What happened", {"Seen", "Change", "Run", "Attributes"});
  for (const ObjectHistory::Event& event : object.events) {
    markup.begin("tr");
    markup.begin("th", {{"scope", "row"}});
    markup.element("a", {{"href", event.page}}, minuteOf(event.info.taken));
    markup.end();
    markup.element("td", {},
                   event.fromDn.empty() ? std::string(nameOf(event.change))
                                        : fmt::format("renamed from {}", dnForPeople(event.fromDn)));
    markup.element("td", {}, event.run);
    markup.element("td", {}, fmt::format("{}", fmt::join(event.attributes, ", ")));
    markup.end();
    markup.newLine();
  }
  endTable(markup);
  endSection(markup);
  if (object.blame) {
    beginSection(markup, "values", "Since when it has its values");
    beginTable(markup, "Values", {"Attribute", "Value", "Since", "By"});
    for (const BlamedValue& value : object.blame->values) {
      if (value.isVolatile) continue;
      markup.begin("tr");
      markup.element("th", {{"scope", "row"}}, value.attribute);
      markup.element("td", {}, showValue(value.attribute, value.value, Length::Short));
      markup.element("td", {{"class", "word"}}, minuteOf(value.origin.taken));
      markup.element("td", {}, originText(value.origin));
      markup.end();
      markup.newLine();
    }
    endTable(markup);
    endSection(markup);
  }
  markup.end();
  endPage(markup, out, "from the snapshots of " + object.site, frame);
}

}  // namespace ldapsnap

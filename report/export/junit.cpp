// The report as JUnit XML, for the page on which a CI system shows tests: a rule is a test case, its pack the suite.
// The snapshots and the difference are test cases of a suite of their own.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <ostream>

#include "report/markup/markup_writer.h"
#include "report/model/render.h"
#include "report/wording/commands.h"
#include "report/wording/dn_text.h"
#include "report/wording/findings.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kChangesNamed = 200;  ///< what is beyond is counted

/// What the packs say by one rule.
struct RuleCase {
  std::string title;
  std::vector<const Finding*> findings;
  const NotEvaluated* open = nullptr;
};
/// By rule id, so that a pack's rules are together.
using RuleCases = std::map<std::string, RuleCase>;

RuleCases casesOf(const CheckResult& check) {
  RuleCases cases;
  for (const Finding& finding : check.findings) {
    RuleCase& rule = cases[finding.rule];
    rule.title = finding.title;
    rule.findings.push_back(&finding);
  }
  for (const NotEvaluated& open : check.notEvaluated) {
    RuleCase& rule = cases[open.rule];
    rule.title = open.title;
    rule.open = &open;
  }
  for (const PassedRule& passed : check.passed) cases[passed.rule].title = passed.title;
  return cases;
}

enum class CaseOutcome { Passed, Failed, Skipped };

CaseOutcome outcomeOf(const RuleCase& rule, const Report& report) {
  bool isWaived = false;
  for (const Finding* finding : rule.findings) {
    if (makesFail(report, *finding)) return CaseOutcome::Failed;
    isWaived |= finding->waived.has_value();
  }
  return rule.open || isWaived ? CaseOutcome::Skipped : CaseOutcome::Passed;
}

class JunitReport {
 public:
  JunitReport(const Report& report, const RenderOptions& options, std::ostream& out)
      : report_(report), options_(options), out_(out), markup_(out), cases_(casesOf(report.check)) {}

  void write();

 private:
  void beginCase(const std::string& suite, const std::string& name);
  void endCase();
  void writeSuite(RuleCases::const_iterator first, RuleCases::const_iterator last);
  void writeRule(const std::string& id, const RuleCase& rule);
  void writeFindings(const std::vector<const Finding*>& findings);
  void writeDirectorySuite();
  void writeProperties();
  void writeChanges();
  void writeNothingJudged();
  void line(const std::string& text) {
    markup_.text(text);
    markup_.newLine();
  }

  const Report& report_;
  const RenderOptions& options_;
  std::ostream& out_;
  MarkupWriter markup_;
  RuleCases cases_;
};

void JunitReport::beginCase(const std::string& suite, const std::string& name) {
  markup_.begin("testcase", {{"classname", suite}, {"name", name}});
  markup_.newLine();
}

void JunitReport::endCase() {
  markup_.end();
  markup_.newLine();
}

void JunitReport::writeFindings(const std::vector<const Finding*>& findings) {
  for (const Finding* finding : findings) {
    line(fmt::format("{}{}  {}  {}", finding->waived ? "waived " : "", nameOf(finding->level), finding->rule,
                     finding->title));
    for (const FindingField& field : fieldsOf(*finding, report_, options_.showAll ? Objects::All : Objects::First))
      line(fmt::format("{:>9}   {}", labelOf(field.kind), field.text));
  }
}

void JunitReport::writeRule(const std::string& id, const RuleCase& rule) {
  beginCase(packOf(id), fmt::format("{}: {}", id, rule.title));
  const CaseOutcome outcome = outcomeOf(rule, report_);
  if (outcome == CaseOutcome::Failed) {
    const Finding& first = *rule.findings.front();
    markup_.begin("failure", {{"type", std::string(nameOf(first.level))},
                              {"message", fmt::format("{}: {}", first.title, dnForPeople(first.dn))}});
    markup_.newLine();
    writeFindings(rule.findings);
    markup_.end();
    markup_.newLine();
  } else if (outcome == CaseOutcome::Skipped) {
    const Finding* const waived = rule.findings.empty() ? nullptr : rule.findings.front();
    const std::string why = waived && waived->waived
                                ? fmt::format("waived until {}: {}", waived->waived->expires, waived->waived->reason)
                                : "not evaluated: " + rule.open->reason;
    markup_.empty("skipped", {{"message", why}});
    markup_.newLine();
  }
  if (outcome != CaseOutcome::Failed && !rule.findings.empty()) {
    markup_.begin("system-out");
    markup_.newLine();
    writeFindings(rule.findings);
    markup_.end();
    markup_.newLine();
  }
  endCase();
}

void JunitReport::writeSuite(RuleCases::const_iterator first, RuleCases::const_iterator last) {
  std::size_t tests = 0, failed = 0, skipped = 0;
  for (auto rule = first; rule != last; ++rule) {
    const CaseOutcome outcome = outcomeOf(rule->second, report_);
    ++tests;
    failed += outcome == CaseOutcome::Failed;
    skipped += outcome == CaseOutcome::Skipped;
  }
  markup_.begin("testsuite", {{"name", packOf(first->first)},
                              {"tests", std::to_string(tests)},
                              {"failures", std::to_string(failed)},
                              {"errors", "0"},
                              {"skipped", std::to_string(skipped)},
                              {"timestamp", formatTime(report_.after.taken)}});
  markup_.newLine();
  for (auto rule = first; rule != last; ++rule) writeRule(rule->first, rule->second);
  markup_.end();
  markup_.newLine();
}

void JunitReport::writeChanges() {
  const Difference& difference = *report_.difference;
  const Sides sides = sidesOf(report_);
  beginCase("directory", sides.arePlaces ? "the directories agree" : "the directory did not change");
  if (difference.empty()) {
    markup_.element("system-out", {}, changeSummary(difference, sides));
  } else {
    markup_.begin("failure", {{"type", "changes"}, {"message", changeSummary(difference, sides)}});
    markup_.newLine();
    const auto wordOf = [&sides](Change change) {
      return sides.arePlaces ? sides.wordOf(change) + ":" : std::string(nameOf(change));
    };
    for (const SchemaChange& change : difference.schema)
      line(fmt::format("{} {} {} {}", wordOf(change.change), change.element, change.name, change.oid));
    std::size_t shown = difference.changes.size();
    if (!options_.showAll) shown = std::min(shown, kChangesNamed);
    for (std::size_t i = 0; i < shown; ++i)
      line(fmt::format("{} {}", wordOf(difference.changes[i].change), dnForPeople(difference.changes[i].dn)));
    if (shown < difference.changes.size())
      line(fmt::format("({} more: {})", counted(difference.changes.size() - shown, "entry", "entries"),
                       commandFor(report_, {"--all"})));
    markup_.end();
  }
  markup_.newLine();
  endCase();
}

void JunitReport::writeProperties() {
  markup_.begin("properties");
  const auto add = [this](std::string_view name, const std::string& value) {
    if (!value.empty()) markup_.empty("property", {{"name", std::string(name)}, {"value", value}});
  };
  if (report_.before) add("before", report_.before->id);
  add("after", report_.after.id);
  if (report_.before) add("before-covers", coverageText(report_.before->coverage));
  add("after-covers", coverageText(report_.after.coverage));
  add("mapping", mappingSentence(report_));
  if (report_.mapping)
    for (const MappedName& name : report_.mapping->names) add("mapped-name", lineOf(name));
  for (const std::string& note : lagNotes(report_)) add("lag", note);
  if (report_.difference)
    for (const std::string& note : outsideCoverageNotes(*report_.difference, sidesOf(report_)))
      add("not-compared", note);
  if (report_.run) add("run", report_.run->name());
  if (isJudged(report_)) {
    add("findings", findingSummary(report_));
    add("verdict", verdictOf(report_));
  }
  markup_.end();
  markup_.newLine();
}

/// Besides rules: whether the snapshots are complete, and whether anything changed.
void JunitReport::writeDirectorySuite() {
  const std::vector<std::string> warnings = warningsOf(report_);
  const bool hasChanges = report_.difference && !report_.difference->empty();
  markup_.begin("testsuite", {{"name", "directory"},
                              {"tests", report_.difference ? "2" : "1"},
                              {"failures", hasChanges ? "1" : "0"},
                              {"errors", warnings.empty() ? "0" : "1"},
                              {"skipped", "0"},
                              {"timestamp", formatTime(report_.after.taken)}});
  markup_.newLine();
  writeProperties();
  beginCase("directory", "the snapshots are complete and consistent");
  if (!warnings.empty()) {
    markup_.begin("error", {{"type", "incomplete"}, {"message", warnings.front()}});
    markup_.newLine();
    for (const std::string& warning : warnings) line(warning);
    markup_.end();
    markup_.newLine();
  }
  endCase();
  if (report_.difference) writeChanges();
  markup_.end();
  markup_.newLine();
}

/// What was asked for, and about which no rule was looked at, has not passed.
void JunitReport::writeNothingJudged() {
  markup_.begin("testsuite", {{"name", "setups"},
                              {"tests", "1"},
                              {"failures", "0"},
                              {"errors", "0"},
                              {"skipped", "1"},
                              {"timestamp", formatTime(report_.after.taken)}});
  markup_.newLine();
  beginCase("setups", report_.askedSetup.empty() ? "of all products" : report_.askedSetup);
  markup_.empty("skipped", {{"message", verdictOf(report_)}});
  markup_.newLine();
  endCase();
  markup_.end();
  markup_.newLine();
}

void JunitReport::write() {
  out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  markup_.begin("testsuites", {{"name", "ldapsnap: " + subjectOf(report_)}});
  markup_.newLine();
  writeDirectorySuite();
  if (judgedNothing(report_)) writeNothingJudged();
  for (auto first = cases_.cbegin(); first != cases_.cend();) {
    auto last = first;
    while (last != cases_.cend() && packOf(last->first) == packOf(first->first)) ++last;
    writeSuite(first, last);
    first = last;
  }
  markup_.end();
  markup_.newLine();
}

}  // namespace

void renderJunit(const Report& report, const RenderOptions& options, std::ostream& out) {
  JunitReport(report, options, out).write();
}

}  // namespace ldapsnap

// Setups, rules and what testing them came to, for a terminal.
#include "report/model/results/rule_reports.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <ostream>

#include "report/wording/wording.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

void writeRuleList(const RuleList& list, const RenderOptions&, std::ostream& out) {
  const Packs& packs = *list.packs;
  out << "Setups\n";
  for (const Setup& setup : packs.setups()) fmt::print(out, "  {:<26} {}\n", setup.id, setup.title);
  out << "\nRules\n";
  for (const Rule& rule : packs.rules()) {
    fmt::print(out, "  {:<8} {}\n           {}\n           blocks {}\n", nameOf(rule.level), rule.id, rule.title,
               fmt::join(rule.blocks, ", "));
  }
}

void writeRule(const RuleReport& report, const RenderOptions&, std::ostream& out) {
  const Rule& rule = *report.rule;
  fmt::print(out, "{}  {}\n{}\n", nameOf(rule.level), rule.id, rule.title);
  const auto line = [&out](std::string_view label, const std::string& text) {
    if (!text.empty()) fmt::print(out, "{:>9}  {}\n", label, text);
  };
  line("blocks", fmt::format("{}", fmt::join(rule.blocks, ", ")));
  line("until", rule.blocksUntil);
  line("created by", fmt::format("{}", fmt::join(rule.createdBy, ", ")));
  line("message", rule.message);
  line("why", rule.why);
  line("fix", rule.fix);
  for (const Reference& reference : rule.references)
    line("ref", reference.title + (reference.url.empty() ? "" : "  " + reference.url));
  line("basis", rule.basis);
  line("file", rule.file.string());
  out << '\n' << readFile(rule.file);
}

void writeFixtureReport(const FixtureReport& report, const RenderOptions&, std::ostream& out) {
  for (const std::string& failure : report.failures) fmt::print(out, "failed  {}\n", visible(failure));
  if (report.isForAuthors) {
    for (const std::string& remark : report.remarks) fmt::print(out, "check   {}\n", visible(remark));
  }
  fmt::print(out, "{} on {}: {}\n", counted(report.rules, "rule"), counted(report.fixtures, "fixture"),
             report.failures.empty() ? "all pass" : fmt::format("{} failed", report.failures.size()));
}

void writeLintReport(const LintReport& report, const RenderOptions&, std::ostream& out) {
  for (const LintRemark& remark : report.remarks)
    fmt::print(out, "{}: {}\n", visible(remark.file), visible(remark.what));
}

void writeExplanation(const ExplainReport& report, const RenderOptions&, std::ostream& out) {
  out << explanationText(*report.rule, report.explanation);
}

void writeDraft(const DraftReport& draft, const RenderOptions&, std::ostream& out) {
  for (const std::string& file : draft.files) out << visible(file) << '\n';
  if (draft.decisions.empty()) {
    fmt::print(out,
               "\nNext: write the condition and the texts, then the fixtures, then\n"
               "  ldapsnap rules test {0}\n  ldapsnap rules lint {0}\n",
               visible(draft.folder));
    return;
  }
  out << "\nFor you to decide:\n";
  for (const std::string& decision : draft.decisions) fmt::print(out, "  {}\n", visible(decision));
}

}  // namespace ldapsnap

// What `ldapsnap rules` shows: the known setups and rules, one rule, and what writing and testing rules came to.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "diff/rules/authoring/explain.h"
#include "diff/rules/authoring/lint.h"
#include "diff/rules/pack/pack.h"
#include "report/model/render.h"

namespace ldapsnap {

/// `rules list`: setups, then rules, in the order of the packs.
struct RuleList {
  const Packs* packs = nullptr;
};
const RenderTable<RuleList>& ruleListRenderers();

/// `rules show`: the texts of a rule, then its file. Throws Error(BadInput) when the file cannot be read.
struct RuleReport {
  const Rule* rule = nullptr;
};
const RenderTable<RuleReport>& ruleRenderers();

/// `rules test`: what running the rules of some families on all fixtures came to.
struct FixtureReport {
  std::size_t rules = 0, fixtures = 0;
  std::vector<std::string> failures;  ///< one line each
  std::vector<std::string> remarks;   ///< what the author should look at; of packs that ship they are not shown
  bool isForAuthors = true;           ///< the remarks are shown
};
FixtureReport testRules(const Packs& packs, const std::vector<const Family*>& families);
const RenderTable<FixtureReport>& fixtureReportRenderers();
/// 0: every rule does what its fixtures say, 1: one does not.
int exitCodeOf(const FixtureReport& report);

/// `rules lint`: the remarks on some families, one line each.
std::vector<LintRemark> lintRules(const Packs& packs, const std::vector<const Family*>& families);
struct LintReport {
  std::vector<LintRemark> remarks;
};
const RenderTable<LintReport>& lintReportRenderers();

/// `rules explain`: why a rule applies to a snapshot or not.
struct ExplainReport {
  const Rule* rule = nullptr;
  std::string snapshot;  ///< as the user named it
  bool isComplete = true;
  Explanation explanation;
};
const RenderTable<ExplainReport>& explainRenderers();

/// `rules new` and `rules learn`: the files that were written, and what is left to do.
struct DraftReport {
  std::vector<std::string> files;
  std::string folder;                  ///< of the family
  std::vector<std::string> decisions;  ///< of a learned rule: what a person must still decide
};
const RenderTable<DraftReport>& draftRenderers();

// What the tables above name, text and JSON.
void writeRuleList(const RuleList& list, const RenderOptions& options, std::ostream& out);
void writeRule(const RuleReport& report, const RenderOptions& options, std::ostream& out);
void writeFixtureReport(const FixtureReport& report, const RenderOptions& options, std::ostream& out);
void writeLintReport(const LintReport& report, const RenderOptions& options, std::ostream& out);
void writeExplanation(const ExplainReport& report, const RenderOptions& options, std::ostream& out);
void renderRuleListJson(const RuleList& list, const RenderOptions& options, std::ostream& out);
void renderRuleJson(const RuleReport& report, const RenderOptions& options, std::ostream& out);
void renderFixtureReportJson(const FixtureReport& report, const RenderOptions& options, std::ostream& out);
void renderLintReportJson(const LintReport& report, const RenderOptions& options, std::ostream& out);
void renderExplanationJson(const ExplainReport& report, const RenderOptions& options, std::ostream& out);
void writeDraft(const DraftReport& draft, const RenderOptions& options, std::ostream& out);
void renderDraftJson(const DraftReport& draft, const RenderOptions& options, std::ostream& out);

/// The families of `packs` that are in one of `folders`; all of them when there is no folder.
std::vector<const Family*> familiesWithin(const Packs& packs, const std::vector<std::string>& folders);

}  // namespace ldapsnap

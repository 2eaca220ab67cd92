// What `ldapsnap rules` shows: the known setups and rules, one rule, and what writing and testing rules came to.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "diff/rules/authoring/explain.h"
#include "diff/rules/authoring/lint.h"
#include "diff/rules/pack/pack.h"

namespace ldapsnap {

/// `rules list`: setups, then rules, in the order of the packs.
void writeRuleList(const Packs& packs, std::ostream& out);

/// `rules show`: the texts of a rule, then its file. Throws Error(BadInput) when the file cannot be read.
void writeRule(const Rule& rule, std::ostream& out);

/// `rules test`: what running the rules of some families on all fixtures came to.
struct FixtureReport {
  std::size_t rules = 0, fixtures = 0;
  std::vector<std::string> failures;  ///< one line each
  std::vector<std::string> remarks;   ///< what the author should look at
};
FixtureReport testRules(const Packs& packs, const std::vector<const Family*>& families);
/// The remarks are for authors: `withRemarks` is false for packs that ship.
void writeFixtureReport(const FixtureReport& report, bool withRemarks, std::ostream& out);
/// 0: every rule does what its fixtures say, 1: one does not.
int exitCodeOf(const FixtureReport& report);

/// `rules lint`: the remarks on some families, one line each.
std::vector<LintRemark> lintRules(const Packs& packs, const std::vector<const Family*>& families);
void writeLintRemarks(const std::vector<LintRemark>& remarks, std::ostream& out);

/// `rules new` and `rules learn`: the files that were written, and what is left to do.
struct DraftReport {
  std::vector<std::string> files;
  std::string folder;                  ///< of the family
  std::vector<std::string> decisions;  ///< of a learned rule: what a person must still decide
};
void writeDraft(const DraftReport& draft, std::ostream& out);

/// The families of `packs` that are in one of `folders`; all of them when there is no folder.
std::vector<const Family*> familiesWithin(const Packs& packs, const std::vector<std::string>& folders);

}  // namespace ldapsnap

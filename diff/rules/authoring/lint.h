// What is allowed in a rule and still not right (RULES.md: Conditions, Speed, Tone). Reading a pack is strict already;
// this is what a reviewer would say.
#pragma once

#include <string>
#include <vector>

#include "diff/rules/pack/pack.h"

namespace ldapsnap {

struct LintRemark {
  std::string rule;  ///< id; empty for setups.json
  std::string file;
  std::string what;  ///< one line: what, and what to do
};

/// Remarks on the rules of `family`, by rule.
std::vector<LintRemark> lint(const Packs& packs, const Family& family);

}  // namespace ldapsnap

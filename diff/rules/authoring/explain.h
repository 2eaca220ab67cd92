// Why a rule holds on a snapshot, or does not, or cannot be judged: each condition, each object that it looked at.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "diff/rules/engine/bindings.h"
#include "diff/rules/pack/pack.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// An entry that a leaf looked at.
struct ExplainedObject {
  std::string dn;
  Truth truth = Truth::False;
  std::string why;  ///< the parts of the filter that are not true, with what the entry has: "(cn=a): cn: b"
};

struct ExplainedCondition {
  std::string text;  ///< "1 of 3 entries match (cn=x), one level below o=Acme; wanted >=1", or "all of", "any of"
  Truth truth = Truth::False;
  std::string reason;  ///< of Undefined
  /// Of a leaf: all that match or cannot be decided, up to a limit, then the nearest of those that do not.
  std::vector<ExplainedObject> objects;
  std::uint64_t unlisted = 0;  ///< entries looked at beyond `objects`
  std::vector<ExplainedCondition> operands;
};

/// One combination of what for_each binds; a rule without for_each has one.
struct ExplainedBinding {
  std::vector<std::pair<std::string, std::string>> bound;  ///< name, DN
  std::vector<ExplainedCondition> having;                  ///< of the binding bound last, where it asks
  bool isRefused = false;                                  ///< `having` is not true, so `when` was not asked
  ExplainedCondition when;
};

struct Explanation {
  std::vector<ExplainedCondition> applies;  ///< of the family; empty: it is about every directory
  bool isOut = false;                       ///< the family does not apply: the rule is not looked at
  std::vector<ExplainedBinding> bindings;
  std::string open;  ///< why for_each may bind more than the snapshot shows; empty: it may not
};

/// Reads the scope of every leaf once; meant for one rule, by its author. Throws Error(BadInput) for a parameter
/// without a default that `parameters` lacks.
Explanation explain(const Packs& packs, const Rule& rule, const Snapshot& snapshot,
                    const ParameterValues& parameters = {});

/// Whether the rule holds. Undefined wins over false: what cannot be judged did not pass. False where the family does
/// not apply.
Truth outcomeOf(const Explanation& explanation);

/// "true", "false", "undefined".
std::string_view nameOf(Truth truth);
/// For a terminal: what `ldapsnap rules explain` prints. Directory content is made visible.
std::string explanationText(const Rule& rule, const Explanation& explanation);

}  // namespace ldapsnap

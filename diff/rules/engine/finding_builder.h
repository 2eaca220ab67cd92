// From a rule that is true to the finding that people read.
#pragma once

#include <string>

#include "diff/rules/engine/bindings.h"
#include "diff/rules/engine/evaluator.h"
#include "diff/rules/engine/finding.h"
#include "diff/rules/pack/pack.h"

namespace ldapsnap {

/// Everything of a finding but what a comparison or the history adds (was, isNew, introducedBy).
Finding makeFinding(const Rule& rule, const Answer& answer, const Bindings& bindings, const Snapshot& snapshot);

/// "absent", or "present (class), attribute: value, value and 3 more" with the attributes that the leaf's filter asks
/// about. One line, not yet made visible().
std::string describeObject(const Snapshot& snapshot, const std::string& dn, const Condition* leaf);

/// "cn: a, b and 3 more" with values shortened, or "no cn". One line, not yet made visible().
std::string describeAttribute(const Entry& entry, const std::string& description);

/// See Finding::id.
std::string findingId(const std::string& rule, const std::string& dn, FindingKind kind);

}  // namespace ldapsnap

// From a rule that is true to the finding that people read.
#pragma once

#include <optional>
#include <string>

#include "diff/rules/engine/bindings.h"
#include "diff/rules/engine/evaluator.h"
#include "diff/rules/engine/finding.h"
#include "diff/rules/pack/pack.h"

namespace ldapsnap {

/// Everything of a finding but what a comparison or the history adds (was, isNew, introducedBy).
Finding makeFinding(const Rule& rule, const Answer& answer, const Bindings& bindings, const Snapshot& snapshot);

/// The filter of the leaf that the answer comes from, with names filled in; nothing where no leaf decides.
std::optional<Filter> filterOf(const Answer& answer, const Bindings& bindings);

/// "absent", or "present (class), attribute: value, value and 3 more" with the attributes that `filter` asks about, the
/// values that match it first. One line, not yet made visible().
std::string describeObject(const Snapshot& snapshot, const std::string& dn, const std::optional<Filter>& filter);

/// "cn: a, b and 3 more" with values shortened, or "no cn". One line, not yet made visible().
std::string describeAttribute(const Entry& entry, const std::string& description);

/// See Finding::id.
std::string findingId(const std::string& rule, const std::string& dn, FindingKind kind);

}  // namespace ldapsnap

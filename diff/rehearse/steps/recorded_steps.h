// What a recorded run did, as steps that can be rehearsed elsewhere.
#pragma once

#include <string>
#include <vector>

#include "diff/compare/model/difference.h"
#include "diff/rehearse/steps/rehearsal_step.h"

namespace ldapsnap {

struct RecordedSteps {
  std::vector<RehearsalStep> steps;  ///< each with the entry as it was before
  std::vector<std::string> leftOut;  ///< what no step can reproduce, one line each: "cn=x userPassword: redacted ..."
};

/// The steps that lead from `before` to `after`, whose `difference` is given, in an order that a server accepts.
/// Redacted values stand for the secrets that the run wrote.
RecordedSteps stepsBetween(const Difference& difference, const Snapshot& before, const Snapshot& after);

}  // namespace ldapsnap

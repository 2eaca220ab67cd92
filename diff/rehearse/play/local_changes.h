// What was changed locally, in the target alone, and is lost when a step is played.
#pragma once

#include <vector>

#include "diff/rehearse/answers/verdict.h"
#include "diff/rehearse/steps/rehearsal_step.h"
#include "snapshot/ldap/product/product.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// Local values of attributes that a modify step sets whatever they hold. `held` is the entry as the target has it.
/// Empty where the step does not say what the entry was in the lab.
std::vector<LocalChange> overwrittenBy(const RehearsalStep& step, const Entry& held, const Schema& schema);

/// Values of `held`, which the step deletes, that the entry did not have in the lab. The server's bookkeeping, what
/// identifies the entry, and secrets are left out.
std::vector<LocalChange> lostWith(const RehearsalStep& step, const Entry& held, const Schema& schema, Product product);

}  // namespace ldapsnap

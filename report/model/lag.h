// Servers that replicate are compared while they do: what differs is read again until it agrees (`diff --lag`), as
// UnboundID's ldap-diff does it.
#pragma once

#include <chrono>

#include "diff/compare/schema/comparison_schema.h"
#include "report/model/replica_lag.h"
#include "snapshot/operand/operand.h"

namespace ldapsnap {

/// Replaces `before` and `after`, as far as they are servers, by what they hold once the entries that differ agree, or
/// when `most` is over. Entries that come to differ only meanwhile are not looked at. Throws Error(Unreachable) when a
/// connection fails.
Lag awaitAgreement(Operand& before, Operand& after, const OperandContext& context, Exactness exactness,
                   std::chrono::seconds most);

}  // namespace ldapsnap

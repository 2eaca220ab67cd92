// Servers that replicate are compared while they do: what differs is read again until it agrees (`diff --lag`), as
// UnboundID's ldap-diff does it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/operand/operand.h"

namespace ldapsnap {

struct Lag {
  std::uint64_t differed = 0;          ///< entries that differed when both sides had been read
  std::uint64_t still = 0;             ///< of them, those that still do
  std::chrono::milliseconds waited{};  ///< until the last of the others agreed, or the time was over
  /// Where the change counters of replicas of one directory say so: which side is behind the other, where, and by how
  /// much. One sentence each, for people.
  std::vector<std::string> behind;
};

/// Replaces `before` and `after`, as far as they are servers, by what they hold once the entries that differ agree, or
/// when `most` is over. Entries that come to differ only meanwhile are not looked at. Throws Error(Unreachable) when a
/// connection fails.
Lag awaitAgreement(Operand& before, Operand& after, const OperandContext& context, Exactness exactness,
                   std::chrono::seconds most);

}  // namespace ldapsnap

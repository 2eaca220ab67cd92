// What names two snapshots at once: a run, "A..B", or one snapshot, which is compared with the one before it.
#pragma once

#include <optional>
#include <string>

#include "snapshot/store/store.h"

namespace ldapsnap {

/// Two operands as openOperand() takes them.
struct OperandPair {
  std::string before, after;
  std::string run;  ///< the run's full name, "lab/R1"; empty when none was named

  bool operator==(const OperandPair&) const = default;
};

/// The two snapshots of "lab/R1", of "A..B", of a file or folder that is evidence; none when `text` is none of them, a
/// snapshot, or another existing file. `store` is nullptr when there is none. Throws Error(BadInput) for a run that is
/// not in the store.
std::optional<OperandPair> pairNamed(const std::string& text, Store* store);

/// As pairNamed(); also the snapshot `text` of the store with the one before it, as `git show` compares a commit with
/// its parent. Throws Error(Usage) for a file or a server, which have none.
OperandPair requirePair(const std::string& text, Store* store);

}  // namespace ldapsnap

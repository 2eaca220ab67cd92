// One step of a rehearsal: a change record, and what is known about where it comes from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/rehearse/steps/placeholders.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

struct RehearsalStep {
  enum class Origin {
    File,      ///< the record of a file, as it will be sent
    Recorded,  ///< what a run, or the difference of two snapshots, did in another directory
  };

  LdifRecord record;
  /// The entry as it was in the other directory before the run, with the target's names; empty where that is not known.
  std::optional<Entry> before = {};
  Origin origin = Origin::File;
};

/// The change records of a file, in its order, with `placeholders` filled in. Throws Error(BadInput) at file:line for
/// what is not LDIF, for a name that is neither a DN (RFC 4514) nor an alternative name, and for a malformed control
/// (RFC 2849).
std::vector<RehearsalStep> readSteps(const std::string& file, const Placeholders& placeholders);

/// The control of a change record, "1.2.840.113556.1.4.805 true" or "1.2.3 false: value" (RFC 2849), taken apart.
struct ControlLine {
  std::string oid;
  bool isCritical = false;
};
/// Nothing for a line that the grammar does not allow.
std::optional<ControlLine> parseControlLine(std::string_view line);

}  // namespace ldapsnap

// One step of a rehearsal: a change record, and what is known about where it comes from.
#pragma once

#include <optional>
#include <string>
#include <string_view>

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
  /// ntdsSchemaAdd and its like. ldifde goes on where an entry to add is there, or one to change is not ("LDIF
  /// Scripts", learn.microsoft.com/windows/win32/ad/ldif-scripts). Updates of the schema change systemOnly attributes
  /// too, which clients cannot do otherwise (samba-tool sends the relax control with them).
  bool isSchemaUpdate = false;
  std::string file = {};  ///< of a folder of change files: the name of its own
};

/// The control of a change record, "1.2.840.113556.1.4.805 true" or "1.2.3 false: value" (RFC 2849), taken apart.
struct ControlLine {
  std::string oid;
  bool isCritical = false;
};
/// Nothing for a line that the grammar does not allow.
std::optional<ControlLine> parseControlLine(std::string_view line);

}  // namespace ldapsnap

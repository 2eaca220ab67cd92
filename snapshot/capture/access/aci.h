// Access control instructions of 389 Directory Server: the values of the attribute aci.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/capture/access/access_control.h"

namespace ldapsnap {

/// One permission of an ACI with its bind rule: "allow (read,search) userdn = "ldap:///anyone";".
struct AciPermission {
  bool isAllow = true;
  bool concernsReading = false;  ///< read or all is among its rights
  std::string bindRule;          ///< as written
};

/// One value of aci (389 Directory Server Administration Guide, managing access control).
struct Aci {
  std::optional<std::vector<std::string>> attributes;  ///< of targetattr; "*" for all. None: it names none
  bool isAllBut = false;                               ///< targetattr != "..."
  bool isEverywhere = true;                            ///< it applies to each entry at and below the one that holds it
  std::vector<AciPermission> permissions;
};

/// Nothing for text that is not an ACI: what it grants or denies is then not known.
std::optional<Aci> parseAci(std::string_view value);

/// Whether a bind rule is true for `identity`, a DN or "" for anonymous. What depends on groups, roles, the connection
/// or the entry that is read is not known, except that nobody is another entry ("ldap:///self").
Certainty isBoundBy(std::string_view bindRule, const std::string& identity);

}  // namespace ldapsnap

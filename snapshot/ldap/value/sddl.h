// Security descriptors as text ([MS-DTYP] 2.5.1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/value/security_descriptor.h"

namespace ldapsnap {

/// "O:BAG:SYD:P(A;CI;RPWP;;;AU)". Well-known SIDs by alias, those of a domain in full (an alias would need the domain).
/// What SDDL has no letters for is written in hexadecimal: the rights of an ACE, its type, and the data of a
/// conditional ACE behind a seventh semicolon.
std::string toSddl(const SecurityDescriptor& descriptor);

/// A descriptor in pieces that can be compared one by one, each with the letter of what it belongs to: "O:BA", "G:SY",
/// a list's flags "D:PAI", an ACE "D:(A;;RP;;;AU)", "D:NO_ACCESS_CONTROL". In the order of SDDL.
struct SddlParts {
  std::vector<std::string> own;
  std::vector<std::string> inherited;  ///< ACEs that the parent's descriptor gives (INHERITED_ACE, "ID")
};
SddlParts sddlParts(const SecurityDescriptor& descriptor);

/// One ACE as it stands in its list: "(OA;CIIO;RP;guid;guid;PS)".
std::string aceToSddl(std::string_view ace);

}  // namespace ldapsnap

// Which words on a command line are servers.
#pragma once

#include <string_view>

namespace ldapsnap {

/// True for an LDAP URL (RFC 4516, 2) by its scheme: ldap, ldaps or ldapi, in any case.
bool isServerUrl(std::string_view text);

}  // namespace ldapsnap

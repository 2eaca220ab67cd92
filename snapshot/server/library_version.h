// Which libldap runs.
#pragma once

#include <string>

namespace ldapsnap {

/// "OpenLDAP 2.5.13", of the library as it is loaded.
std::string ldapLibraryVersion();

}  // namespace ldapsnap

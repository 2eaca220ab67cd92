// Files of the LDAP client that lie in the current folder, which need not be the user's.
#pragma once

#include <string>

namespace ldapsnap {

/// libldap also reads the file "ldaprc" of the current folder, and the one there that LDAPRC names (ldap.conf(5)):
/// whoever can write to the folder can turn off the check of certificates or add an authority. Throws Error(BadInput)
/// that names the file and the line of the first option of TLS in it, apart from the client's own certificate and key.
/// The user's home is no foreign folder.
void refuseTlsOptionsOfCurrentFolder();

}  // namespace ldapsnap

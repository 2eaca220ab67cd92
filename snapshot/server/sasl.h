// Binding with a SASL mechanism (RFC 4513, 5.2): EXTERNAL, GSSAPI, DIGEST-MD5, SCRAM.
#pragma once

#include "snapshot/server/connection.h"
#include "snapshot/server/ldap_handle.h"

namespace ldapsnap {

/// Returns the LDAP result code. What the mechanism asks for (identity, realm, password) comes from the settings, else
/// from ldap.conf's SASL_* options; the user is asked nothing.
int saslBind(LDAP* ld, const ConnectionSettings& settings, const Secret& password);

}  // namespace ldapsnap

// A connection of libldap that is bound: what connect() makes a Directory of, and change feeds follow.
#pragma once

#include <string>

#include "snapshot/server/connection.h"
#include "snapshot/server/ldap_handle.h"

namespace ldapsnap {

struct BoundHandle {
  LdapPtr<LDAP> ldap;
  std::string uri;  ///< without credentials
};

/// Throws as connect() does.
BoundHandle openBound(const ConnectionSettings& settings);

}  // namespace ldapsnap

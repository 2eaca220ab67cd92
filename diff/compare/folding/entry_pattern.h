// Entries that data files name by their place.
#pragma once

#include <string>
#include <string_view>

#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Whether the entry `dn` is what `pattern` names: a DN, with what is below it as `scope` says; "RDN,*,DN" is every
/// entry with that RDN anywhere below DN. The empty pattern is the root DSE alone.
bool matchesPattern(const std::string& dn, std::string_view pattern, Scope scope, const Schema& schema);

}  // namespace ldapsnap

// Telling the entries that a schema is read from.
#pragma once

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// False for an entry that Schema::addFrom() passes over. Depends on its object classes and the descriptions of its
/// attributes alone.
bool mayHoldSchema(const Entry& entry);

}  // namespace ldapsnap

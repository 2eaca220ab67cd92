// Telling the entries that a schema is read from.
#pragma once

#include <string_view>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// False for an entry that Schema::addFrom() passes over. Depends on its object classes and the descriptions of its
/// attributes alone.
bool mayHoldSchema(const Entry& entry);

/// Whether entries of that object class hold schema elements.
bool isSchemaClass(std::string_view objectClass);

/// False for attributes that neither Schema::addFrom() nor mayHoldSchema() looks at: an entry gives the same schema
/// without them.
bool isReadForSchema(std::string_view description);

}  // namespace ldapsnap

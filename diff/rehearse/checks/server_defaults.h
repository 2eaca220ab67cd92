// Values that a server derives for an entry that is added without them, or with a request to choose them.
#pragma once

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The entry of an add request with what a server of that product derives from the rest of it. Of Active Directory's
/// schema objects: lDAPDisplayName from cn, and linkID and mAPIID where the server is asked to choose them or to take
/// the one that belongs to a forward link ([MS-ADTS] 3.1.1.2.3). A number that the server chooses is one that `schema`
/// does not use, not the one that the server will choose.
Entry withDerivedValues(Entry entry, const Schema& schema, Product product);

/// "gateBadgeNumber" of "gate-Badge-Number" ([MS-ADTS] 3.1.1.2.3.4).
std::string defaultDisplayName(std::string_view cn);

}  // namespace ldapsnap

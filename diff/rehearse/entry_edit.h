// A modify request on one entry, on paper (RFC 4511, 4.6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/rehearse/obstacle.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// What came of it: the entry as it would be, or why the server refuses, or why that cannot be told.
struct EntryEdit {
  Entry entry;
  std::optional<Obstacle> obstacle;
  std::string unknown;  ///< a reason
};

/// Applies `modifications` in order; all or none. Values are equal by the schema's rules.
EntryEdit edit(Entry entry, const std::vector<Modification>& modifications, const Schema& schema);

/// What an add of `record` would leave: its attributes, and the values of its RDN where it does not give them.
Entry withRdnValues(Entry entry, const Schema& schema);

/// With the classes above those that it has, as 389 Directory Server and Active Directory complete them ([MS-ADTS]
/// 3.1.1.5.2.4).
Entry withSuperiorClasses(Entry entry, const Schema& schema);

/// What a rename leaves of the attributes: the values of the old RDN go where deleteoldrdn says so, the new ones come.
void exchangeRdn(Entry& entry, const Rdn& oldRdn, const Rdn& newRdn, bool deleteOldRdn, const Schema& schema);

/// True when every value of `wanted` is in `entry`.
bool holdsAll(const Entry& entry, const Entry& wanted, const Schema& schema);
/// True when both have the same attributes and values.
bool isSameEntry(const Entry& a, const Entry& b, const Schema& schema);
bool isSameValues(const Attribute* a, const Attribute* b, const Schema& schema);

/// The attribute of `entry` that is the same as `description` by the schema; nullptr: none.
const Attribute* findAttribute(const Entry& entry, std::string_view description, const Schema& schema);

}  // namespace ldapsnap

// What a modify or a rename request makes of one entry (RFC 4511, 4.6 and 4.9).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/rehearse/answers/obstacle.h"
#include "diff/rehearse/checks/request_checks.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The entry as it would be, or why the server refuses. With a doubt, `entry` is the best guess.
struct EntryEdit {
  Entry entry;
  std::optional<Obstacle> obstacle;
  std::optional<Doubt> doubt;
};

/// Applies `modifications` in order; all or none. Values are equal by the schema's rules, and `rules` are the server's.
EntryEdit edit(Entry entry, const std::vector<Modification>& modifications, const Schema& schema,
               const EditRules& rules);

/// The entry with the values of its RDN, where it does not have them already.
Entry withRdnValues(Entry entry, const Schema& schema);

/// The entry with the superclasses of its classes, as 389 Directory Server and Active Directory complete them
/// ([MS-ADTS] 3.1.1.5.2.4).
Entry withSuperiorClasses(Entry entry, const Schema& schema);

/// Removes the values of the old RDN where deleteoldrdn asks for it, and adds those of the new one.
void exchangeRdn(Entry& entry, const Rdn& oldRdn, const Rdn& newRdn, bool deleteOldRdn, const Schema& schema);

/// True when every value of `wanted` is in `entry`.
bool holdsAll(const Entry& entry, const Entry& wanted, const Schema& schema);
/// True when no value of `unwanted` is in `entry`.
bool holdsNone(const Entry& entry, const Attribute& unwanted, const Schema& schema);
/// True when both have the same attributes and values.
bool isSameEntry(const Entry& a, const Entry& b, const Schema& schema);
/// nullptr: the attribute is absent.
bool isSameValues(const Attribute* a, const Attribute* b, const Schema& schema);

/// Equal keys, equal values of that attribute. An ordered value is compared without its number.
std::string valueKey(std::string_view description, std::string_view value, const Schema& schema);

}  // namespace ldapsnap

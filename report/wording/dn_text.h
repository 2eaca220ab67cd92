// DNs as text for display. Nothing here compares names: that takes the schema (dn.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// The RDNs of `dn` as spelled, leaf first, as splitRdns() of dn.h gives them; text that is not a DN is one piece.
/// Views into `dn`.
std::vector<std::string_view> rdnsForPeople(std::string_view dn);

/// The part of `dn` before `base`, as spelled: "cn=a,cn=b" of "cn=a,cn=b,o=Acme" under "o=Acme". The full DN when
/// it does not lie below `base`.
std::string relativeName(std::string_view dn, std::string_view base);

/// Whether `dn` lies below `base`, as spelled; nothing lies below the empty name.
bool isBelow(std::string_view dn, std::string_view base);

/// How a DN is written where a person reads it: the empty one is the root DSE's.
std::string dnForPeople(std::string_view dn);

}  // namespace ldapsnap

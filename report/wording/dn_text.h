// DNs as text: cutting them at RDNs for display. Nothing here compares names; that is the schema's business (dn.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// The RDNs of `dn` as it is spelled, leaf first, without the commas between them: cuts at commas and semicolons that
/// are neither escaped nor quoted (RFC 4514, RFC 1779). Views into `dn`.
std::vector<std::string_view> splitRdns(std::string_view dn);

/// The part of `dn` before `base`, as spelled: "cn=a,cn=b" of "cn=a,cn=b,o=Acme" under "o=Acme". The whole DN when
/// it does not lie below `base`.
std::string relativeName(std::string_view dn, std::string_view base);

/// How a DN is written where a person reads it: the empty one is the root DSE's.
std::string dnForPeople(std::string_view dn);

}  // namespace ldapsnap

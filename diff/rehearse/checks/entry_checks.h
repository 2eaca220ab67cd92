// What a server checks in an entry as a request would leave it: its classes and its name (RFC 4512, 2.3 and 2.4).
#pragma once

#include <optional>

#include "diff/rehearse/answers/obstacle.h"
#include "diff/rehearse/checks/request_checks.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The first obstacle that the check finds in a complete entry, or nothing. `check` is one of those of the entry as it
/// would be; StructuralKept and the checks of naming types have functions of their own. What the server adds itself
/// counts as present. `schema` is the one that the server has when it looks at the request.
std::optional<Obstacle> checkEntry(RequestCheck check, const Entry& entry, const Schema& schema, Product product);

/// Whether a modify operation changes the structural class (RFC 4512, 2.4.2), which servers prohibit.
std::optional<Obstacle> checkStructuralClassKept(const Entry& before, const Entry& after, const Schema& schema,
                                                 Product product);

/// Active Directory: whether an entry of these classes may be below that one.
std::optional<Obstacle> checkParentClass(const Entry& entry, const Entry& parent, const Schema& schema,
                                         Product product);

/// slapd: whether the attributes of an RDN can name an entry.
std::optional<Obstacle> checkNamingTypes(const Rdn& rdn, const Schema& schema, Product product);

}  // namespace ldapsnap

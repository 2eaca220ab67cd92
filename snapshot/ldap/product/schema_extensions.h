// Extensions of schema definitions by which servers decide something, from data/schema-extensions.json.
#pragma once

#include <string_view>

#include "snapshot/ldap/product/product.h"

namespace ldapsnap {

/// Whether a server of the product behaves differently with and without `value` in the extension `name` ("X-ORDERED",
/// upper case; RFC 4512, 4.1). A server of unknown kind may be any of them. All other extensions are notes for people.
/// `value` is compared without ASCII case.
bool decidesBehaviour(std::string_view name, std::string_view value, Product product);

}  // namespace ldapsnap

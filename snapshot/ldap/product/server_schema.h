// Schema elements that servers define without showing them in every export: compiled into slapd and its modules, or the
// classes of Active Directory's schema itself. From data/server-schema.json (format: data/README.md).
#pragma once

#include <string_view>

#include "snapshot/ldap/product/product.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The elements that every server of the product defines, whatever was added to its schema. Empty where no list is
/// known. Lives as long as the program.
const Schema& compiledInSchema(Product product);

/// The elements that a module of slapd defines; `module` as in olcModuleLoad: a name or a path, with or without a
/// suffix
/// ("{0}back_mdb", "/usr/lib/ldap/ppolicy.la"). nullptr: not known.
const Schema* moduleSchema(std::string_view module);

/// Whether the list of compiledInSchema() has every operational type of the product: one that neither it, nor a loaded
/// module, nor the snapshot defines is not defined.
bool knowsOperationalTypes(Product product);

}  // namespace ldapsnap

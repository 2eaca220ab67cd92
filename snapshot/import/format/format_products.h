// The server that a format of files belongs to.
#pragma once

#include <string_view>

#include "snapshot/ldap/product/product.h"

namespace ldapsnap {

/// The product whose directories the files of this format hold, from snapshot/import/data/format-products.json:
/// "csvde", "slapd.conf". Throws Error(Internal) for a format that has no row.
Product productOfFormat(std::string_view format);

}  // namespace ldapsnap

// Where LDIF text begins.
#pragma once

#include <cstddef>
#include <string_view>

namespace ldapsnap {

/// The offset of the first line of LDIF in `text`: after a UTF-8 byte order mark, and after the lines that
/// ldapsearch(1) writes to standard error before it ("SASL/EXTERNAL authentication started", "Enter LDAP Password:"),
/// which are in the file where both outputs were sent to it.
std::size_t ldifStart(std::string_view text);

}  // namespace ldapsnap

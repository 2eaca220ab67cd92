// Addresses that a page may link to.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

/// `url` with whatever an address cannot hold as it is (RFC 3986: spaces, quotes, angle brackets, other bytes) written
/// as %XX. Empty unless it begins with http:// or https://: nothing else is made a link.
std::string linkTarget(std::string_view url);

}  // namespace ldapsnap

// JSON with one spelling for one value: what is hashed and signed.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace ldapsnap {

/// RFC 8785 for what our records hold (objects, lists, strings, integers, booleans, null): keys sorted, no white space,
/// escapes only where JSON asks for them. Strings must be UTF-8 (jsonText()).
std::string canonicalJson(const boost::json::value& value);

/// Parses a record. Throws Error(Integrity) for what is not JSON.
boost::json::value parseRecord(std::string_view text);

/// `bytes` as a JSON string can hold them: as they are when they are UTF-8, else through visible().
std::string jsonText(std::string_view bytes);

}  // namespace ldapsnap

// Compressed LDIF.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ldapsnap {

/// What gzip or zstd packed, whole, of one piece or several; empty for text that is not compressed. Throws
/// Error(BadInput) when it is damaged or ends early.
std::optional<std::string> unpackText(std::string_view bytes);

}  // namespace ldapsnap

// GUIDs ([MS-DTYP] 2.3.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ldapsnap {

inline constexpr std::size_t kGuidSize = 16;

/// "6f9619ff-8b86-d011-b42d-00c04fc964ff": the first three fields are little-endian in the 16 bytes. Empty optional
/// when `bytes` has another size.
std::optional<std::string> guidToText(std::string_view bytes);

/// The 16 bytes of that text, with braces around it or without, in either case. Nothing for any other text.
std::optional<std::string> guidFromText(std::string_view text);

}  // namespace ldapsnap

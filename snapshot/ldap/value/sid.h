// Security identifiers ([MS-DTYP] 2.4.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ldapsnap {

/// True when `bytes` is one SID and nothing else.
bool isSid(std::string_view bytes);
/// How many bytes the SID at the start of `bytes` takes; 0 when there is none.
std::size_t sizeOfSid(std::string_view bytes);
/// "S-1-5-21-...". Empty optional when `bytes` is no SID.
std::optional<std::string> sidToText(std::string_view bytes);
/// The inverse, as [MS-DTYP] 2.4.2.1 writes it (an authority above 32 bits in hexadecimal).
std::optional<std::string> sidFromText(std::string_view text);

}  // namespace ldapsnap

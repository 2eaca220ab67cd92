// Text in encodings other than UTF-8: code pages of Windows, EBCDIC, UTF-16.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

/// `bytes`, which are text in the encoding of that name, in UTF-8. Names are those that ICU knows: "cp1252",
/// "windows-1252", "iso-8859-1", "cp932", "utf-16le". Throws Error(Usage) for a name that it does not know, and
/// Error(BadInput) with the line for bytes that mean nothing in the encoding.
std::string toUtf8(std::string_view bytes, const std::string& encoding);

/// Throws Error(Usage) for the name of an encoding that toUtf8() does not know.
void requireEncoding(const std::string& encoding);

}  // namespace ldapsnap

// The text form that minisign's files share: a comment line, a line of base64, and in a signature both once more.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// Lines without their ends, CR LF included; text after the last line feed is a line unless it is empty.
std::vector<std::string_view> linesOf(std::string_view text);

/// The bytes of a base64 text that must give exactly `size` of them; empty otherwise.
std::optional<std::string> bytesOf(std::string_view text, std::size_t size);

/// Sixteen hexadecimal digits: the key's number read as a little-endian integer.
std::string keyIdText(const std::array<unsigned char, 8>& id);

std::string_view viewOf(const unsigned char* bytes, std::size_t size);
const unsigned char* unsignedBytes(std::string_view text);

}  // namespace ldapsnap

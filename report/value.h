// How a value is shown to a person, in every format but JSON and LDIF.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

enum class Length { Short, Whole };  ///< Short: long values lose their middle, and say how much

/// One line for `value` of the attribute `description`, safe to print (visible()):
///   UTF-8 without NUL  as it is, control characters as escapes; in quotes when it begins or ends with a space;
///                      "(empty)" when it has no bytes
///   anything else      0x and hexadecimal digits, with its size
///   a redacted value   "(secret)"; a redacted part of a value the same in its place
std::string showValue(std::string_view description, std::string_view value, Length length = Length::Short);

/// As above for one line of a text: never in quotes, nothing for an empty line.
std::string showLine(std::string_view line, Length length = Length::Short);

/// True when the capture replaced `value`, or a part of it, by a digest: two such values may differ and look the same.
bool holdsSecret(std::string_view value);

/// `text` of at most `limit` bytes: else its beginning and end with "... (1,234 bytes hidden) ..." between them, cut
/// between characters.
std::string elided(std::string_view text, std::size_t limit);

}  // namespace ldapsnap

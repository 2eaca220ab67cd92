// How a value is shown to a person, in every format but JSON and LDIF.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diff/compare/model/difference.h"
#include "snapshot/ldap/schema/decode.h"

namespace ldapsnap {

enum class Length { Short, Whole };  ///< Short: long values lose their middle, and say how much

/// One line for `value` of the attribute `description`, safe to print (visible()):
///   UTF-8 without NUL  as it is, control characters as escapes; in quotes when it begins or ends with a space;
///                      "(empty)" when it has no bytes
///   anything else      0x and hexadecimal digits, with its size
///   a redacted value   "(secret)"; a redacted part of a value the same in its place
std::string showValue(std::string_view description, std::string_view value, Length length = Length::Short);

/// As above with what the value means, when `decoding` is not nullptr: "514 (ACCOUNTDISABLE | NORMAL_ACCOUNT)". Of a
/// value that is not text, only the meaning: "33221100-5544-7766-8899-aabbccddeeff".
std::string showDecoded(std::string_view description, std::string_view value, const Decoding* decoding,
                        Length length = Length::Short);

/// What `decoding` makes of `value`, for any format: not yet visible(). Empty when it has no decoding, when the value
/// says the same, or is a secret.
std::optional<std::string> meaningOf(std::string_view value, const Decoding* decoding);

/// What was set and cleared, where one flag word replaced another.
std::optional<FlagChange> flagChangeOf(const AttributeChange& change);

/// As showValue() for one line of a text: never in quotes, nothing for an empty line.
std::string showLine(std::string_view line, Length length = Length::Short);

/// True when the capture replaced `value`, or a part of it, by a digest: two such values may differ and look the same.
bool holdsSecret(std::string_view value);

/// `text` of at most `limit` bytes: else its beginning and end with "... (1,234 bytes hidden) ..." between them, cut
/// between characters.
std::string elided(std::string_view text, std::size_t limit);

}  // namespace ldapsnap

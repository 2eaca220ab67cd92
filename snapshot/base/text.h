// Small text helpers that need no schema: ASCII case, making hostile text visible, suggesting a name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// Lower-cases A-Z alone: attribute types, class names and option names are ASCII (RFC 4512, 1.4).
std::string asciiLower(std::string_view text);
bool equalsIgnoreAsciiCase(std::string_view a, std::string_view b);
bool startsWithIgnoreAsciiCase(std::string_view text, std::string_view start);
std::string_view trimSpaces(std::string_view text);

/// True when `bytes` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool isUtf8(std::string_view bytes);

/// Appends a character in UTF-8. `point` is a scalar value of Unicode: at most U+10FFFF, not a surrogate.
void appendUtf8(std::string& out, char32_t point);

/// True for a byte that continues a character of UTF-8: text is never cut before one.
inline bool isContinuationByte(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// True for a character that shows nothing of its own or moves other text about (controls, format characters, line
/// separators, default ignorables), so that one name could pass for another. The one list of them: visible() and the
/// JSON writer escape by it.
bool isHiddenCharacter(char32_t character);

/// One line that is safe on a terminal, in a page or a log: control characters, line breaks, bidirectional and other
/// invisible format characters appear as `\u{202e}`, bytes that are not UTF-8 as `\xff`, a backslash stays. Directory
/// content is shown no other way.
std::string visible(std::string_view bytes);

/// True when a person can read `bytes` as text: UTF-8 without control characters other than tab and line breaks.
bool isReadableText(std::string_view bytes);

/// The candidate nearest to `wrong` by edit distance (letters swapped count once), if it is near enough to be meant.
std::optional<std::string> didYouMean(std::string_view wrong, const std::vector<std::string>& candidates);

std::string base64(std::string_view bytes);
/// RFC 4648 section 4, strict: no white space, padding where it belongs, unused bits zero. Empty optional when `text`
/// is not base64.
std::optional<std::string> fromBase64(std::string_view text);
std::string hex(std::string_view bytes);
std::optional<std::string> fromHex(std::string_view text);

}  // namespace ldapsnap

// Values that nobody can read, in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

class Schema;
struct Decoding;  // decodings.h

/// How the values of `attribute` (a description; options do not count) are to be shown: by the names in
/// snapshot/ldap/value/data/decodings.json, else by the rule that `schema` gives the attribute. nullptr when they speak
/// for themselves. Valid as long as the program runs.
const Decoding* decodingOf(std::string_view attribute, const Schema& schema);

/// As decoded() below, where the decoding is known.
std::optional<std::string> decoded(const Decoding& decoding, std::string_view value);

/// What became of a flag word, by name, lowest bit first.
struct FlagChange {
  std::vector<std::string> set, cleared;
};
/// Empty optional when `decoding` is not one of flags, or a value is no 32-bit number.
std::optional<FlagChange> flagChange(const Decoding& decoding, std::string_view before, std::string_view after);

/// The text to show beside the raw `value` of `attribute` (a description; options do not count): a GUID, a SID with its
/// well-known name, a moment, an interval, flags by name, a security descriptor as SDDL. Not yet visible(). Empty when
/// the value speaks for itself, or is not of the form.
std::optional<std::string> decoded(std::string_view attribute, std::string_view value, const Schema& schema);

}  // namespace ldapsnap

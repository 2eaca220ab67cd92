// Values that nobody can read, in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ldapsnap {

class Schema;

/// The text to show beside the raw `value` of `attribute` (a description; options do not count): a GUID, a SID with its
/// well-known name, a moment, an interval, flags by name, a security descriptor as SDDL. By the names in
/// snapshot/directory/data/decodings.json, else by the rule that `schema` gives the attribute. Empty when the value
/// speaks for itself, or is not of the form.
std::optional<std::string> decoded(std::string_view attribute, std::string_view value, const Schema& schema);

}  // namespace ldapsnap

// String preparation for matching (RFC 4518), on ICU's LDAP profiles.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ldapsnap {

enum class CaseHandling { Exact, Ignore };

/// The six steps of RFC 4518 and, for section 2.6, the insignificant space handling of 2.6.1 reduced to a form that
/// compares the same: no leading or trailing space, inner runs as one. Characters unassigned in Unicode 3.2 are
/// allowed. Empty optional for invalid UTF-8 and prohibited characters (private use, ...): such a value equals only its
/// own bytes. UTF-8 in and out.
std::optional<std::string> prepareString(std::string_view value, CaseHandling caseHandling);

/// The same for a piece of a substring assertion, where a space at an end says where a word begins or ends: one space
/// there stays, and inner runs become two (RFC 4518, 2.6.1), so that "a " is not found in "ab".
std::optional<std::string> prepareSubstring(std::string_view piece, CaseHandling caseHandling);

}  // namespace ldapsnap

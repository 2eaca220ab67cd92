// What changed inside one value, in words and on one line: for the formats that people read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/compare/model/difference.h"
#include "report/values/value.h"

namespace ldapsnap {

/// "in their order: 1 value added, 0 removed", "text changed, 2 lines added, 1 removed", "security descriptor: 1 ACE
/// added, 0 removed; inherited ACEs: 4 added, 4 removed". Of a change that has `lines`, but not of words.
std::string editSummary(const AttributeChange& change);

/// What `reordered` values did: "{2} -> {1}", as olcAccess and its like number their values, and the value.
struct MovedText {
  std::string places, value;
};
std::vector<MovedText> movedTexts(const AttributeChange& change, Length length);

/// "+ACCOUNTDISABLE -PASSWD_NOTREQD" where one flag word replaced another, else empty.
std::string flagSummary(const AttributeChange& change);

/// Words as `git diff --word-diff=plain` writes them: "for [-Notes-]{+Exchange+} in Seattle". Short: of long stretches
/// that stayed, only what is next to a change. Empty optional when the value holds such marks itself, and no one could
/// tell them apart.
std::optional<std::string> wordsInLine(const AttributeChange& change, Length length);

/// A part of a security descriptor with the names of the well-known SIDs that SDDL has no letters for:
/// "D:(A;;GA;;;S-1-5-21-1-2-3-512) (Domain Admins)".
std::string withSidNames(std::string_view part);

}  // namespace ldapsnap

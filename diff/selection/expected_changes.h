// The changes that a site expects: left out of what is shown, counted with their reasons.
//
//   {"format": "ldapsnap-ignore/1",
//    "changes": [{"reason": "The backup writes it every night.", "under": ["cn=backup,o=Acme"],
//                 "attributes": ["description"], "until": "2027-05-31"}]}
#pragma once

#include <filesystem>
#include <vector>

#include "diff/selection/selection.h"

namespace ldapsnap {

/// The name of the file that is read from the working directory when no other is given.
inline constexpr const char* kIgnoreFile = "ldapsnap.ignore.json";

/// Strict as packs are: a change without a reason, or without anything that it is about, and an unknown key are
/// Error(BadInput) at file:line:column.
std::vector<ExpectedChange> readExpectedChanges(const std::filesystem::path& file);

}  // namespace ldapsnap

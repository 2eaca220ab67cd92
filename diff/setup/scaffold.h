// A new rule with its fixtures, to be filled in: what `ldapsnap rules new` writes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ldapsnap {

/// Writes FOLDER/NAME.json with two fixtures, and FOLDER/setups.json when the folder has none. What is written can be
/// read at once and its fixtures pass, so that every later failure is the author's. Returns the files written. Throws
/// Error(BadInput) when NAME is no rule name, when the rule is there already, or when nothing can be written.
std::vector<std::filesystem::path> scaffoldRule(const std::filesystem::path& folder, const std::string& name);

}  // namespace ldapsnap

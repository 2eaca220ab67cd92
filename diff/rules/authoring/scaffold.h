// A new rule with its fixtures, to be filled in: what `ldapsnap rules new` writes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ldapsnap {

/// Where the files of a new rule go.
struct RuleFiles {
  std::string family;  ///< the folder's name
  std::filesystem::path setups, rule, fixtures;
};
/// Throws Error(BadInput) when NAME is not a valid rule name, or the rule already exists.
RuleFiles newRuleFiles(const std::filesystem::path& folder, const std::string& name);
/// Writes a file, its folder too, and adds it to `written`. Throws Error(BadInput).
void writeNewFile(const std::filesystem::path& file, const std::string& text,
                  std::vector<std::filesystem::path>& written);

/// Writes FOLDER/NAME.json with two fixtures, and FOLDER/setups.json when the folder has none. What is written can be
/// read at once and its fixtures pass, so that every later failure is the author's. Returns the files written. Throws
/// Error(BadInput) when NAME is not a valid rule name, when the rule already exists, or when nothing can be written.
std::vector<std::filesystem::path> scaffoldRule(const std::filesystem::path& folder, const std::string& name);

}  // namespace ldapsnap

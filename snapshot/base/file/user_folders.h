// Where a program keeps what is its user's (XDG Base Directory Specification).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace ldapsnap {

/// The value of an environment variable; nothing where it is not set, or empty.
std::optional<std::string> environmentVariable(const char* name);

enum class UserFolder {
  Configuration,  ///< $XDG_CONFIG_HOME/ldapsnap, or ~/.config/ldapsnap
  Data,           ///< $XDG_DATA_HOME/ldapsnap, or ~/.local/share/ldapsnap
  State,          ///< $XDG_STATE_HOME/ldapsnap, or ~/.local/state/ldapsnap
  Cache           ///< $XDG_CACHE_HOME/ldapsnap, or ~/.cache/ldapsnap
};
/// Nothing where neither that variable nor HOME is set. The folder need not exist.
std::optional<std::filesystem::path> userFolder(UserFolder folder);

}  // namespace ldapsnap

#include "snapshot/base/file/user_folders.h"

#include <cstdlib>

namespace ldapsnap {

namespace {

struct Place {
  const char* variable;
  const char* belowHome;
};

Place placeOf(UserFolder folder) {
  switch (folder) {
    case UserFolder::Data:
      return {"XDG_DATA_HOME", ".local/share"};
    case UserFolder::State:
      return {"XDG_STATE_HOME", ".local/state"};
    case UserFolder::Cache:
      return {"XDG_CACHE_HOME", ".cache"};
    case UserFolder::Configuration:
      break;
  }
  return {"XDG_CONFIG_HOME", ".config"};
}

}  // namespace

std::optional<std::string> environmentVariable(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here changes it
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

std::optional<std::filesystem::path> userFolder(UserFolder folder) {
  const Place place = placeOf(folder);
  if (const auto named = environmentVariable(place.variable)) return std::filesystem::path(*named) / "ldapsnap";
  const auto home = environmentVariable("HOME");
  return home ? std::optional(std::filesystem::path(*home) / place.belowHome / "ldapsnap") : std::nullopt;
}

}  // namespace ldapsnap

#include "snapshot/store/backend/folder_trust.h"

#include <cstdlib>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "snapshot/base/number.h"

namespace ldapsnap {
namespace {

/// The user who typed "sudo ldapsnap": root works in his folders.
std::optional<uid_t> sudoUser() {
  const char* const text = std::getenv("SUDO_UID");  // NOLINT(concurrency-mt-unsafe): nothing here changes it
  if (text == nullptr || ::geteuid() != 0) return std::nullopt;
  return wholeNumber<uid_t>(text);
}

bool isOurs(uid_t owner) { return owner == ::geteuid() || owner == 0 || owner == sudoUser(); }

/// 0775 is what a umask of 002 makes, where each user has a group of his own.
bool othersMayWrite(const struct stat& status) {
  return (status.st_mode & S_IWOTH) != 0 || ((status.st_mode & S_IWGRP) != 0 && status.st_gid != ::getegid());
}

[[noreturn]] void refuse(const std::filesystem::path& place, const std::string& what, const std::string& remedy) {
  throw Error(ErrorKind::BadInput, what).at(place.string()).fix(remedy);
}

void requireOurs(const std::filesystem::path& place, const struct stat& status) {
  if (isOurs(status.st_uid)) return;
  refuse(place,
         fmt::format("it belongs to the user with the number {}, who could change what is stored", status.st_uid),
         "name another store, or run as that user");
}

}  // namespace

void requireTrustworthy(const std::filesystem::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return;  // opening it says why not
  requireOurs(folder, status);
  if (othersMayWrite(status))
    refuse(folder, "other users can write to the store's folder", "chmod go-w " + folder.string());
  for (const char* name : {"store.db", "store.db-wal", "store.db-shm", "store.lock", "redaction.key"}) {
    const std::filesystem::path file = folder / name;
    if (::lstat(file.c_str(), &status) != 0) continue;
    if (!S_ISREG(status.st_mode))
      refuse(file, "not a regular file: the store would write to another place", "remove it");
    requireOurs(file, status);
    if (std::string_view(name) == "redaction.key" && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
      refuse(file, "other users can read the redaction key, and test guesses at what it hides",
             "chmod 600 " + file.string());
  }
}

}  // namespace ldapsnap

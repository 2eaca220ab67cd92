#include "snapshot/store/backend/store_folder.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/file/temporary_file.h"
#include "snapshot/base/text.h"
#include "snapshot/store/backend/redaction_keys.h"

namespace ldapsnap {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;
constexpr std::chrono::milliseconds kPollInterval{20};

[[noreturn]] void fail(const std::filesystem::path& place, const char* what, int error) {
  throw Error(ErrorKind::Unreachable, fmt::format("cannot {}: {}", what, std::strerror(error))).at(place.string());
}

/// A file descriptor that is closed at the end.
class OpenFile {
 public:
  OpenFile(const std::filesystem::path& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC, kFileMode)) {
    if (file_ < 0) fail(path, "open the file", errno);
  }
  OpenFile(OpenFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  OpenFile& operator=(OpenFile&&) = delete;
  ~OpenFile() {
    if (file_ >= 0) ::close(file_);
  }

  int number() const { return file_; }

 private:
  int file_;
};

class FileLock : public StoreLock {
 public:
  explicit FileLock(OpenFile file) : file_(std::move(file)) {}

 private:
  OpenFile file_;  // closing it releases the lock
};

/// flock(2) rather than a row or the existence of a file: the system releases the lock when the process ends, however
/// it ends.
std::unique_ptr<StoreLock> waitForLock(OpenFile file, int operation, std::chrono::milliseconds wait,
                                       const std::string& name) {
  const auto end = std::chrono::steady_clock::now() + wait;
  while (::flock(file.number(), operation | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) fail(name, "lock it", errno);
    if (std::chrono::steady_clock::now() >= end)
      throw Error(ErrorKind::Unreachable, name + " is being written by another process")
          .fix("try again when it is done");
    std::this_thread::sleep_for(kPollInterval);
  }
  return std::make_unique<FileLock>(std::move(file));
}

}  // namespace

bool StoreFolder::hasDatabase() const {
  std::error_code ignored;
  return std::filesystem::exists(database(), ignored);
}

void StoreFolder::requireNotEmptied() const {
  constexpr std::uintmax_t kSmallestDatabase = 512;  // SQLite's smallest page
  std::error_code missing;
  const std::uintmax_t size = std::filesystem::file_size(database(), missing);
  if (missing || size >= kSmallestDatabase || hasLog() || !hasRedactionKey()) return;
  // The key of a new store is made after its database file and before the first page: a database that is older than the
  // key is one whose creation was cut short, and is made now.
  const auto written = std::filesystem::last_write_time(database(), missing);
  if (missing || written <= std::filesystem::last_write_time(keyFile(), missing) || missing) return;
  throw Error(ErrorKind::Integrity, "the database is empty, though the store has a redaction key")
      .at(database().string())
      .fix("restore it from a backup; to start a new store, remove the folder");
}

bool StoreFolder::isWritable() const {
  return ::access(path_.c_str(), W_OK) == 0 && ::access(database().c_str(), W_OK) == 0;
}

bool StoreFolder::hasLog() const {
  std::error_code missing;
  const std::uintmax_t size = std::filesystem::file_size(database().string() + "-wal", missing);
  return !missing && size > 0;
}

void StoreFolder::create() const {
  std::error_code failed;
  if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), failed);
  if (!failed && ::mkdir(path_.c_str(), kFolderMode) != 0 && errno != EEXIST)
    failed.assign(errno, std::generic_category());
  if (failed) fail(path_, "create the store's folder", failed.value());
  requireTrustworthy(path_);
  requireNotEmptied();
  // SQLite gives its other files the mode of this one.
  const OpenFile created(database(), O_RDWR | O_CREAT | O_NOFOLLOW);
}

void StoreFolder::removeLeftovers() const {
  // A process that has just created such a file unlinks it itself in a moment; it does not matter who is first.
  std::error_code unreadable;
  for (const auto& file : std::filesystem::directory_iterator(path_, unreadable))
    if (TemporaryFile::isNameOfOne(file.path().filename().string())) ::unlink(file.path().c_str());
}

std::unique_ptr<StoreLock> StoreFolder::lockForSetup(std::chrono::milliseconds wait) const {
  return waitForLock(OpenFile(path_, O_RDONLY | O_DIRECTORY), LOCK_EX, wait, name());
}

std::unique_ptr<StoreLock> StoreFolder::lockForWriting(std::chrono::milliseconds wait) const {
  return waitForLock(OpenFile(path_ / "store.lock", O_RDWR | O_CREAT | O_NOFOLLOW), LOCK_SH, wait, name());
}

std::unique_ptr<StoreLock> StoreFolder::lockForRemoving(std::chrono::milliseconds wait) const {
  return waitForLock(OpenFile(path_ / "store.lock", O_RDWR | O_CREAT | O_NOFOLLOW), LOCK_EX, wait, name());
}

bool StoreFolder::hasRedactionKey() const {
  std::error_code ignored;
  return std::filesystem::exists(keyFile(), ignored);
}

void StoreFolder::makeRedactionKey() const { ldapsnap::makeRedactionKey(keyFile(), Digests::Fast); }

std::string StoreFolder::redactionKey() const {
  if (!hasRedactionKey())
    throw Error(ErrorKind::Unreachable, "the store's redaction key is missing")
        .at(keyFile().string())
        .fix("restore this file from a backup: with another key every secret would look changed");
  return parseRedactionKey(readFile(keyFile()), keyFile().string());
}

}  // namespace ldapsnap

// The folder of a store: its files, their modes, its locks and its redaction key.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "snapshot/store/backend/backend.h"

namespace ldapsnap {

class StoreFolder {
 public:
  explicit StoreFolder(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "store.db"; }
  /// "store /home/me/.local/share/ldapsnap", for messages.
  std::string name() const { return "store " + path_.string(); }

  bool hasDatabase() const;
  /// Throws Error(Integrity) when the database of a store has not even a page: a crash of the machine left it so, or
  /// somebody emptied it.
  void requireNotEmptied() const;
  /// Creates what is missing: parent folders with the user's umask, the folder itself 0700, an empty database file
  /// 0600. Throws Error(Unreachable) when that is not possible, and what requireTrustworthy() and
  /// requireNotEmptied() throw.
  void create() const;
  /// Removes temporary files of processes that were killed before they could unlink them.
  void removeLeftovers() const;
  bool isWritable() const;
  /// True when part of the database is in its log: a process is writing, or was killed.
  bool hasLog() const;

  /// Held by the one process that sets the store up.
  std::unique_ptr<StoreLock> lockForSetup(std::chrono::milliseconds wait) const;
  /// See Backend. Throws Error(Unreachable) when the wait is over.
  std::unique_ptr<StoreLock> lockForWriting(std::chrono::milliseconds wait) const;
  std::unique_ptr<StoreLock> lockForRemoving(std::chrono::milliseconds wait) const;

  bool hasRedactionKey() const;
  /// Writes a new key. To be called under lockForSetup().
  void makeRedactionKey() const;
  /// Throws Error(Unreachable) when it is missing, Error(Integrity) when it is not a key.
  std::string redactionKey() const;

 private:
  std::filesystem::path keyFile() const { return path_ / "redaction.key"; }

  std::filesystem::path path_;
};

}  // namespace ldapsnap

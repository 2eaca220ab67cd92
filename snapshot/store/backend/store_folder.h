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
  /// Makes what is missing: folders on the way as the user's umask says, the folder itself 0700, an empty database file
  /// 0600. Throws Error(Unreachable) when that is not possible.
  void create() const;
  /// Removes temporary files that lost their process before they lost their name.
  void removeLeftovers() const;
  bool isWritable() const;
  /// Somebody writes now, or was killed: part of the database is in its log.
  bool hasLog() const;

  /// One process at a time sets a store up.
  std::unique_ptr<StoreLock> lockForSetup(std::chrono::milliseconds wait) const;
  /// See Backend. Throws Error(Unreachable) when the wait was not long enough.
  std::unique_ptr<StoreLock> lockForWriting(std::chrono::milliseconds wait) const;
  std::unique_ptr<StoreLock> lockForRemoving(std::chrono::milliseconds wait) const;

  bool hasRedactionKey() const;
  /// Writes a new key. To be called under lockForSetup().
  void makeRedactionKey() const;
  /// Throws Error(Unreachable) when it is missing, Error(Integrity) when it is no key.
  std::string redactionKey() const;

 private:
  std::filesystem::path keyFile() const { return path_ / "redaction.key"; }

  std::filesystem::path path_;
};

}  // namespace ldapsnap

// Which store to open, and how.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace ldapsnap {

/// Where a store is: a local folder, or a PostgreSQL database, which is an archive.
class StoreAddress {
 public:
  StoreAddress() = default;
  StoreAddress(std::filesystem::path folder) : folder_(std::move(folder)) {}  // NOLINT: a folder is an address
  /// "postgresql://..." (or "postgres://...") is an archive, anything else a folder.
  static StoreAddress named(std::string text);
  static bool isUrl(std::string_view text);

  bool isArchive() const { return !url_.empty(); }
  /// Of an archive, empty.
  const std::filesystem::path& folder() const { return folder_; }
  /// A connection URI of libpq; empty for a folder.
  const std::string& url() const { return url_; }
  /// Where large intermediate results are written: the store's own folder, the system's folder for an archive.
  std::filesystem::path temporaryFolder() const;

 private:
  std::filesystem::path folder_;
  std::string url_;
};

struct StoreOptions {
  StoreAddress address;
  enum class Access { Read, Write } access = Access::Read;  ///< Write creates folder (0700) and file (0600)
  std::chrono::milliseconds wait{10000};                    ///< for another process that is writing
  std::size_t memory = std::size_t{512} << 20;              ///< bytes for sorting a snapshot; the rest goes to a file
  std::string redactionKey = {};                            ///< see redaction_keys.h; empty: the store's default
};

inline bool StoreAddress::isUrl(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

inline StoreAddress StoreAddress::named(std::string text) {
  StoreAddress address;
  if (isUrl(text)) {
    address.url_ = std::move(text);
  } else {
    address.folder_ = std::move(text);
  }
  return address;
}

inline std::filesystem::path StoreAddress::temporaryFolder() const {
  return isArchive() ? std::filesystem::temp_directory_path() : folder_;
}

}  // namespace ldapsnap

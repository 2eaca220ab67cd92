// A file without a name, which the system removes however the process ends; a folder that is removed at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace ldapsnap {

/// Where temporary files go that belong to no store: $TMPDIR, else /var/tmp, which is on a disk where /tmp may be
/// memory.
std::filesystem::path temporaryFolder();

/// A folder in temporaryFolder(), for this user only, that is removed with all that is in it.
class TemporaryFolder {
 public:
  /// Called "ldapsnap-NAME-XXXXXX". Throws Error(Unreachable) when it cannot be made.
  explicit TemporaryFolder(std::string_view name);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class TemporaryFile {
 public:
  /// What its name begins with, as long as it has one.
  static constexpr std::string_view kPrefix = "temporary-";
  /// True for the name of a file that was made here and lost its process before it lost its name.
  static bool isNameOfOne(std::string_view name);

  /// In `folder`, for this user only. Throws Error(Unreachable) when it cannot be made.
  explicit TemporaryFile(const std::filesystem::path& folder);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Appends. Throws Error(Unreachable) when the disk is full.
  void write(std::string_view bytes);
  /// Goes back to the start, for reading.
  void rewind();
  /// Reads up to `size` bytes; 0 at the end.
  std::size_t read(char* buffer, std::size_t size);
  /// Reads exactly `size` bytes at `offset`, wherever reading and writing stand. Throws Error(Internal) when they are
  /// not there.
  void readAt(std::uint64_t offset, char* buffer, std::size_t size) const;

 private:
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path folder_;
  int file_;
};

}  // namespace ldapsnap

// LDIF files as text in memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace ldapsnap {

/// The bytes of a file for the life of the object: mapped read-only, or, of what cannot be mapped (a pipe, standard
/// input), read. What is compressed with gzip or zstd, by its first bytes, is unpacked into memory. Throws
/// Error(BadInput) that names the file when it cannot be read or unpacked whole.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// True when the text is the file's own bytes, so that it needs no memory.
  bool isMapped() const { return isMapped_; }
  /// Throws Error(BadInput) when the file was written to since it was mapped: what was read may be a mixture. (A file
  /// that is replaced by another of its name stays what it was.)
  void requireUnchanged() const;

  std::string_view text() const { return isMapped_ ? std::string_view{data_, size_} : std::string_view(bytes_); }

 private:
  void unmap();

  std::string path_;
  int descriptor_ = -1;  ///< of the mapped file
  struct stat status_ {};
  const char* data_ = nullptr;  ///< of the mapping
  std::size_t size_ = 0;
  bool isMapped_ = false;
  std::string bytes_;  ///< of what was read or unpacked
};

}  // namespace ldapsnap

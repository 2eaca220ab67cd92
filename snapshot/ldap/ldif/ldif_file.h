// LDIF files as text in memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace ldapsnap {

/// The bytes of a file, for the life of the object: mapped read-only, or read if it cannot be mapped (a pipe, standard
/// input). A file that begins as gzip or zstd data does is unpacked into memory. Throws Error(BadInput) with the name
/// of the file when it cannot be read or unpacked in full.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// True when text() is the mapping itself and needs no memory of its own.
  bool isMapped() const { return isMapped_; }
  /// Throws Error(BadInput) when the file was written to after it was mapped: what was read may be a mixture.
  /// (Replacing the file by another of the same name does no harm.)
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
  std::string bytes_;  ///< what was read or unpacked
};

}  // namespace ldapsnap

// A file in memory that another process may cut short.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace ldapsnap {

/// The bytes of a regular file, mapped read-only. The kernel sends SIGBUS to who reads a page that the file no longer
/// has, because another process writes it anew (`slapcat -l` of the same name) or truncated it. Here such pages then
/// read as NUL, and hasShrunk() is true: what was read is not what the file had.
class FileMapping {
 public:
  /// `descriptor`: of a regular file of `size` bytes, more than none; it may be closed afterwards. nullptr when the
  /// system does not map it, or when so many mappings exist that no further one can be watched: read the file instead.
  static std::unique_ptr<FileMapping> of(int descriptor, std::size_t size);
  ~FileMapping();
  FileMapping(const FileMapping&) = delete;
  FileMapping& operator=(const FileMapping&) = delete;

  std::string_view bytes() const { return {data_, size_}; }
  bool hasShrunk() const;

 private:
  FileMapping(const char* data, std::size_t size, std::size_t slot) : data_(data), size_(size), slot_(slot) {}

  const char* data_;
  std::size_t size_;
  std::size_t slot_;  ///< of the table that the signal's handler reads
};

}  // namespace ldapsnap

// LDIF files as text in memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

#include "snapshot/base/time.h"

namespace ldapsnap {

/// The bytes of a file, for the life of the object: mapped read-only, or read if it cannot be mapped (a pipe, standard
/// input). A file that begins as gzip or zstd data does is unpacked into memory. Text in UTF-16 (`ldifde -u`; with a
/// byte order mark, or without one if it begins with an ASCII character) is converted to UTF-8, and line ends of CR
/// alone to LF; a file with the signature of an AD Explorer snapshot stays as it is. Throws Error(BadInput) with the
/// name of the file when it cannot be read or unpacked in full, or when what it unpacks to is out of all proportion to
/// its size.
class MappedFile {
 public:
  /// `encoding`: of the text, by a name that toUtf8() takes; empty: UTF-8, or UTF-16 where the file shows it. A byte
  /// order mark of UTF-16 counts more.
  explicit MappedFile(const std::string& path, const std::string& encoding = "");
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// True when text() is the mapping itself and needs no memory of its own.
  bool isMapped() const { return isMapped_; }
  /// Throws Error(BadInput) when the file was written to after it was mapped: what was read may be a mixture.
  /// (Replacing the file by another of the same name does no harm.)
  void requireUnchanged() const;

  /// When the file was last written to; nothing for a pipe.
  std::optional<Time> modified() const;

  std::string_view text() const { return isMapped_ ? std::string_view{data_, size_} : std::string_view(bytes_); }

 private:
  void unmap();
  void replaceBy(std::optional<std::string> text);

  std::string path_;
  int descriptor_ = -1;         ///< of the mapped file
  struct stat status_ {};       ///< when it was opened
  const char* data_ = nullptr;  ///< of the mapping
  std::size_t size_ = 0;
  bool isMapped_ = false;
  std::string bytes_;  ///< what was read, unpacked or converted
};

}  // namespace ldapsnap

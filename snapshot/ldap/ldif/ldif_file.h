// LDIF files as text in memory.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/file_mapping.h"
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
  bool isMapped() const { return mapping_ != nullptr; }
  /// Throws Error(BadInput) when the file was written to after it was mapped: what was read may be a mixture.
  /// (Replacing the file by another of the same name does no harm.)
  void requireUnchanged() const;
  /// What requireUnchanged() throws; nothing for a file that is as it was.
  std::optional<Error> change() const;
  /// The file may become longer while it is read: a log that a server goes on writing.
  void allowGrowth() { mayGrow_ = true; }

  /// When the file was last written to; nothing for a pipe.
  std::optional<Time> modified() const;

  std::string_view text() const { return isMapped() ? mapping_->bytes() : std::string_view(bytes_); }

 private:
  void unmap();
  void replaceBy(std::optional<std::string> text);

  std::string path_;
  int descriptor_ = -1;    ///< of the mapped file
  struct stat status_ {};  ///< when it was opened
  bool mayGrow_ = false;
  std::unique_ptr<FileMapping> mapping_;  ///< nullptr when bytes_ has the text
  std::string bytes_;                     ///< what was read, unpacked or converted
};

/// Watches all files that this process maps, from when it is made: what was made of them, a result or an error, may
/// come from a mixture.
class WatchOfFiles {
 public:
  WatchOfFiles();
  /// What requireUnchanged() of any MappedFile would throw now, or would have thrown when it was unmapped.
  std::optional<Error> change() const;
  /// Throws what change() returns.
  void requireNoChange() const;

 private:
  std::size_t before_;  ///< so many changes of files were seen before
};

}  // namespace ldapsnap

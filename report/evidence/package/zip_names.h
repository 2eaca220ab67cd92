// The names in an archive from elsewhere: those that could harm the person who unpacks it are refused.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

class ZipNames {
 public:
  /// `archive` is named in errors.
  explicit ZipNames(std::string archive) : archive_(std::move(archive)) {}

  enum class Kind { File, Folder };
  /// Throws Error(Integrity) for a name that leads out of the archive, is not plain ASCII, was there before (case does
  /// not distinguish names: on some file systems they are one), or is both a file and a folder.
  void add(std::string_view name, Kind kind);
  /// Names of the files, in the order in which they came.
  const std::vector<std::string>& files() const { return files_; }

 private:
  [[noreturn]] void refuse(std::string_view why, std::string_view name) const;
  void checkPath(std::string_view name) const;

  std::string archive_;
  std::vector<std::string> files_;
  std::set<std::string> fileNames_, folderNames_;  ///< in lower case
};

}  // namespace ldapsnap

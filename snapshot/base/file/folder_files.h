// Files that another file names, read from one folder and from nowhere else.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

/// Reads files below a folder that the user named. Symbolic links are followed as long as they stay below the folder.
class FolderFiles {
 public:
  /// Throws Error(BadInput) when `folder` cannot be opened.
  explicit FolderFiles(const std::string& folder);
  ~FolderFiles();
  FolderFiles(const FolderFiles&) = delete;
  FolderFiles& operator=(const FolderFiles&) = delete;

  /// What a "file:" URL (RFC 8089) names: an absolute path, or a relative one, which counts from the folder of the file
  /// `from` that holds the URL. Returns the path of the file, as find(). Throws Error(BadInput) for another kind of
  /// URL, and where there is no such file below the folder.
  std::string pathOf(std::string_view url, const std::string& from) const;
  /// The file at `path`, which counts from the folder of `from` when it is relative. Where that is not below the
  /// folder, the longest end of the path that exists there is meant: files are often copied elsewhere, with their
  /// folders or without. Throws Error(BadInput) where there is none.
  std::string find(const std::string& path, const std::string& from) const;
  /// The bytes of the regular file at `path`, which pathOf() returned. Throws Error(BadInput) for anything else, for a
  /// path that leads out of the folder, and for a file that is too large to be a value.
  std::string read(const std::string& path) const;

 private:
  int open(const std::string& relative) const;

  std::string folder_;     ///< as given, made absolute
  std::string canonical_;  ///< without symbolic links
  int descriptor_ = -1;
};

}  // namespace ldapsnap

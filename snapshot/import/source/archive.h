// zip and tar archives of what can be imported.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/file/temporary_file.h"

namespace ldapsnap {

/// An archive unpacked into a temporary folder of this user, which goes with the object. What an archive can do to a
/// reader is refused: names that lead out of it, more files than a directory has, more bytes than its size explains.
/// Links and special files are left out, with a warning.
class UnpackedArchive {
 public:
  /// What is expected in it: something to import, or evidence of ldapsnap, of which content() is empty.
  enum class Holds { Source, Evidence };

  /// `bytes`: of a file for which isArchive() is true, `name`: that of the file. Throws Error(BadInput) at `name` for
  /// an archive that is damaged or refused, or in which it is not clear what to import.
  UnpackedArchive(std::string_view bytes, const std::string& name, Holds holds = Holds::Source);
  UnpackedArchive(const UnpackedArchive&) = delete;
  UnpackedArchive& operator=(const UnpackedArchive&) = delete;

  /// What to import: the only file or folder that can be read. A warning names what else there is.
  const std::string& content() const { return content_; }
  /// Where everything was unpacked.
  std::string folder() const { return folder_.path().string(); }
  /// "zip archive", "tar archive".
  const std::string& kind() const { return kind_; }
  const std::vector<Error>& warnings() const { return warnings_; }

  /// `text` with names in the archive in place of those of the temporary files: "site.zip/cn=config.ldif".
  std::string named(std::string text) const;
  Error named(const Error& error) const;

 private:
  void unpack(std::string_view bytes);
  void choose();

  std::string name_, kind_, content_;
  TemporaryFolder folder_;
  std::vector<Error> warnings_;
};

}  // namespace ldapsnap

// The tables and functions of an archive in PostgreSQL, and their versions (FORMAT.md, "Archive").
#pragma once

#include <chrono>
#include <string>

namespace ldapsnap {

/// What `ldapsnap store init` has done.
struct ArchiveMade {
  std::string archive;      ///< "archive postgresql://host/db"
  std::string owner;        ///< who may do everything in it
  int before = 0, now = 0;  ///< versions of the schema; 0: there was none
};
/// Makes the schema `ldapsnap` in the database, or brings it to this version. Throws Error(Unreachable) where the
/// database cannot be reached or does not allow it, or a newer ldapsnap made the schema; Error(BadInput) where its
/// text is not UTF-8.
ArchiveMade makeArchive(const std::string& url, std::chrono::milliseconds wait);

namespace postgresql {

/// The version that this program reads and writes.
inline constexpr int kSchemaVersion = 2;

}  // namespace postgresql
}  // namespace ldapsnap

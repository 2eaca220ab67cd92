// What an LDIF file leaves to other files: values given by URL (RFC 2849: "attribute:< file:///...", which `ldapsearch
// -t` writes for what cannot be printed), and slapadd's "include: file:///...". Read only below a folder that the user
// named: an LDIF file from elsewhere must not bring a password file into a report.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/file/folder_files.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

/// A value that could not be read.
struct MissingValue {
  std::string dn, attribute;
  Error error;  ///< at its line
};

/// `text`, of the file at `path`, with the values of content records in place of their URLs; every line keeps its
/// number. Nothing when there are none. Under KeepGoing a value that cannot be read is left out and added to `missing`;
/// otherwise throws Error(BadInput) at its line. Of a DN the URL stays, and the reader refuses it.
std::optional<std::string> withExternalValues(std::string_view text, const std::string& path, const FolderFiles& files,
                                              OnBadRecord onBadRecord, std::vector<MissingValue>& missing);

/// An "include:" of slapadd(8).
struct LdifInclude {
  std::size_t offset = 0;  ///< of its first character
  std::size_t line = 0;    ///< from 1
  std::string url;
};
/// Those of `text`, in order.
std::vector<LdifInclude> includesOf(std::string_view text);
/// `text` with comments in place of `includes`, which are its own.
std::string withoutIncludes(std::string_view text, const std::vector<LdifInclude>& includes);

}  // namespace ldapsnap

// Folders of schema files as 389 Directory Server and OpenDJ keep them: each file has one entry "cn=schema", and the
// server makes one schema of all.
#pragma once

#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

struct SchemaFolder {
  Entry entry;                  ///< cn=schema, as the server merges it
  std::vector<Error> warnings;  ///< definitions that a later file replaced, and files that the server does not read
};

/// The folders of one server's schema that `path` means, in the order in which the server reads them; empty where it
/// means none. `path` is a folder with at least one file that such a server reads as schema; two of them, separated by
/// ':' (389 reads /usr/share/dirsrv/schema, then the schema folder of the instance); or a folder that has these two
/// somewhere below it and no other directory data. Which of them is the instance's, shows in the names (slapd-NAME) or
/// in 99user.ldif, which each instance has.
std::vector<std::string> schemaFoldersAt(const std::string& path);

/// Reads the files of each folder in the order of their names. 389 reads those that begin with two digits and end in
/// "ldif"; OpenDJ, whose files are called "00-core.ldif", reads all "*.ldif". Of definitions with one OID (of DIT
/// structure rules: with one rule id) the last file's is kept. `folders` is not empty. Throws Error(BadInput) at the
/// file, or at its line, for one that is not LDIF or holds another entry.
SchemaFolder readSchemaFolders(const std::vector<std::string>& folders);

}  // namespace ldapsnap

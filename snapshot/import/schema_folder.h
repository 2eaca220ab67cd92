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

/// True for a folder with at least one file that such a server reads as schema.
bool isSchemaFolder(const std::string& folder);

/// Reads the files in the order of their names. 389 reads those that begin with two digits and end in "ldif"; OpenDJ,
/// whose files are called "00-core.ldif", reads all "*.ldif". Of definitions with one OID (of DIT structure rules: with
/// one rule id) the last file's is kept. Throws Error(BadInput) at the file, or at its line, for one that is not LDIF
/// or holds another entry.
SchemaFolder readSchemaFolder(const std::string& folder);

}  // namespace ldapsnap

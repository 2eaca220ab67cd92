// slapd.d: OpenLDAP's configuration as a tree of folders, one LDIF file an entry (slapd-config(5), slapd-ldif(5)).
#pragma once

#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

/// An entry with its full name; the file itself has only the RDN.
struct LdifFolderEntry {
  std::string place;  ///< "file:line" of its "dn:"
  Entry entry;
};

/// Reads the tree at `folder`, parents before children, siblings by file name. The CRC32 in a file's header is checked.
/// Throws Error(BadInput) at the file for one that is not LDIF, holds more or less than one entry, or does not fit its
/// checksum; under KeepGoing such an error is added to `skipped`, and the file is left out together with what lies
/// below it, but for a wrong checksum, which only leaves the error. A folder that is no such tree is always an error.
std::vector<LdifFolderEntry> readLdifFolder(const std::string& folder, OnBadRecord onBadRecord,
                                            std::vector<Error>& skipped);

}  // namespace ldapsnap

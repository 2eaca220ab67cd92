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

/// True for a folder that has the file of cn=config.
bool isLdifFolder(const std::string& folder);

/// Reads the tree at `folder`, parents before children, siblings by file name. Throws Error(BadInput) at the file for
/// one that is not LDIF, or holds more or less than one entry; under KeepGoing such an error is added to `skipped`, and
/// the file is left out together with everything below it. A folder that is not such a tree is always an error. A file
/// that does not match the CRC32 in its header was edited by hand: it is read, as slapd reads it, and an error that
/// says so is added to `edited`.
std::vector<LdifFolderEntry> readLdifFolder(const std::string& folder, OnBadRecord onBadRecord,
                                            std::vector<Error>& skipped, std::vector<Error>& edited);

}  // namespace ldapsnap

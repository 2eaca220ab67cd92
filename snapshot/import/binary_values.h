// GUIDs and SIDs that a tool wrote as text.
#pragma once

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// Replaces values of GUID and SID attributes that are written as text, as AD Explorer's converters, AdFind and
/// PowerShell do ("3f1c2a90-7d44-4b1e-9a52-0c6be1d7f301", with braces or without, "S-1-5-21-..."), by the bytes that
/// the server has. The attributes are those of decodings.json, and other values stay: 36 characters cannot be the 16
/// bytes of a GUID ([MS-DTYP] 2.3.4), and a SID in bytes does not begin with "S" (2.4.2.2).
void restoreBinaryValues(Entry& entry);

}  // namespace ldapsnap

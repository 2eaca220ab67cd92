// Deleted objects of Active Directory and Samba ([MS-ADTS] 3.1.1.5.5).
#pragma once

#include <string>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// The name that a tombstone had: its own is "CN=x\0ADEL:<guid>,CN=Deleted Objects,...", and lastKnownParent tells
/// where it was ([MS-ADTS] 3.1.1.5.5.1.1). Its own when it does not tell that.
std::string nameBefore(const Entry& tombstone);

}  // namespace ldapsnap

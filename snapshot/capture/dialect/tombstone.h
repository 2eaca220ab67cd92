// Deleted objects of Active Directory and Samba ([MS-ADTS] 3.1.1.5.5).
#pragma once

#include <string>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// The DN that a deleted object had: now it is "CN=x\0ADEL:<guid>,CN=Deleted Objects,...", and lastKnownParent holds
/// the DN of its parent ([MS-ADTS] 3.1.1.5.5.1.1). Its present DN when it has no lastKnownParent.
std::string nameBefore(const Entry& tombstone);

}  // namespace ldapsnap

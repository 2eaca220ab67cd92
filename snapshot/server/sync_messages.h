// The controls and messages of content synchronization (RFC 4533), decoded.
#pragma once

#include <ldap.h>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/server/ldap_handle.h"

namespace ldapsnap {

enum class SyncMode : int { RefreshOnly = LDAP_SYNC_REFRESH_ONLY, RefreshAndPersist = LDAP_SYNC_REFRESH_AND_PERSIST };

/// Sync Request Control (2.2), critical. An empty cookie asks for everything.
LdapPtr<LDAPControl> syncRequest(SyncMode mode, const std::string& cookie);

/// Sync State Control (2.3), which comes with each entry.
struct SyncState {
  int state = LDAP_SYNC_PRESENT;  ///< LDAP_SYNC_ADD and so on
  std::string uuid, cookie;       ///< 16 bytes; the cookie may be empty
};
std::optional<SyncState> syncStateIn(LDAPControl** controls);

/// Sync Info Message (2.5).
struct SyncInfo {
  enum class Kind { NewCookie, RefreshDelete, RefreshPresent, IdSet } kind = Kind::NewCookie;
  std::string cookie;              ///< may be empty
  bool isRefreshDone = true;       ///< of the two in the middle
  bool areDeleted = false;         ///< of a set: deleted, else present
  std::vector<std::string> uuids;  ///< of a set
};
/// Nothing for another intermediate response (RFC 4511, 4.13), or one that cannot be decoded.
std::optional<SyncInfo> syncInfoIn(LDAP* ld, LDAPMessage* message);

/// refreshDeletes of the Sync Done Control (2.4) among a result's controls: true when the refresh named what was
/// deleted and not what is there.
bool endsWithDeletes(LDAPControl** controls);

}  // namespace ldapsnap

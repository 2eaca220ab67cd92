// As whom a snapshot was read, where a site has several binds: SnapshotInfo::authorizationIdentity names the identity
// of the connection and its groups, and then each other bind as "BASE as IDENTITY".
#pragma once

#include <string>
#include <string_view>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What stands in SnapshotInfo::authorizationIdentity for a bind that read at and below `base`.
std::string identityAt(std::string_view base, std::string_view identity);

/// Who read the part of the directory that holds `base`; empty where the server did not say.
std::string readerOf(const SnapshotInfo& info, const std::string& base);

}  // namespace ldapsnap

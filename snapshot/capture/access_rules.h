// What slapd's access rules hide from the identity that captures (slapd.access(5)).
#pragma once

#include <string>
#include <vector>

#include "snapshot/capture/part/entry_spool.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Attributes that an olcAccess value names and that `identity` may not read, by database. `configuration`: the entries
/// of cn=config. `identity`: SnapshotInfo::authorizationIdentity. Only what is certain: a rule that depends on a group,
/// a set, a pattern or the connection hides nothing here, and a database's root DN may read everything.
std::vector<HiddenAttribute> attributesHiddenFrom(const std::vector<std::string>& identity,
                                                  const EntrySpool& configuration);

}  // namespace ldapsnap

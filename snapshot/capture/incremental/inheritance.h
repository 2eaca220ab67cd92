// What a capture may take over from an earlier snapshot of the same site, and why not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/capture/part/entry_spool.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Why nothing of `earlier` can be taken over into `now`, whose entries are not read yet, in words that follow
/// "because"; empty: it can.
std::string whyNothingIsInherited(const SnapshotInfo& earlier, const SnapshotInfo& now);

/// Whether the server of `profile` can be asked what changed in `part`, and the counters of the part cover all of it.
bool isInheritable(const CapturePart& part, const ServerProfile& profile);

/// What cn=config says about a slapd whose changes are asked for.
struct SlapdConfiguration {
  /// Why its changes cannot be asked for: an overlay that changes entries without counting it as a change
  /// (snapshot/capture/data/counted-overlays.json has those that are known not to), or access that depends on groups.
  std::string whyNot;
  bool removesNames = false;  ///< refint: the name of a deleted entry goes from values of others
};

/// `entries`: of cn=config. `boundAs`: as ServerConnection::boundAs() gives it; what a database's root DN may read
/// depends on nothing.
SlapdConfiguration readSlapdConfiguration(const EntrySpool& entries, const std::vector<std::string>& boundAs);

}  // namespace ldapsnap

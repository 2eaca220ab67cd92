// Which parts of a capture may inherit from an earlier snapshot of the same site, and why they may not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/capture/incremental/earlier_part.h"
#include "snapshot/capture/part/part_reader.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What a capture decided about inheriting, once for all of its parts.
struct InheritancePlan {
  std::optional<std::string> refusal;  ///< why nothing may be inherited, in words that follow a colon
  NamesOfRemoved namesOfRemoved = NamesOfRemoved::Stay;
};

/// Decides by the manifests of `earlier` and of the capture (`now`), and by the parts among `parts` that are always
/// read in full: the schema, and slapd's configuration. Those must have been read; others need not.
InheritancePlan planInheritance(const Snapshot& earlier, const SnapshotInfo& now, const std::vector<PartState>& parts);

/// Why nothing of `earlier` may be inherited by the capture `now`, as far as manifests show it.
std::optional<std::string> refusalByManifests(const SnapshotInfo& earlier, const SnapshotInfo& now);

/// Whether a server of this kind reports the changes of `part`, and the counters of `part` count all of them.
bool isInheritable(const CapturePart& part, const ServerProfile& profile);

/// What cn=config says about the changes that a slapd reports.
struct SlapdConfiguration {
  /// Why they cannot be relied on: an overlay may change entries without counting it as a change
  /// (snapshot/capture/data/counted-overlays.json lists those known not to), or access depends on groups.
  std::optional<std::string> refusal;
  bool removesNames = false;  ///< refint is loaded: the names of a deleted entry disappear from other entries
};

/// `entries`: of cn=config. `identity`: SnapshotInfo::authorizationIdentity; access control does not apply to the root
/// DN of a database.
SlapdConfiguration readSlapdConfiguration(const EntrySpool& entries, const std::vector<std::string>& identity);

}  // namespace ldapsnap

// Pieces that the JSON of several listings shares.
#pragma once

#include "report/json/json_writer.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// The members "id", "kind", "site", "taken" and "entries" of a snapshot.
void writeMembers(JsonWriter& json, const SnapshotInfo& info);

}  // namespace ldapsnap

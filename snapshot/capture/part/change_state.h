// When each value of an entry was written, as 389 Directory Server keeps it for replication (nscpEntryWSI). Which
// servers are asked for what is data (data/change-state.json).
#pragma once

#include <string>
#include <vector>

#include "snapshot/capture/part/part_reader.h"
#include "snapshot/server/server_connection.h"

namespace ldapsnap {

/// The searches of `parts` request the state of values too, in those of `namingContexts` in which the server keeps it.
void requestChangeState(ServerConnection& directory, Product product, const std::vector<std::string>& namingContexts,
                        std::vector<PartState>& parts);

/// Keeps of nscpEntryWSI only what says more than that the entry was created: of an entry that nobody changed since,
/// nothing.
void keepLaterChanges(Entry& entry);

}  // namespace ldapsnap

// Completes attributes that a server returns in pieces ("member;range=0-1499", [MS-ADTS] 3.1.1.3.1.3.3).
#pragma once

#include <string>
#include <vector>

#include "snapshot/server/server_connection.h"

namespace ldapsnap {

/// Requests the missing pieces of each ranged attribute of `entry`, joins them under the description without its range,
/// and drops the empty attribute that some servers send next to a ranged one. Returns the descriptions whose values
/// could not be completed; the values read so far stay. Values that change between two requests are not noticed here:
/// the change counter of the part is for that.
std::vector<std::string> completeRanges(ServerConnection& server, const SearchRequest& request, Entry& entry);

}  // namespace ldapsnap

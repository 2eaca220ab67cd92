// What changed in one part of a server since an earlier snapshot, as the server reports it. One implementation a
// mechanism, in a file of its own; what no mechanism reports is found by addSideEffects().
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "snapshot/capture/incremental/earlier_part.h"
#include "snapshot/server/server_connection.h"

namespace ldapsnap {

struct PartChanges {
  /// Why the part has to be read in full, in words that follow a colon. When present, the rest is incomplete and must
  /// not be used.
  std::optional<std::string> fullReadReason;
  std::vector<Entry> entries;            ///< added or changed, as they are now
  std::vector<std::string> removed;      ///< DNs as the earlier snapshot spells them
  std::vector<std::string> rewrittenAt;  ///< DNs whose subtrees were read again in full and are among `entries`
  SearchResult result;                   ///< of the last search, for its referrals

  static PartChanges readInFull(std::string reason) {
    PartChanges changes;
    changes.fullReadReason = std::move(reason);
    return changes;
  }
};

/// With more changes than this, reading everything takes less time.
inline constexpr std::size_t kMostChanges = 20000;

/// By syncrepl (RFC 4533) of a slapd with syncprov, from the contextCSN in the earlier snapshot. Throws
/// Error(Unreachable), as the other functions here do.
PartChanges changesBySyncRepl(ServerConnection& directory, const EarlierPart& earlier);
/// By uSNChanged of Active Directory and Samba ([MS-ADTS] 3.1.1.1.9), from the highestCommittedUSN in the earlier
/// snapshot. The same domain controller must answer, and the bind identity must be allowed to see deleted objects.
PartChanges changesByUsn(ServerConnection& directory, const EarlierPart& earlier);

/// Adds to `changes` what changed together with the reported entries and is not reported itself: back links (memberOf)
/// of the entries that they name, attributes of a parent that depend on its children, what children inherit of a
/// security descriptor, and the names of removed entries in values. May set `fullReadReason`; returns at once when it
/// is set.
void addSideEffects(ServerConnection& directory, const EarlierPart& earlier, PartChanges& changes);

}  // namespace ldapsnap

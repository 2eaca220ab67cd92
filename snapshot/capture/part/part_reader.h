// One part of a server during a capture: what it is, what was last read of it, and how it is read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/capture/part/change_detection.h"
#include "snapshot/capture/part/entry_spool.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What one read of a part found.
struct PartReading {
  SearchResult result;    ///< of the last search, with its referrals
  std::vector<Gap> gaps;  ///< referrals are not among them: another part may hold what they name
  EntrySpool entries;     ///< all of them, or those that were added or changed; without secrets
  /// Of all entries (PartDigest). 0 where nothing needs it: for a part whose counter is relied on.
  std::uint64_t digest = 0;
  NewestCsn newestCsn;
  /// Present when only changes were read: what the snapshot takes over from the earlier one, besides `entries`.
  std::optional<Inherited> inherited;
  /// Why everything was read although the server could report changes, in words that follow a colon.
  std::optional<std::string> fullReadReason;
};

struct PartState;

/// How a part is read. One is chosen for each part; parts may share one.
class PartReader {
 public:
  virtual ~PartReader() = default;
  /// Replaces `state.reading`. Expects that `state.counters` were read just before: use readPart(). Throws
  /// Error(Unreachable) when the connection breaks.
  virtual void read(PartState& state) = 0;
};

struct PartState {
  CapturePart part;
  bool isUserBase = false;  ///< named by the user (-b), so its absence is the user's mistake
  bool mayInherit = false;  ///< an earlier snapshot is given, and the server can report the changes of this part
  std::shared_ptr<PartReader> reader;

  std::vector<std::string> counters;  ///< as readCounters() returned them before `reading` began
  bool isCounterStale = false;        ///< the counter did not move while entries changed (NewestCsn)
  PartReading reading;

  /// Whether a counter proves that the part did not change. Without one, two reads are compared.
  bool hasCounter() const { return !isCounterStale && hasCounterValue(counters); }
};

/// Reads the counters of `state`, then its entries. In this order, because a change between the two must make the
/// counters look old: that costs another read, while the reverse order would miss the change.
void readPart(ServerConnection& directory, PartState& state);

}  // namespace ldapsnap

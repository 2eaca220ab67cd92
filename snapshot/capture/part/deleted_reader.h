// Reading deleted entries that a server still holds: deleted objects of Active Directory and Samba ([MS-ADTS]
// 3.1.1.5.5), nsTombstone entries of 389. How each is asked for them is data (data/deleted-entries.json).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "snapshot/capture/part/part_reader.h"
#include "snapshot/capture/part/read_context.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Values of kDeletedEntries (snapshot/model/deleted_entries.h) for the heads of naming contexts.
using DeletedEntries = std::map<std::string, std::vector<std::string>>;  ///< by the DN of the head, as it was asked for

/// What the identity may see of them, with one search for each naming context, secrets redacted. Empty where the server
/// keeps none, and where it refuses: that is no gap, for the directory does not hold these entries any more. Up to
/// 20,000 of a context. Throws Error(Unreachable).
DeletedEntries readDeletedEntries(ReadContext& context, const std::vector<PartState>& parts);

/// Passes entries on to another sink, and adds to the heads of naming contexts what was deleted from them.
class DeletedEntriesSink : public SnapshotSink {
 public:
  /// All must outlive it.
  DeletedEntriesSink(SnapshotSink& sink, DeletedEntries deleted);

  void add(Entry entry) override;
  /// The heads that did not come, because an incremental capture takes them over, as `earlier` holds them.
  void finish(const Snapshot* earlier);

 private:
  static void replace(Entry& head, std::vector<std::string> values);

  SnapshotSink& sink_;
  struct Deleted {
    std::string dn;
    std::vector<std::string> values;
  };
  std::map<std::string, Deleted> byKey_;  ///< by the path of the head's DN (dn.h)
};

}  // namespace ldapsnap

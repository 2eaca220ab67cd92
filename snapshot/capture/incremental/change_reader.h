// Reading a part by its changes since an earlier snapshot.
#pragma once

#include <functional>

#include "snapshot/capture/incremental/part_changes.h"
#include "snapshot/capture/part/full_reader.h"

namespace ldapsnap {

/// Asks a server for the changes of a part: changesBySyncRepl() or changesByUsn().
using ReportChanges = std::function<PartChanges(ServerConnection&, const EarlierPart&)>;

/// The function for a mechanism; empty for ChangeQuery::None.
ReportChanges reportChangesBy(ChangeQuery query);

/// Reads only what changed, and leaves the rest to be inherited from the earlier snapshot. Whenever the changes that
/// the server reports are not complete, it reads the part in full and says why in the reading.
class ChangeReader : public PartReader {
 public:
  ChangeReader(ReadContext& context, EarlierPart earlier, ReportChanges reportChanges)
      : context_(context), earlier_(std::move(earlier)), reportChanges_(std::move(reportChanges)) {}

  void read(PartState& state) override;

 private:
  PartChanges completeChanges(const PartState& state) const;
  void keep(PartState& state, PartChanges changes);

  ReadContext& context_;
  EarlierPart earlier_;
  ReportChanges reportChanges_;
};

}  // namespace ldapsnap

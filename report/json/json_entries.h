// Entries of a snapshot as JSON, one after the other: `ldapsnap show --format json` (entries.schema.json).
#pragma once

#include <iosfwd>
#include <vector>

#include "diff/selection/selection.h"
#include "report/json/json_writer.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class EntriesJson {
 public:
  /// Begins the document; finish() ends it.
  EntriesJson(const SnapshotInfo& snapshot, std::ostream& out);
  void add(const Entry& entry);
  void finish(const std::vector<Deselected>& leftOut);

 private:
  JsonWriter json_;
};

}  // namespace ldapsnap

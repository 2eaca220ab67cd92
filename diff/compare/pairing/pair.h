// pair: the entries of both sides that are one by name.
//
// Names are one when their DNs are equal by the schema: joined by key first (the same bytes), within a key's path next
// (another case, another spacing), and at last what is left over (another name for the type, an escape, an OID). A DN
// that is only spelled differently is not a difference.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "diff/compare/model/entry_change_codec.h"
#include "diff/compare/model/spooled_list.h"
#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

using EntryPairVisitor = std::function<void(EntryPair)>;

/// As Store::forEachDifference(), for any two snapshots: merges their cursors. Returns how many entries are equal.
std::uint64_t forEachDifference(const Snapshot& before, const Snapshot& after, const EntryPairVisitor& visit);

/// Entries that only one side has, by name. In key order. Large lists are in a file.
struct Unpaired {
  SpooledList<Entry> removed, added;
};

/// Takes what forEachDifference() finds and hands on pairs of entries of one name. Holds back what has no partner so
/// far.
class Pairing {
 public:
  using Visitor = std::function<void(const Entry& before, const Entry& after)>;

  /// `schema` must outlive it.
  Pairing(const ComparisonSchema& schema, Visitor visit) : schema_(schema), visit_(std::move(visit)) {}

  /// In key order.
  void take(EntryPair pair);
  /// After the last: pairs what is left over by name, and gives the rest.
  Unpaired finish();

 private:
  void joinWithinPath();
  template <typename Entries>
  void joinByName(const Entries& removed, const Entries& added, Unpaired& left);

  const ComparisonSchema& schema_;
  Visitor visit_;
  std::string path_;                    ///< of the last pair taken
  std::vector<Entry> removed_, added_;  ///< of that path
  Unpaired unpaired_;                   ///< of the paths before
};

}  // namespace ldapsnap

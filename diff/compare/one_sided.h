// Entries about the server itself, where only one side was read from a server.
#pragma once

#include "diff/compare/model/entry_change.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// An LDIF file that ldapsearch wrote of one suffix, compared with the server itself: the server's root DSE and schema
/// are not reported as added: the file merely does not contain them.
class OneSided {
 public:
  /// The snapshots must outlive it.
  OneSided(const Snapshot& before, const Snapshot& after);

  /// The root DSE where one side has none, an entry with schema definitions where one side has no schema, the subschema
  /// subentry where one side is an export of databases.
  bool isAside(const EntryChange& change) const;

 private:
  bool isSubschema(const EntryChange& change) const;

  const Snapshot &before_, &after_;
  const Schema* schema_;  ///< of the side that holds one; nullptr when both do, or neither
};

}  // namespace ldapsnap

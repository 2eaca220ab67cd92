// Change records (RFC 2849, RFC 4511) that turn one snapshot into another, in an order that a server accepts.
//
//   setup    modules, schema definitions, then configuration: what the data needs     (change_stages.h)
//   tree     deletes leaves first, renames with newsuperior, adds parents first       (tree_edit.h)
//   values   modifies by value, or as a whole if no rule distinguishes them            (value_edit.h)
//   clean up configuration entries, object classes, attribute types that are gone
//
// What a server owns (server_owned.h), and values that were redacted, are left out and reported.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "diff/compare/model/difference.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Something that the records cannot bring about.
struct LeftOut {
  std::string dn;
  std::string description;  ///< of the attribute; empty: the entry itself
  std::string reason;       ///< in words, with what to do where somebody can do it
  bool isSupplied = false;  ///< the user has to supply it: a redacted value

  bool operator==(const LeftOut&) const = default;
};

/// One change record. Its `line` is 0.
struct ChangeStep {
  LdifRecord record;
  std::string note;              ///< why the record is there, where the difference does not show it; else empty
  std::vector<LeftOut> leftOut;  ///< of this record's entry

  bool operator==(const ChangeStep&) const = default;
};

struct ChangeRecords {
  std::vector<ChangeStep> steps;
  std::vector<LeftOut> leftOut;  ///< of entries without a record

  bool operator==(const ChangeRecords&) const = default;
};

/// The records that lead from `from` to `to`. `difference` is that of the two in this order: for the way back compare
/// them the other way round.
///
///   * Volatile attributes and identities (entryUUID, ...) are the server's, and in no record.
///   * An entry that was deleted and re-created is deleted and re-created again, with what is below it; a naming
///   context, which says no
///     more than that two directories were loaded apart, is modified in place.
///   * A name that is taken by an entry on its way to another is freed by a temporary one.
///   * DN values that a server with referential integrity changes by itself after a rename or delete are written so
///     that it does not matter whether it does (a replace), or are not written where it always does (Active Directory).
///
/// Takes time in proportion to the changes. Entries are looked up in the snapshots where the difference does not hold
/// all their values.
ChangeRecords changeRecordsOf(const Difference& difference, const Snapshot& from, const Snapshot& to);

}  // namespace ldapsnap

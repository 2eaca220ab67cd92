// A difference between two snapshots: computed here, shown by report/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diff/compare/model/entry_change.h"
#include "diff/compare/model/entry_change_codec.h"
#include "diff/compare/model/spooled_list.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What happened to one schema element, part by part: MUST gained, MAY lost, SYNTAX changed, ...
struct SchemaPart {
  std::string part;  ///< "MUST", "MAY", "SYNTAX", "SINGLE-VALUE", "NAME", "SUP", "OID", ...
  std::vector<std::string> removed, added;
  bool operator==(const SchemaPart&) const = default;
};
struct SchemaChange {
  Change change = Change::Modified;
  std::string element;  ///< nameOf(DefinitionKind), or UnreadableElement::kind
  std::string oid, name;
  std::string definition;  ///< RFC 4512 text, of an added or removed element
  std::vector<SchemaPart> parts;
  /// The definition could not be read: `definition` is its text as the server shows it, `name` what it seems to be
  /// called, and nothing can be said about what it means that it was added or removed.
  bool isUnreadable = false;
  bool operator==(const SchemaChange&) const = default;
};

/// Every entry is counted once. An entry that is renamed and modified counts under `renamed`, as do those that went
/// along with a renamed container; one that changed in schema definitions alone counts as unchanged (SchemaChange
/// says so). An entry that differs in volatile attributes and in spelling counts under `spellingOnly`.
struct EntryCounts {
  std::uint64_t added = 0, removed = 0, modified = 0, renamed = 0, unchanged = 0, volatileOnly = 0, spellingOnly = 0;
  std::uint64_t notSelected = 0;  ///< compared, and left out by selectors (diff/selection/)

  /// All that were compared.
  std::uint64_t compared() const {
    return added + modified + renamed + unchanged + volatileOnly + spellingOnly + notSelected;
  }
  bool operator==(const EntryCounts&) const = default;
};

/// What was left out of the comparison for one reason: one side does not cover it.
struct NotCompared {
  bool isAfter = false;  ///< the side that does not cover it
  std::string reason;    ///< one line about that side: "it was taken only of dc=x"
  /// Entries and definitions that only the other side holds, and attributes of entries that both hold.
  std::uint64_t entries = 0, attributes = 0, definitions = 0;
  std::vector<std::string> examples;  ///< DNs, the first few

  bool operator==(const NotCompared&) const = default;
};

/// Read one by one, in order; large ones are in a file.
using EntryChanges = SpooledList<EntryChange>;

struct Difference {
  SnapshotInfo before, after;
  std::vector<SchemaChange> schema;
  EntryChanges changes;  ///< by DIT: parents before children, siblings together
  /// Entries that changed only in volatile attributes (their `attributes` is empty); counted, shown on demand.
  EntryChanges volatileChanges;
  /// Entries whose values or names the matching rules call equal although their bytes differ, and nothing else does but
  /// volatile attributes: capitals, blanks, another form of a DN. Counted; changes of their own in an exact comparison.
  EntryChanges spellingChanges;
  /// Definitions that differ only in extensions (X-...) by which no server decides anything, and those of which only
  /// the text differs. Counted; the former are in `schema` in an exact comparison, and so are the latter.
  std::vector<SchemaChange> schemaExtensions, schemaSpellings;
  /// Changes in the attributes of existing entries that hold schema definitions (attributeTypes, ...), as values: what
  /// `schema` says part by part. For writing LDIF, not for people.
  EntryChanges definitionChanges;
  EntryCounts entries;
  /// DNs, in DIT order, of entries about the server that one side alone holds because the other was not taken of a
  /// server: the root DSE, the schema (one_sided.h). They are in none of the above.
  std::vector<std::string> notCompared;
  /// What else is in none of the above, counted by its reason (intersection.h).
  std::vector<NotCompared> outsideCoverage;
  /// DNs of the topmost entries below which the identifiers (entryUUID, ...) show two directories, not one at two
  /// times: names alone decide there which entries are the same.
  std::vector<std::string> otherDirectories;
  bool isExact = false;      ///< values and names were compared byte by byte
  bool isSelection = false;  ///< selectors took something out (diff/selection/): more differs than is here

  /// Nothing to report: volatile changes alone are none.
  bool empty() const { return schema.empty() && changes.empty(); }
  /// The snapshots cover no entry in common, so that no differences mean nothing.
  bool comparedNothing() const {
    return empty() && entries.compared() == 0 && entries.removed == 0 && !outsideCoverage.empty();
  }
};

}  // namespace ldapsnap

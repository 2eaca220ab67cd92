// A difference between two snapshots: computed here, shown by report/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "snapshot/directory/entry.h"
#include "snapshot/snapshot.h"

namespace ldapsnap {

enum class Change { Added, Removed, Modified, Renamed };
std::string_view nameOf(Change change);  ///< "added", "removed", "modified", "renamed"

/// One step of an ordered alignment (X-ORDERED values, lines of a long text): what dtl found.
struct EditLine {
  enum class Op { Keep, Remove, Add } op = Op::Keep;
  std::string text;
  bool operator==(const EditLine&) const = default;
};

/// What happened to one attribute of an entry. Values are the bytes of either side; secrets are digests already
/// (isRedacted()).
struct AttributeChange {
  std::string description;                  ///< as spelled after, or before when it is gone
  Change change = Change::Modified;         ///< Added: absent before; Removed: absent after
  std::vector<std::string> removed, added;  ///< by value, in the order in which they are shown
  std::size_t unchanged = 0;                ///< values on both sides
  bool ordered = false;    ///< X-ORDERED: `lines` aligns all values; removed and added hold the same without the `{n}`
  bool reordered = false;  ///< the same values in another order, nothing else
  std::vector<EditLine> lines;   ///< of an ordered attribute, or of one long text value; empty otherwise
  bool comparedAsBytes = false;  ///< the schema does not know the attribute

  bool operator==(const AttributeChange&) const = default;
};

/// What happened to one entry. Attribute changes are in the order of attribute names.
///
/// A renamed entry is compared with what a modify DN operation (deleteoldrdn TRUE) would have left: the naming
/// attribute's change and what follows from the name (entryDN, distinguishedName, AD's name) are not listed again.
struct EntryChange {
  Change change = Change::Modified;
  std::string dn;                           ///< after; before when it is removed
  std::string fromDn;                       ///< of a rename, and of a modified entry that went along with one
  std::string renamedBy;                    ///< what told: "entryUUID", "objectGUID", "nsUniqueId", "content"
  std::uint64_t entries = 1;                ///< of a rename or replacement: with those that went along below it
  bool replaced = false;                    ///< same DN, other entryUUID: deleted and created anew (RFC 4530)
  std::vector<AttributeChange> attributes;  ///< of an added or removed entry: all its attributes but the volatile ones
  std::vector<AttributeChange> volatiles;   ///< the same of volatile attributes
  std::size_t unchangedAttributes = 0;      ///< without volatile ones

  bool operator==(const EntryChange&) const = default;
};

/// What happened to one schema element, part by part: MUST gained, MAY lost, SYNTAX changed, ...
struct SchemaPart {
  std::string part;  ///< "MUST", "MAY", "SYNTAX", "SINGLE-VALUE", "NAME", "SUP", "OID", ...
  std::vector<std::string> removed, added;
  bool operator==(const SchemaPart&) const = default;
};
struct SchemaChange {
  Change change = Change::Modified;
  std::string element;  ///< "attributeType", "objectClass"
  std::string oid, name;
  std::string definition;  ///< RFC 4512 text, of an added or removed element
  std::vector<SchemaPart> parts;
  bool operator==(const SchemaChange&) const = default;
};

/// Every entry is counted once. An entry that is renamed and modified counts under `renamed`, as do those that went
/// along with a renamed container; one that changed in schema definitions alone counts as unchanged (SchemaChange
/// tells).
struct EntryCounts {
  std::uint64_t added = 0, removed = 0, modified = 0, renamed = 0, unchanged = 0, volatileOnly = 0;
  bool operator==(const EntryCounts&) const = default;
};

struct Difference {
  SnapshotInfo before, after;
  std::vector<SchemaChange> schema;
  std::vector<EntryChange> changes;  ///< by DIT: parents before children, siblings together
  /// Entries that changed only in volatile attributes (their `attributes` is empty); counted, shown on demand.
  std::vector<EntryChange> volatileChanges;
  /// Changes in the attributes of existing entries that hold schema definitions (attributeTypes, ...), as values: what
  /// `schema` says part by part. For writing LDIF, not for people.
  std::vector<EntryChange> definitionChanges;
  EntryCounts entries;

  /// Nothing to report: volatile changes alone are none.
  bool empty() const { return schema.empty() && changes.empty(); }
};

}  // namespace ldapsnap

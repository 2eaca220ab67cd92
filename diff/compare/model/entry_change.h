// What happened to one entry between two snapshots.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/decode.h"

namespace ldapsnap {

enum class Change { Added, Removed, Modified, Renamed };
std::string_view nameOf(Change change);  ///< "added", "removed", "modified", "renamed"

/// One step of an ordered alignment: what dtl found.
struct EditLine {
  enum class Op { Keep, Remove, Add } op = Op::Keep;
  std::string text;
  bool operator==(const EditLine&) const = default;
};

/// What the steps of an alignment are.
enum class EditUnit {
  Value,  ///< the values of an X-ORDERED attribute, without their `{n}`
  Line,   ///< lines of one text, without their line feeds
  Word,   ///< words of one text and the separators between them: joined they are the text
  Ace,    ///< parts of a security descriptor as SDDL, each with what it belongs to: "O:BA", "D:PAI", "D:(A;;RP;;;AU)"
};
std::string_view nameOf(EditUnit unit);  ///< "value", "line", "word", "ace"

/// What happened to one attribute of an entry. Values are the bytes of either side; secrets are digests already
/// (isRedacted()).
struct AttributeChange {
  std::string description;                  ///< as spelled after, or before when it is gone
  Change change = Change::Modified;         ///< Added: absent before; Removed: absent after
  std::vector<std::string> removed, added;  ///< by value, in the order in which they are shown
  std::size_t unchanged = 0;                ///< values on both sides
  bool ordered = false;    ///< X-ORDERED: `lines` aligns all values; removed and added hold the same without the `{n}`
  bool reordered = false;  ///< the same values in a different order, nothing else
  std::vector<EditLine> lines;     ///< of what has an order inside (EditUnit); empty otherwise
  EditUnit unit = EditUnit::Line;  ///< of `lines`
  /// Values were replaced, and no schema knows the attribute: another rule might have called them equal.
  bool comparedAsBytes = false;
  const Decoding* decoding = nullptr;  ///< how to show the values in words; nullptr: they speak for themselves
  /// ACEs of a security descriptor that come from its parent ([MS-DTYP] 2.4.4.1, INHERITED_ACE): not in `lines`.
  std::size_t inheritedRemoved = 0, inheritedAdded = 0;
  bool followsFromParent = false;  ///< nothing but inherited ACEs changed, and an entry above changed (inherit.h)

  bool operator==(const AttributeChange&) const = default;
};

/// A value of an ordered attribute that is in another place, by position from 0.
struct MovedValue {
  std::size_t from = 0, to = 0;
  std::string text;
  bool operator==(const MovedValue&) const = default;
};
/// What `lines` say was removed in one place and added in another, in the order of the new places. The shortest
/// alignment decides which of two values that changed places has moved.
std::vector<MovedValue> movedValues(const AttributeChange& change);

/// What happened to one entry. Attribute changes are in the order of attribute names.
///
/// A renamed entry is compared with what a modify DN operation (deleteoldrdn TRUE) would have left: the naming
/// attribute's change and what follows from the name (entryDN, distinguishedName, AD's name) are not listed again.
struct EntryChange {
  Change change = Change::Modified;
  std::string dn;             ///< after; before when it is removed
  std::string fromDn;         ///< of a rename, and of a modified entry that went along with one
  std::string renamedBy;      ///< the evidence: "entryUUID", "objectGUID", "nsUniqueId", "content", "spelling"
  std::uint64_t entries = 1;  ///< of a rename or replacement: with those that went along below it
  bool replaced = false;      ///< same DN, other entryUUID: deleted and re-created (RFC 4530)
  std::vector<AttributeChange> attributes;  ///< of an added or removed entry: all its attributes but the volatile ones
  std::vector<AttributeChange> volatiles;   ///< the same of volatile attributes
  /// Values that are equal by their matching rule and differ in bytes, as if they had been replaced; where the type is
  /// spelled in another way, the attribute once as removed and once as added. Without volatile attributes. Empty in an
  /// exact comparison, where they are in `attributes`.
  std::vector<AttributeChange> spellings;
  std::string spelledFrom;  ///< DN before, where it is the same name and the entry's own RDN is spelled differently
  std::size_t unchangedAttributes = 0;  ///< without volatile ones
  std::vector<AttributeChange> kept;    ///< these, with their values in `added`, where asked for (unchanged.h)

  bool operator==(const EntryChange&) const = default;
};

}  // namespace ldapsnap

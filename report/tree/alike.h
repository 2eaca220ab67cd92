// Changes that are alike, as one line: "134 entries of attributeSchema added". Shared by the formats that people read.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "diff/compare/model/difference.h"
#include "report/tree/dit_groups.h"

namespace ldapsnap {

/// Entries of one DitGroup to which the same happened.
struct AlikeEntries {
  Change change = Change::Added;
  bool definesSchema = false;  ///< each defines an element that the schema changes list: nothing else is in `what`
  std::string what;            ///< of whole entries their object classes, of modified ones the attributes that changed
  std::string below;           ///< of whole entries their parent; empty for modified ones, which may lie anywhere
  std::vector<std::size_t> positions;  ///< in the list of changes, in DIT order
};

/// The elements of the schema changes, by change and kind.
struct AlikeElements {
  Change change = Change::Added;
  std::string kind;                    ///< "attributeType", ...
  std::vector<std::size_t> positions;  ///< in the list, in its order
};

/// As few as this are shown one by one.
constexpr std::size_t kLeastAlike = 8;

/// The names of the elements that changed, in lower case, as Active Directory's entries give them (lDAPDisplayName).
using ElementNames = std::unordered_set<std::string>;
ElementNames namesOf(const std::vector<SchemaChange>& schema);

/// The groups of at least kLeastAlike entries among those of `group`, the first of each in DIT order. Whole entries
/// (added, removed) are alike that have the same parent, the same classes and no changed entry below; modified entries
/// of which the same attributes changed. Renamed entries are never alike: each has its own former name. Entries of
/// Active Directory's schema container that define one of `elements` are one group for each kind of
/// change, of two or more.
std::vector<AlikeEntries> alikeEntries(const ElementNames& elements, const EntryChanges& changes,
                                       const DitGroup& group);

/// The groups of at least kLeastAlike elements among `schema`. What could not be read is never alike.
std::vector<AlikeElements> alikeElements(const std::vector<SchemaChange>& schema);

/// "134 entries of attributeSchema below CN=Schema,CN=Configuration,DC=a": what precedes or follows says what happened.
std::string describe(const AlikeEntries& group);
/// "134 attributeTypes".
std::string describe(const AlikeElements& group);

}  // namespace ldapsnap

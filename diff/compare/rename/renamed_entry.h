// An entry apart from its name: what a rename keeps, and what it changes by itself.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "diff/compare/model/difference.h"
#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

/// As matchEntries(), between what a modify DN operation (RFC 4511, 4.9, deleteoldrdn TRUE) would have left of `before`
/// and `after`. So the new RDN's value is not reported, and an old one that was kept is reported as added. Left out,
/// too, is what follows from the name: a value that was the DN and is the new one (entryDN, distinguishedName), and of
/// an attribute that the server sets a value that was the RDN's and is the new one's (name, [MS-ADTS] 3.1.1.1.4).
EntryChange matchRenamed(const Entry& before, const Entry& after, const ComparisonSchema& schema);

/// Of two spellings of one name: true where the RDN is spelled in another way, or the text differs without any RDN
/// doing so (blanks around a comma). False where only the spelling of an entry above it differs.
bool isNameRespelled(const std::string& before, const std::string& after);

/// What an entry contains apart from its name, for finding it under another.
struct EntryContent {
  std::size_t hash = 0;       ///< not a proof: see hasSameContent()
  bool hasSubstance = false;  ///< more than object classes
};

/// Of the values that are neither volatile nor identities nor belong to the name. The order of attributes and values,
/// and the spelling of either, do not count.
EntryContent contentOf(const Entry& entry, Side side, const ComparisonSchema& schema);

/// True when a rename alone turns `before` into `after`.
bool hasSameContent(const Entry& before, const Entry& after, const ComparisonSchema& schema);

}  // namespace ldapsnap

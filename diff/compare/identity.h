// Whether what identifies entries (entryUUID, objectGUID, nsUniqueId) can be compared between two snapshots.
#pragma once

#include <string>
#include <vector>

#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// An identifier names an entry within one directory (RFC 4530; [MS-ADTS] 3.1.1.1.4). Two servers that were set up
/// apart give the same entries other ones, and so does a server that is loaded anew. The snapshots themselves show
/// which it is, for each naming context: in one directory the topmost entry, and most of what is below it, are the
/// same.
class Identities {
 public:
  /// All must outlive it.
  Identities(const Snapshot& before, const Snapshot& after, const ComparisonSchema& schema)
      : before_(before), after_(after), schema_(schema) {}

  /// Whether the entry `dn`, which has another identifier afterwards, was deleted and created anew: false where the two
  /// are different directories, and for what the server creates at every start.
  bool tellsReplacement(const std::string& dn);

  /// DNs of the topmost entries, of those that were asked about, below which there are two directories.
  std::vector<std::string> otherDirectories() const;

 private:
  struct Context {
    std::string dn;     ///< of the topmost entry
    std::string place;  ///< of its parent, or its own where that is the root: what lies below is decided with it
    bool isSame = true;
  };
  const Context& addContext(const std::string& dn, const Dn& top);
  const Context& contextOf(const std::string& dn);
  bool isSameDirectory(const Dn& top) const;
  /// By one identifier that both have; empty: there is none.
  std::optional<bool> isSameEntry(const Entry& before, const Entry& after) const;
  bool isRenewed(const std::string& dn) const;

  const Snapshot &before_, &after_;
  const ComparisonSchema& schema_;
  std::vector<Context> contexts_;  ///< as met; a directory has a handful
};

}  // namespace ldapsnap

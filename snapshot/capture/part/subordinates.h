// Subtrees that a server hides without a word: an entry says that it has subordinates (hasSubordinates of
// X.501, numSubordinates of 389 Directory Server), and none of them came.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// Memory is that of the names of entries that have others below them.
class SubordinateCheck {
 public:
  /// Takes entries in any order.
  void add(const Entry& entry);
  /// The DNs, as spelled and in the order of their coming, whose subordinates are all missing.
  std::vector<std::string> missing() const;

 private:
  std::vector<std::string> claims_;          ///< DNs that say that they have subordinates
  std::unordered_set<std::string> parents_;  ///< lower-cased names directly above an entry
  std::string lastParent_;                   ///< siblings mostly come together
};

/// What stands behind the first RDN; empty for a name of one RDN.
std::string_view parentText(std::string_view dn);

}  // namespace ldapsnap

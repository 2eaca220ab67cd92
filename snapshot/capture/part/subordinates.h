// Subtrees that a server hides without an error: an entry claims to have subordinates (hasSubordinates of X.501,
// numSubordinates of 389 Directory Server), and none of them was returned.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// Holds the names of all entries that have subordinates, and no others.
class SubordinateCheck {
 public:
  /// Takes entries in any order.
  void add(const Entry& entry);
  /// The DNs, as spelled and in the order they were added, of entries whose subordinates are all missing.
  std::vector<std::string> missing() const;

 private:
  std::vector<std::string> claims_;          ///< DNs of entries that claim to have subordinates
  std::unordered_set<std::string> parents_;  ///< lower-cased names of the parents of entries
  std::string lastParent_;                   ///< siblings mostly arrive together
};

}  // namespace ldapsnap

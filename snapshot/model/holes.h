// Places of a directory about which a snapshot knows nothing, found by name: there may be as many as entries.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Entries and subtrees with the reason why they are not known. Looking one up costs as many steps as its name has
/// RDNs.
class Holes {
 public:
  /// `path` as in dn.h; the empty path with everything below it is the directory.
  void add(std::string path, bool isOneEntry, std::string reason);
  bool empty() const { return holes_.empty(); }

  /// Decides that a subtree above a name does not count for it, because something below it was read apart.
  using Exemption = std::function<bool(std::string_view holePath)>;
  /// The reason of a hole that lies within `scope` at `path`, or of a subtree above it that is not exempt; nullptr if
  /// there is none. Lives until the next add(). `isExempt` may be empty.
  const std::string* find(std::string_view path, Scope scope, const Exemption& isExempt = {}) const;

 private:
  struct Hole {
    std::string path;
    bool isOneEntry = false;
    std::string reason;
  };

  const Hole* at(std::string_view path, bool subtreesOnly) const;
  const Hole* above(std::string_view path, const Exemption& isExempt) const;
  void sort() const;

  mutable std::vector<Hole> holes_;  ///< by path once sorted, the first of a path first
  mutable std::unordered_map<std::string, std::size_t> byParent_;
  mutable bool isSorted_ = true;
};

}  // namespace ldapsnap

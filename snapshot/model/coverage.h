// What a snapshot does not know: where an entry that was not found may exist nevertheless.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// The gaps of a snapshot and the search bases that were read. A snapshot without search bases (a bare LDIF file) is
/// taken for everything there is.
class Coverage {
 public:
  explicit Coverage(const Snapshot& snapshot);

  /// Why "no entry matches" proves nothing for `scope` at `base`, in one line; none when it is proof. A gap counts when
  /// it is at the base, above it, or within the scope below it.
  std::optional<std::string> unread(const Dn& base, Scope scope) const;
  /// Why values of `attribute` at the entry, or below it, may be missing; none when they are not.
  std::optional<std::string> unreadAttribute(const Dn& base, Scope scope, std::string_view attribute) const;

 private:
  struct Hole {
    std::string path;  ///< of the DN (dn.h); empty: anywhere
    std::string reason;
  };
  struct AttributeHole {
    std::string path, attribute;  ///< folded description
    std::string reason;
  };
  void addGap(const Gap& gap);
  std::optional<std::string> outsideSearchBases(const Dn& base, Scope scope) const;

  const Snapshot* snapshot_;
  std::vector<Hole> holes_;
  std::vector<AttributeHole> attributeHoles_;
  std::vector<std::string> searchBasePaths_;
};

}  // namespace ldapsnap

// What a snapshot does not know: where an entry or a value that was not found may exist nevertheless.
//
// Unknown is not absent: before "not there", "removed" or "passed" is said, this is asked.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/ldap/filter/filter.h"
#include "snapshot/model/holes.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class AttributeList;

/// The gaps of a snapshot and what it was taken of (SnapshotInfo::coverage; of a snapshot without that, its search
/// bases). A snapshot about which neither is known is taken for everything there is. Reasons are one line for people,
/// without a full stop unless they are more than one sentence.
class Coverage {
 public:
  /// `snapshot` must outlive it.
  explicit Coverage(const Snapshot& snapshot);

  /// Why "no entry was found" proves nothing for `scope` at `base`; none when it is proof. A gap counts when it is at
  /// the base, above it, or within the scope below it. With `wanted`: why no entry that matches that filter was found.
  std::optional<std::string> unread(const Dn& base, Scope scope, const Filter* wanted = nullptr) const;
  /// Why values of `attribute` at the entry, or below it, may be missing; none when they are not.
  std::optional<std::string> unreadAttribute(const Dn& base, Scope scope, std::string_view attribute) const;
  /// Why a value that names `target`, an entry that was not found, may nevertheless name one; none when there is none.
  /// Stricter than unread() where only the names of a file show what it covers: the parent must be there.
  std::optional<std::string> unknownTarget(const Dn& target) const;

  /// Why an attribute that this snapshot's entry at `path` (dn.h) does not have may be in the directory all the same.
  std::optional<std::string> mayLackAttribute(std::string_view path, std::string_view description) const;
  /// False when no attribute is left out anywhere: mayLackAttribute() and unreadAttribute() return nothing.
  bool leavesOutAttributes() const { return !attributeHoles_.empty() || restrictsAttributes_ || leftOut_ != nullptr; }

  const Snapshot& snapshot() const { return *snapshot_; }

 private:
  friend class MissingEntries;
  struct Part {
    CoveredPart part;
    std::string path, parentPath;
    std::shared_ptr<const Filter> filter;  ///< nullptr: every entry
    bool isStable = true;                  ///< of an entry that matched once, the filter's attributes do not change
    std::vector<std::string> attributes;   ///< identities; empty: all
    bool allUser = false, allOperational = false;
  };
  using Origin = CoverageStatement::Origin;

  void addGap(const Gap& gap);
  void addPart(const CoveredPart& part);
  void addContexts();
  void addContradictions();
  bool isKnown() const { return origin_ != Origin::Unknown; }
  const std::string* gapAt(std::string_view path, Scope scope) const;
  bool contains(const Part& part, std::string_view path, Scope scope) const;
  bool holdsAttribute(const Part& part, std::string_view description) const;
  const std::string* contextOf(std::string_view path) const;
  bool isLog(const std::string& path) const;
  std::optional<std::string> outsideSearchBases(const Dn& base, Scope scope) const;
  std::optional<std::string> outsideParts(const Dn& base, Scope scope, const Filter* wanted) const;
  std::string notHeld(const std::string& what, bool isPartial) const;
  bool isLeftOut(std::string_view description) const;

  const Snapshot* snapshot_;
  Origin origin_;
  Holes holes_;
  std::unordered_map<std::string, Holes> attributeHoles_;  ///< by the attribute's identity in the snapshot's schema
  std::vector<std::string> searchBasePaths_;
  std::vector<Part> parts_;
  std::vector<std::string> contextPaths_;  ///< of the naming contexts that the root DSE names
  bool restrictsAttributes_ = false;
  const AttributeList* leftOut_ = nullptr;                    ///< of a baseline, which holds nothing volatile
  mutable std::optional<std::vector<std::string>> logPaths_;  ///< looked for once
};

/// Judges entries that one of two snapshots of a directory holds and the other does not.
class MissingEntries {
 public:
  /// `side` is where the entries are missing, `other` where they are; both must outlive it.
  MissingEntries(const Coverage& side, const Coverage& other);

  /// Why `entry`, which only `other` holds, may be in the directory of `side` all the same; nullptr: it is not. The
  /// text lives as long as this object.
  const std::string* mayExist(const Entry& entry) const;

 private:
  /// Of a part of `side`.
  struct Part {
    bool reachesSiblings = false, otherHoldsBase = false;
    std::string reason;
  };

  bool isInside(const Coverage::Part& part, std::string_view path) const;

  const Coverage &side_, &other_;
  bool otherIsSelection_ = false;
  std::vector<Part> parts_;
  std::string outside_;  ///< the reason for entries in no part
};

/// True when every entry that matches `wanted` matches `filter` too, as far as can be seen without entries; a class is
/// also of its superclasses, as `schema` knows them.
bool implies(const Filter& wanted, const Filter& filter, const Schema& schema);

}  // namespace ldapsnap

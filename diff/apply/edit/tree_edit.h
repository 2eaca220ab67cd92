// Deletes, renames and adds in an order that a server accepts, each under the names that hold at its time.
//
// A server deletes leaves only, renames to places that exist and are free, and adds below entries that exist. So:
// entries that leave a deleted one go first, an entry that holds a wanted name goes first or gets a temporary name,
// and parents are in place before children.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "diff/compare/model/difference.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// One step on the tree.
struct TreeStep {
  enum class Kind { Delete, Rename, Add } kind = Kind::Add;
  const EntryChange* change = nullptr;
  Dn dn;                          ///< at the time of the step
  Rdn newRdn;                     ///< of a rename
  std::optional<Dn> newSuperior;  ///< of a rename that moves
  bool toTemporary = false;       ///< a rename to a name of ours: another entry holds the wanted one
  bool fromTemporary = false;     ///< a rename that starts from such a name
};

class TreeEdit {
 public:
  /// `schema` compares names; it must outlive the edit, as do the changes.
  explicit TreeEdit(const Schema& schema) : schema_(schema) {}

  /// An entry that is added, removed or renamed; all before the first step. False for one whose name is no DN: nothing
  /// can be done about it.
  bool take(const EntryChange& change);

  /// What happens to the entry that had the name `dn`, or to the nearest above it that something happens to; nullptr:
  /// nothing.
  const EntryChange* changeAtOrAbove(const Dn& dn) const { return changeOf(locate(dn, before_)); }
  /// The same by the name that it gets.
  const EntryChange* changeAtOrAboveAfter(const Dn& dn) const { return changeOf(locate(dn, after_)); }
  /// The name after all steps of an entry that had the name `dn`; empty when it is removed.
  std::optional<Dn> nameAfter(const Dn& dn) const;

  /// Deletes, with what has to come before them.
  void removeAll();
  /// Renames and adds, with what has to come before them.
  void placeAll();
  /// The steps since the last call.
  std::vector<TreeStep> takeSteps();

 private:
  struct Node;
  /// A place: RDNs that do not change, below a node, or below nothing.
  struct Location {
    Node* node = nullptr;
    Dn rest;
  };
  struct Node {
    enum class State { Waiting, Busy, Done };

    const EntryChange* change = nullptr;
    Dn before, after;  ///< whole names; one is empty when the entry is added or removed
    Location parent;   ///< now; of an entry that is not there yet: nothing
    Rdn rdn;           ///< now
    Location finalParent;
    std::vector<Node*> below;  ///< of a removed entry: the nodes that begin below it
    State state = State::Waiting;
    bool isTemporary = false;

    bool isRemoved() const { return change->change == Change::Removed; }
    bool isThere() const { return !rdn.empty(); }
  };
  using Index = std::unordered_map<std::string, Node*>;

  Location locate(const Dn& dn, const Index& index) const;
  static const EntryChange* changeOf(const Location& location);
  static Dn nameOf(const Location& location);
  static Dn nameOf(const Node& node);
  std::string placeKey(const Location& parent, const Rdn& rdn) const;
  void settle();

  bool remove(Node& node);
  void makeLeave(Node& node);
  bool place(Node& node);
  bool freeName(const Node& node);
  void park(Node& node);
  void move(Node& node, const Location& parent, const Rdn& rdn, bool toTemporary);
  Rdn temporaryName(Rdn rdn);

  const Schema& schema_;
  std::deque<Node> nodes_;
  Index before_, after_;  ///< by normal form of the name
  Index occupied_;        ///< by current place
  bool isSettled_ = false;
  std::size_t depth_ = 0;  ///< of place(): chains of names are followed so far only
  unsigned temporaryNames_ = 0;
  std::vector<TreeStep> steps_;
};

}  // namespace ldapsnap

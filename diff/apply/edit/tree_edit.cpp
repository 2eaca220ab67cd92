#include "diff/apply/edit/tree_edit.h"

#include <algorithm>
#include <utility>

#include "diff/compare/rename/renamed_entry.h"

namespace ldapsnap {
namespace {

/// A longer chain (a takes b's name, b takes c's, ...) goes by temporary names from there.
constexpr std::size_t kChainLimit = 200;

Dn joined(const Dn& below, const Dn& above) {
  std::vector<Rdn> rdns = below.rdns();
  rdns.insert(rdns.end(), above.rdns().begin(), above.rdns().end());
  return Dn(std::move(rdns));
}

}  // namespace

bool TreeEdit::take(const EntryChange& change) {
  const bool hasBefore = change.change != Change::Added, hasAfter = change.change != Change::Removed;
  const std::optional<Dn> after = hasAfter ? Dn::tryParse(change.dn) : Dn();
  const std::optional<Dn> before = !hasBefore ? Dn() : Dn::tryParse(hasAfter ? change.fromDn : change.dn);
  if (!before || !after || (hasBefore && before->empty()) || (hasAfter && after->empty())) return false;
  Node& node = nodes_.emplace_back();
  node.change = &change;
  node.before = *before;
  node.after = *after;
  if (hasBefore) before_[normalForm(node.before, schema_)] = &node;
  if (hasAfter) after_[normalForm(node.after, schema_)] = &node;
  return true;
}

// --- Names ---

TreeEdit::Location TreeEdit::locate(const Dn& dn, const Index& index) const {
  std::vector<Rdn> rest;
  for (Dn name = dn; !name.empty(); name = name.parent()) {
    const auto found = index.find(normalForm(name, schema_));
    if (found != index.end()) return {found->second, Dn(std::move(rest))};
    rest.push_back(name.rdn());
  }
  return {nullptr, dn};
}

const EntryChange* TreeEdit::changeOf(const Location& location) {
  return location.node ? location.node->change : nullptr;
}

Dn TreeEdit::nameOf(const Location& location) {
  return location.node ? joined(location.rest, nameOf(*location.node)) : location.rest;
}

Dn TreeEdit::nameOf(const Node& node) { return nameOf(node.parent).child(node.rdn); }

std::optional<Dn> TreeEdit::nameAfter(const Dn& dn) const {
  const Location location = locate(dn, before_);
  if (!location.node) return dn;
  if (location.node->isRemoved()) return std::nullopt;
  return joined(location.rest, location.node->after);
}

/// Equal keys, same place, whatever the entries above are called by then.
std::string TreeEdit::placeKey(const Location& parent, const Rdn& rdn) const {
  const auto id = parent.node ? static_cast<const void*>(parent.node) : nullptr;
  return std::to_string(reinterpret_cast<std::uintptr_t>(id)) + '/' + normalForm(parent.rest.child(rdn), schema_);
}

void TreeEdit::settle() {
  if (std::exchange(isSettled_, true)) return;
  for (Node& node : nodes_) {
    if (!node.after.empty()) node.finalParent = locate(node.after.parent(), after_);
    if (node.before.empty()) continue;
    node.parent = locate(node.before.parent(), before_);
    node.rdn = node.before.rdn();
    occupied_[placeKey(node.parent, node.rdn)] = &node;
    if (node.parent.node && node.parent.node->isRemoved()) node.parent.node->below.push_back(&node);
  }
}

// --- Steps ---

void TreeEdit::removeAll() {
  settle();
  for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node)
    if (node->isRemoved()) remove(*node);
}

void TreeEdit::placeAll() {
  settle();
  for (Node& node : nodes_)
    if (!node.isRemoved()) place(node);
}

std::vector<TreeStep> TreeEdit::takeSteps() { return std::exchange(steps_, {}); }

/// Deletes what is below a node, then the node. False when that has to wait for one that is being dealt with.
bool TreeEdit::remove(Node& node) {
  if (node.state != Node::State::Waiting) return node.state == Node::State::Done;
  node.state = Node::State::Busy;
  bool isLeaf = true;
  for (Node* child : node.below) {
    if (child->isRemoved())
      isLeaf &= remove(*child);
    else
      makeLeave(*child);
  }
  node.state = isLeaf ? Node::State::Done : Node::State::Waiting;
  if (!isLeaf) return false;
  steps_.push_back({TreeStep::Kind::Delete, node.change, nameOf(node), {}, {}});
  occupied_.erase(placeKey(node.parent, node.rdn));
  return true;
}

/// Moves an entry out of the removed ones above it.
void TreeEdit::makeLeave(Node& node) {
  if (node.state == Node::State::Waiting) place(node);
  if (node.parent.node && node.parent.node->isRemoved()) park(node);
}

/// Brings a node to where it belongs. False when that has to wait for one that is being dealt with.
bool TreeEdit::place(Node& node) {
  if (node.state == Node::State::Done) return true;
  if (node.state == Node::State::Busy) return false;
  node.state = Node::State::Busy;
  ++depth_;
  Node* above = node.finalParent.node;
  const bool isFree = (!above || place(*above)) && freeName(node);
  --depth_;
  if (!isFree) {
    node.state = Node::State::Waiting;
    return false;
  }
  move(node, node.finalParent, node.after.rdn(), false);
  node.state = Node::State::Done;
  return true;
}

/// True when no other entry has the name that `node` is to have.
bool TreeEdit::freeName(const Node& node) {
  const std::string wanted = placeKey(node.finalParent, node.after.rdn());
  const auto holder = [&]() -> Node* {
    const auto found = occupied_.find(wanted);
    return found == occupied_.end() || found->second == &node ? nullptr : found->second;
  };
  Node* other = holder();
  if (!other) return true;
  if (other->isRemoved())
    remove(*other);
  else if (depth_ < kChainLimit)
    place(*other);
  other = holder();
  if (other && !other->isRemoved()) park(*other);
  return !holder();
}

/// Gives a node a temporary name: below its new parent when that is in place, else where it is or above what is
/// being deleted.
void TreeEdit::park(Node& node) {
  const Node* above = node.finalParent.node;
  Location parent = node.finalParent;
  if (above && above->state != Node::State::Done) {
    parent = node.parent;
    while (parent.node && parent.node->isRemoved()) parent = parent.node->parent;
  }
  move(node, parent, temporaryName(node.rdn), true);
}

void TreeEdit::move(Node& node, const Location& parent, const Rdn& rdn, bool toTemporary) {
  TreeStep step;
  step.change = node.change;
  if (node.isThere()) {
    step.kind = TreeStep::Kind::Rename;
    step.dn = nameOf(node);
    step.newRdn = rdn;
    if (placeKey(parent, rdn) != placeKey(node.parent, rdn)) step.newSuperior = nameOf(parent);
    step.toTemporary = toTemporary;
    step.fromTemporary = node.isTemporary;
    occupied_.erase(placeKey(node.parent, node.rdn));
  }
  node.parent = parent;
  node.rdn = rdn;
  node.isTemporary = toTemporary;
  occupied_[placeKey(parent, rdn)] = &node;
  if (step.kind == TreeStep::Kind::Add) step.dn = nameOf(node);
  steps_.push_back(std::move(step));
}

/// An unused name, of a type that the entry has. A number stays a number, as its type's syntax may require it.
Rdn TreeEdit::temporaryName(Rdn rdn) {
  const auto text = std::find_if(rdn.begin(), rdn.end(), [](const Ava& ava) { return !ava.isBer; });
  if (text == rdn.end()) return {{"cn", "ldapsnap-" + std::to_string(++temporaryNames_)}};
  const bool isNumber =
      std::all_of(text->value.begin(), text->value.end(), [](char c) { return c >= '0' && c <= '9'; });
  text->value += (isNumber ? "00000" : "-ldapsnap-") + std::to_string(++temporaryNames_);
  return rdn;
}

}  // namespace ldapsnap

#include "diff/compare/rename/partners.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

#include "diff/compare/rename/renamed_entry.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kSeveral = kNone - 1;

/// What is known of an unpaired entry.
struct Node {
  std::size_t parent = kNone;  ///< position on the same side, when the parent is unpaired, too
  std::size_t depth = 0;       ///< how many RDNs its name has
  std::string rdn;             ///< normal form
  std::array<std::string, kIdentityAttributes.size()> identities;  ///< keys; empty where it has none
  EntryContent content;
};

/// Positions by key, for keys that only one has.
class UniqueIndex {
 public:
  void add(const std::string& key, std::size_t position) {
    const auto [entry, isNew] = positions_.try_emplace(key, position);
    if (!isNew) entry->second = kSeveral;
  }
  std::size_t find(const std::string& key) const {
    const auto found = positions_.find(key);
    return found == positions_.end() || found->second == kSeveral ? kNone : found->second;
  }

 private:
  std::unordered_map<std::string, std::size_t> positions_;
};

void readIdentities(const Entry& entry, Side side, const ComparisonSchema& schema, Node& node) {
  for (const Attribute& attribute : entry.attributes) {
    const AttributeTraits& traits = schema.traits(attribute.description, side);
    if (!traits.isIdentity || attribute.values.empty()) continue;
    for (std::size_t i = 0; i < kIdentityAttributes.size(); ++i)
      if (traits.identity == schema.traits(kIdentityAttributes[i], side).identity)
        node.identities[i] = schema.valueKey(traits, attribute.values.front(), side);
  }
}

std::vector<Node> nodesOf(const SpooledList<Entry>& entries, Side side, const ComparisonSchema& schema) {
  std::vector<Node> nodes(entries.size());
  std::vector<std::string> parents(entries.size());
  std::unordered_map<std::string, std::size_t> byName;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry entry = entries[i];
    readIdentities(entry, side, schema, nodes[i]);
    const std::optional<Dn> dn = Dn::tryParse(entry.dn);
    if (!dn || dn->empty()) continue;
    byName.emplace(schema.nameKey(*dn, side), i);
    parents[i] = schema.nameKey(dn->parent(), side);
    nodes[i].depth = dn->size();
    nodes[i].rdn = schema.nameKey(Dn({dn->rdn()}), side);
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto parent = byName.find(parents[i]);
    if (!nodes[i].rdn.empty() && parent != byName.end()) nodes[i].parent = parent->second;
  }
  return nodes;
}

/// Positions, parents before children. (Key order says so only where parent and child spell a name alike.)
std::vector<std::size_t> fromTheTop(const std::vector<Node>& nodes) {
  std::vector<std::size_t> positions(nodes.size());
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  std::stable_sort(positions.begin(), positions.end(),
                   [&nodes](std::size_t a, std::size_t b) { return nodes[a].depth < nodes[b].depth; });
  return positions;
}

class PartnerSearch {
 public:
  PartnerSearch(const Unpaired& unpaired, const ComparisonSchema& schema)
      : unpaired_(unpaired),
        schema_(schema),
        removed_(nodesOf(unpaired.removed, Side::Before, schema)),
        added_(nodesOf(unpaired.added, Side::After, schema)),
        partners_(removed_.size()),
        isTaken_(added_.size()) {}

  std::vector<std::optional<Partner>> run() && {
    byIdentity();
    readContents();
    byContent([](const Node& node) { return std::to_string(node.content.hash) + ' ' + node.rdn; });
    byContent([](const Node& node) { return std::to_string(node.content.hash); });
    upwards();
    downwards();
    findContainers();
    return std::move(partners_);
  }

 private:
  void join(std::size_t removed, std::size_t added, std::string_view foundBy) {
    partners_[removed] = Partner{added, std::string(foundBy), false, removed};
    isTaken_[added] = true;
  }

  /// Both are free, and no identity speaks against it.
  bool canJoin(std::size_t removed, std::size_t added) const {
    if (partners_[removed] || isTaken_[added]) return false;
    for (std::size_t i = 0; i < kIdentityAttributes.size(); ++i) {
      const std::string &old = removed_[removed].identities[i], &now = added_[added].identities[i];
      if (!old.empty() && !now.empty() && old != now) return false;
    }
    return true;
  }

  bool isSameBesideName(std::size_t removed, std::size_t added) const {
    return removed_[removed].content.hash == added_[added].content.hash &&
           hasSameContent(unpaired_.removed[removed], unpaired_.added[added], schema_);
  }

  /// The parent of the partner of `child`, if that kept its RDN.
  std::size_t parentOfPartner(std::size_t child) const {
    const Node& partner = added_[partners_[child]->added];
    return partner.rdn == removed_[child].rdn ? partner.parent : kNone;
  }

  void byIdentity();
  void readContents();
  template <typename KeyOf>
  void byContent(KeyOf keyOf);
  void upwards();
  void downwards();
  void findContainers();

  const Unpaired& unpaired_;
  const ComparisonSchema& schema_;
  std::vector<Node> removed_, added_;
  std::vector<std::optional<Partner>> partners_;
  std::vector<bool> isTaken_;
};

void PartnerSearch::byIdentity() {
  for (std::size_t which = 0; which < kIdentityAttributes.size(); ++which) {
    UniqueIndex before, after;
    const auto fill = [which](const std::vector<Node>& nodes, UniqueIndex& index) {
      for (std::size_t i = 0; i < nodes.size(); ++i)
        if (!nodes[i].identities[which].empty()) index.add(nodes[i].identities[which], i);
    };
    fill(removed_, before);
    fill(added_, after);
    for (std::size_t i = 0; i < removed_.size(); ++i) {
      const std::string& key = removed_[i].identities[which];
      if (key.empty() || before.find(key) != i) continue;
      const std::size_t added = after.find(key);
      if (added != kNone && canJoin(i, added)) join(i, added, kIdentityAttributes[which]);
    }
  }
}

void PartnerSearch::readContents() {
  for (std::size_t i = 0; i < removed_.size(); ++i)
    if (!partners_[i]) removed_[i].content = contentOf(unpaired_.removed[i], Side::Before, schema_);
  for (std::size_t i = 0; i < added_.size(); ++i)
    if (!isTaken_[i]) added_[i].content = contentOf(unpaired_.added[i], Side::After, schema_);
}

template <typename KeyOf>
void PartnerSearch::byContent(KeyOf keyOf) {
  UniqueIndex before, after;
  for (std::size_t i = 0; i < removed_.size(); ++i)
    if (!partners_[i] && removed_[i].content.hasSubstance) before.add(keyOf(removed_[i]), i);
  for (std::size_t i = 0; i < added_.size(); ++i)
    if (!isTaken_[i] && added_[i].content.hasSubstance) after.add(keyOf(added_[i]), i);
  for (std::size_t i = 0; i < removed_.size(); ++i) {
    if (partners_[i] || !removed_[i].content.hasSubstance) continue;
    const std::string key = keyOf(removed_[i]);
    const std::size_t added = before.find(key) == i ? after.find(key) : kNone;
    if (added != kNone && canJoin(i, added) && isSameBesideName(i, added)) join(i, added, "content");
  }
}

/// Pairs of parents that children speak for. Each may be in one pair; more speak against each other.
class ParentProposals {
 public:
  ParentProposals(std::size_t removed, std::size_t added) : added_(removed, kNone), removed_(added, kNone) {}

  void propose(std::size_t removed, std::size_t added) {
    added_[removed] = added_[removed] == kNone || added_[removed] == added ? added : kSeveral;
    removed_[added] = removed_[added] == kNone || removed_[added] == removed ? removed : kSeveral;
  }
  /// The new parent, if nothing speaks against it.
  std::size_t of(std::size_t removed) const {
    const std::size_t added = added_[removed];
    return added != kNone && added != kSeveral && removed_[added] == removed ? added : kNone;
  }

 private:
  std::vector<std::size_t> added_, removed_;  ///< by position of the other
};

/// In rounds: what one has joined speaks for its parents in the next.
void PartnerSearch::upwards() {
  ParentProposals proposals(removed_.size(), added_.size());
  std::vector<std::size_t> joined;
  for (std::size_t i = 0; i < removed_.size(); ++i)
    if (partners_[i]) joined.push_back(i);
  while (!joined.empty()) {
    std::vector<std::size_t> parents;
    for (const std::size_t i : joined) {
      const std::size_t parent = removed_[i].parent, newParent = parentOfPartner(i);
      if (parent == kNone || newParent == kNone) continue;
      proposals.propose(parent, newParent);
      parents.push_back(parent);
    }
    joined.clear();
    for (const std::size_t parent : parents) {
      const std::size_t newParent = proposals.of(parent);
      if (newParent == kNone || !canJoin(parent, newParent) || !isSameBesideName(parent, newParent)) continue;
      join(parent, newParent, "content");
      joined.push_back(parent);
    }
  }
}

void PartnerSearch::downwards() {
  const auto placeBelow = [](std::size_t parent, const std::string& rdn) { return std::to_string(parent) + ' ' + rdn; };
  UniqueIndex children;
  for (std::size_t i = 0; i < added_.size(); ++i)
    if (!isTaken_[i] && added_[i].parent != kNone) children.add(placeBelow(added_[i].parent, added_[i].rdn), i);
  for (const std::size_t i : fromTheTop(removed_)) {
    const std::size_t parent = removed_[i].parent;
    if (partners_[i] || parent == kNone || !partners_[parent]) continue;
    const std::size_t added = children.find(placeBelow(partners_[parent]->added, removed_[i].rdn));
    if (added != kNone && canJoin(i, added)) join(i, added, partners_[parent]->foundBy);
  }
}

void PartnerSearch::findContainers() {
  for (const std::size_t i : fromTheTop(removed_)) {
    const std::size_t parent = removed_[i].parent;
    if (!partners_[i] || parent == kNone || !partners_[parent]) continue;
    if (parentOfPartner(i) != partners_[parent]->added) continue;
    partners_[i]->movedAlong = true;
    partners_[i]->container = partners_[parent]->container;
  }
}

}  // namespace

std::vector<std::optional<Partner>> findPartners(const Unpaired& unpaired, const ComparisonSchema& schema) {
  if (unpaired.removed.empty() || unpaired.added.empty())
    return std::vector<std::optional<Partner>>(unpaired.removed.size());
  return PartnerSearch(unpaired, schema).run();
}

}  // namespace ldapsnap

#include "snapshot/store/tree/tree_builder.h"

#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/store/tree/cut_rule.h"

namespace ldapsnap {

void TreeBuilder::add(std::string_view key, std::string_view value) {
  if (levels_.empty()) reset(levels_.emplace_back(), 0);
  Level& leaf = levels_.front();
  if (items_ > 0 && key <= leaf.lastKey) throw Error(ErrorKind::Internal, "keys of a tree do not ascend");
  const std::size_t sizeBefore = leaf.bytes.size();
  appendItem(leaf.bytes, LeafItem{key, value});
  leaf.lastKey.assign(key);
  ++leaf.items;
  ++items_;
  afterItem(0, leaf.bytes.size() - sizeBefore);
}

// A chunk depends only on its items, so a chunk of another tree is the one that this builder would make, provided that
// it begins where a chunk of this tree begins: on its level and on all levels below.
bool TreeBuilder::adopt(std::size_t level, const NodeItem& chunk) {
  for (std::size_t i = 0; i <= level && i < levels_.size(); ++i)
    if (levels_[i].bytes.size() != levels_[i].headerSize) return false;
  if (items_ > 0 && chunk.lastKey <= levels_.front().lastKey)
    throw Error(ErrorKind::Internal, "keys of a tree do not ascend");
  for (std::size_t i = levels_.size(); i <= level; ++i) reset(levels_.emplace_back(), i);
  for (std::size_t i = 0; i <= level; ++i) {
    levels_[i].lastKey.assign(chunk.lastKey);
    levels_[i].hasBeenCut = true;
  }
  items_ += chunk.items;
  addChild(level + 1, chunk);
  return true;
}

void TreeBuilder::addChild(std::size_t level, const NodeItem& item) {
  if (level == levels_.size()) reset(levels_.emplace_back(), level);
  Level& node = levels_[level];
  const std::size_t sizeBefore = node.bytes.size();
  appendItem(node.bytes, item);
  node.lastKey.assign(item.lastKey);
  node.items += item.items;
  node.onlyChild = item.child;
  ++node.children;
  afterItem(level, node.bytes.size() - sizeBefore);
}

void TreeBuilder::afterItem(std::size_t level, std::size_t itemSize) {
  const Level& open = levels_[level];
  // A node of one child would let giant keys pile up levels without end.
  if (level > 0 && open.children < 2) return;
  if (endsAfter(static_cast<unsigned>(level), open.lastKey, itemSize, open.bytes.size() - open.headerSize)) cut(level);
}

/// Ends the open chunk of `level`: it becomes an item of the level above, which may end there in turn.
void TreeBuilder::cut(std::size_t level) {
  const ChunkId id = sink_.put(std::exchange(levels_[level].bytes, {}));
  const std::string lastKey = levels_[level].lastKey;
  const std::uint64_t items = levels_[level].items;
  reset(levels_[level], level);
  levels_[level].lastKey = lastKey;
  levels_[level].hasBeenCut = true;
  addChild(level + 1, {lastKey, id, items});
}

void TreeBuilder::reset(Level& open, std::size_t level) {
  open = Level{};
  open.bytes = level == 0 ? leafHeader() : nodeHeader(static_cast<unsigned>(level));
  open.headerSize = open.bytes.size();
}

// From the leaves up, the open chunk of every level is ended although the cut rule did not ask for it. The first level
// that consists of one chunk is the root: a level above it would hold a single child.
ChunkId TreeBuilder::finish() {
  if (levels_.empty()) return sink_.put(leafHeader());
  for (std::size_t level = 0;; ++level) {
    Level& open = levels_[level];
    if (!open.hasBeenCut && open.children == 1) return open.onlyChild;
    if (!open.hasBeenCut) return sink_.put(std::move(open.bytes));
    if (open.items > 0) cut(level);
  }
}

}  // namespace ldapsnap

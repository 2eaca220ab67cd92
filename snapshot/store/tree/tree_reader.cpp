#include "snapshot/store/tree/tree_reader.h"

#include <algorithm>

#include "snapshot/base/error.h"

namespace ldapsnap {

void TreeCursor::seek(std::string_view key) {
  if (!path_.empty() && isWithinLeaf(key)) {
    path_.back().index = path_.back().chunk->lowerBound(key);
    return;
  }
  path_.clear();
  descend(root_, key);
  leaveExhausted();
}

bool TreeCursor::isWithinLeaf(std::string_view key) const {
  const std::vector<LeafItem>& items = path_.back().chunk->leafItems();
  return items.front().key <= key && key <= items.back().key;
}

/// Pushes the path from `id` down to the first item with a key not less than `key`. Where all keys are less, the path
/// ends at an index after the last item.
void TreeCursor::descend(const ChunkId& id, std::string_view key) {
  ChunkId next = id;
  for (;;) {
    std::shared_ptr<const Chunk> chunk = chunks_.read(next);
    if (chunk->type() == ChunkType::Blob || (!path_.empty() && chunk->level() + 1 != path_.back().chunk->level()))
      throw Error(ErrorKind::Integrity, "does not belong here in a tree").at("chunk " + next.hex());
    const std::size_t index = chunk->lowerBound(key);
    path_.push_back({std::move(chunk), index});
    Frame& frame = path_.back();
    if (frame.chunk->level() == 0 || index == frame.chunk->itemCount()) return;
    if (reading_ == Reading::Ahead) readAhead(frame);
    next = frame.chunk->nodeItems()[index].child;
  }
}

void TreeCursor::next() {
  ++path_.back().index;
  leaveExhausted();
}

void TreeCursor::leaveExhausted() {
  while (!path_.empty()) {
    Frame& frame = path_.back();
    if (frame.index == frame.chunk->itemCount()) {
      path_.pop_back();
      if (!path_.empty()) ++path_.back().index;
    } else if (frame.chunk->level() > 0) {
      if (reading_ == Reading::Ahead) readAhead(frame);
      descend(frame.chunk->nodeItems()[frame.index].child, {});
    } else {
      return;
    }
  }
}

void TreeCursor::readAhead(Frame& node) {
  constexpr std::size_t kMost = 256;  // two cursors that walk in parallel stay within what ChunkReader keeps
  constexpr std::size_t kNodes = 32;
  const unsigned level = node.chunk->level();
  if (level > 2 || (level == 2 && ahead_ < kMost) || node.index < node.readAhead) return;
  // Below a node of level 2 it has been done already.
  if (level == 1 && path_.size() > 1 && path_[path_.size() - 2].index < path_[path_.size() - 2].readAhead) return;
  const std::vector<NodeItem>& children = node.chunk->nodeItems();
  node.readAhead = std::min(children.size(), node.index + (level == 1 ? ahead_ : kNodes));
  std::vector<ChunkId> ids;
  for (std::size_t i = node.index; i < node.readAhead; ++i) ids.push_back(children[i].child);
  chunks_.prefetch(ids);
  if (level == 2) {
    std::vector<ChunkId> leaves;
    for (std::size_t i = node.index; i < node.readAhead; ++i) {
      const std::vector<NodeItem>& below = chunks_.read(children[i].child)->nodeItems();
      if (!leaves.empty() && leaves.size() + below.size() > kMost) {
        node.readAhead = i;
        break;
      }
      for (const NodeItem& leaf : below) leaves.push_back(leaf.child);
    }
    for (std::size_t at = 0; at < leaves.size(); at += ChunkReader::kReadAhead)
      chunks_.prefetch(std::span(leaves).subspan(at, std::min(ChunkReader::kReadAhead, leaves.size() - at)));
  }
  ahead_ = std::min(kMost, ahead_ * 4);
}

namespace {

/// A chunk, and the keys, by number, that are below it.
struct Way {
  ChunkId chunk;
  std::size_t first = 0, last = 0;
};

/// The children of `way` that its keys lead to. None where the chunk is damaged.
std::vector<Way> below(ChunkReader& chunks, const Way& way, std::span<const std::string> keys) {
  std::vector<Way> ways;
  try {
    const std::shared_ptr<const Chunk> chunk = chunks.read(way.chunk);
    const std::vector<NodeItem>& children = chunk->nodeItems();
    for (std::size_t i = way.first; i < way.last; ++i) {
      const std::size_t index = children.empty() ? 0 : chunk->lowerBound(keys[i]);
      if (index >= children.size()) break;
      if (ways.empty() || ways.back().chunk != children[index].child)
        ways.push_back({children[index].child, i, i + 1});
      else
        ways.back().last = i + 1;
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Integrity) throw;
  }
  return ways;
}

}  // namespace

void prefetchKeys(ChunkReader& chunks, std::span<const ChunkId> roots, std::span<const std::string> keys) {
  std::vector<Way> ways;
  for (const ChunkId& root : roots) ways.push_back({root, 0, keys.size()});
  while (!ways.empty()) {
    std::vector<Way> next;
    for (std::size_t at = 0; at < ways.size(); at += ChunkReader::kReadAhead) {
      const std::size_t end = std::min(ways.size(), at + ChunkReader::kReadAhead);
      std::vector<ChunkId> ids;
      for (std::size_t i = at; i < end; ++i) ids.push_back(ways[i].chunk);
      chunks.prefetch(ids);
      for (std::size_t i = at; i < end; ++i) {
        const std::vector<Way> more = below(chunks, ways[i], keys);
        next.insert(next.end(), more.begin(), more.end());
      }
    }
    ways = std::move(next);
  }
}

std::optional<std::string> findInTree(ChunkReader& chunks, const ChunkId& root, std::string_view key) {
  TreeCursor cursor(chunks, root);
  cursor.seek(key);
  if (cursor.atEnd() || cursor.key() != key) return std::nullopt;
  return std::string(cursor.value());
}

std::uint64_t countBelowKey(ChunkReader& chunks, const ChunkId& root, std::string_view key) {
  std::uint64_t count = 0;
  std::shared_ptr<const Chunk> chunk = chunks.read(root);
  for (;;) {
    const std::size_t index = chunk->lowerBound(key);
    if (chunk->level() == 0) return count + index;
    const std::vector<NodeItem>& children = chunk->nodeItems();
    for (std::size_t i = 0; i < index; ++i) count += children[i].items;
    if (index == children.size()) return count;
    chunk = chunks.read(children[index].child);
  }
}

}  // namespace ldapsnap

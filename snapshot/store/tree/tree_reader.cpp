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
  constexpr std::size_t kLeaves = 64;  // two cursors that walk in parallel stay within what ChunkReader keeps
  if (node.chunk->level() != 1 || node.index < node.readAhead) return;
  const std::vector<NodeItem>& children = node.chunk->nodeItems();
  node.readAhead = std::min(children.size(), node.index + kLeaves);
  std::vector<ChunkId> ids;
  for (std::size_t i = node.index; i < node.readAhead; ++i) ids.push_back(children[i].child);
  chunks_.prefetch(ids);
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

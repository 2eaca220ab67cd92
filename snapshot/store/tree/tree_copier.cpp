#include "snapshot/store/tree/tree_copier.h"

#include "snapshot/base/error.h"

namespace ldapsnap {

TreeCopier::TreeCopier(ChunkReader& chunks, const ChunkId& root, const std::vector<KeyRange>& without,
                       TreeBuilder& builder)
    : chunks_(chunks), without_(without), builder_(builder) {
  path_.push_back({chunks.read(root), 0, true});
}

void TreeCopier::add(std::string_view key, std::string_view value) {
  copyUpTo(key);
  builder_.add(key, value);
}

/// The first range that does not end before `key`; nullptr when there is none.
const KeyRange* TreeCopier::withoutFrom(std::string_view key) {
  while (withoutIndex_ < without_.size() && !without_[withoutIndex_].end.empty() && without_[withoutIndex_].end <= key)
    ++withoutIndex_;
  return withoutIndex_ < without_.size() ? &without_[withoutIndex_] : nullptr;
}

/// Copies all old items with keys less than `limit`; with an empty limit, all that are left.
void TreeCopier::copyUpTo(std::string_view limit) {
  while (!path_.empty()) {
    Frame& frame = path_.back();
    if (frame.index == frame.chunk->itemCount()) {
      path_.pop_back();
      if (!path_.empty()) ++path_.back().index;
    } else if (frame.chunk->level() > 0) {
      copyChild(frame, limit);
    } else if (!limit.empty() && frame.chunk->leafItems()[frame.index].key >= limit) {
      return;
    } else {
      copyItem(frame);
    }
  }
}

void TreeCopier::copyItem(Frame& leaf) {
  const LeafItem& item = leaf.chunk->leafItems()[leaf.index++];
  const KeyRange* const range = withoutFrom(item.key);
  if (range == nullptr || !range->contains(item.key)) builder_.add(item.key, item.value);
  passed_ = rangeOfKey(item.key).end;
}

/// Copies the child without reading it, leaves it out in full, or goes into it. It is copied when no key in `without`
/// is among its keys, its last key is less than `limit` (so no new item comes before its end), it was ended by the cut
/// rule, and the new tree is at the begin of a chunk.
void TreeCopier::copyChild(Frame& node, std::string_view limit) {
  const NodeItem item = node.chunk->nodeItems()[node.index];
  const bool isRightmost = node.isRightmost && node.index + 1 == node.chunk->itemCount();
  const unsigned level = node.chunk->level() - 1;
  const bool isBelowLimit = limit.empty() || item.lastKey < limit;
  const KeyRange* const range = withoutFrom(passed_);  // the child's keys are in [passed_, lastKey]
  const bool isTouched = range != nullptr && range->begin <= item.lastKey;
  const bool isLeftOut = isTouched && range->begin <= passed_ && (range->end.empty() || range->end > item.lastKey);
  if (isBelowLimit && (isLeftOut || (!isTouched && !isRightmost && builder_.adopt(level, item)))) {
    passed_ = rangeOfKey(item.lastKey).end;
    ++node.index;
    return;
  }
  std::shared_ptr<const Chunk> child = chunks_.read(item.child);
  if (child->type() == ChunkType::Blob || child->level() != level)
    throw Error(ErrorKind::Integrity, "does not belong here in a tree").at("chunk " + item.child.hex());
  path_.push_back({std::move(child), 0, isRightmost});
}

}  // namespace ldapsnap

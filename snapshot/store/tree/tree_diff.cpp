#include "snapshot/store/tree/tree_diff.h"

#include <algorithm>
#include <span>
#include <unordered_set>
#include <utility>

namespace ldapsnap {
namespace {

/// What is left of one level of one tree, in key order.
struct Frontier {
  unsigned level = 0;
  std::vector<ChunkId> ids;
};

Frontier startAt(ChunkReader& chunks, const ChunkId& root) { return {chunks.read(root)->level(), {root}}; }

/// The first chunks of both sides come in one request.
void readAheadBoth(ChunkReader& chunks, const std::vector<ChunkId>& a, const std::vector<ChunkId>& b) {
  if (a.empty() || b.empty() || a.size() + b.size() > ChunkReader::kReadAhead) return;
  std::vector<ChunkId> both = a;
  both.insert(both.end(), b.begin(), b.end());
  chunks.prefetch(both);
}

/// Called before each of `ids` is read in turn.
void readAhead(ChunkReader& chunks, std::span<const ChunkId> ids, std::size_t position) {
  if (position % ChunkReader::kReadAhead != 0) return;
  chunks.prefetch(ids.subspan(position, std::min(ChunkReader::kReadAhead, ids.size() - position)));
}

/// Replaces nodes by their children.
void open(ChunkReader& chunks, Frontier& frontier) {
  std::vector<ChunkId> children;
  for (std::size_t i = 0; i < frontier.ids.size(); ++i) {
    readAhead(chunks, frontier.ids, i);
    const std::shared_ptr<const Chunk> node = chunks.read(frontier.ids[i]);
    for (const NodeItem& item : node->nodeItems()) children.push_back(item.child);
  }
  frontier.ids = std::move(children);
  --frontier.level;
}

void dropCommon(std::vector<ChunkId>& a, std::vector<ChunkId>& b) {
  const std::unordered_set<ChunkId> inA(a.begin(), a.end()), inB(b.begin(), b.end());
  a.erase(std::remove_if(a.begin(), a.end(), [&](const ChunkId& id) { return inB.count(id) > 0; }), a.end());
  b.erase(std::remove_if(b.begin(), b.end(), [&](const ChunkId& id) { return inA.count(id) > 0; }), b.end());
}

}  // namespace

TreeDiff::TreeDiff(ChunkReader& chunks, const ChunkId& before, const ChunkId& after)
    : TreeDiff(chunks, differingLeaves(chunks, before, after)) {}

TreeDiff::TreeDiff(ChunkReader& chunks, std::pair<std::vector<ChunkId>, std::vector<ChunkId>> leaves)
    : before_(chunks, std::move(leaves.first)), after_(chunks, std::move(leaves.second)) {}

std::pair<std::vector<ChunkId>, std::vector<ChunkId>> TreeDiff::differingLeaves(ChunkReader& chunks,
                                                                                const ChunkId& before,
                                                                                const ChunkId& after) {
  if (before == after) return {};
  readAheadBoth(chunks, {before}, {after});
  Frontier a = startAt(chunks, before), b = startAt(chunks, after);
  for (;;) {
    if (a.level == b.level) dropCommon(a.ids, b.ids);
    if (a.level == b.level) readAheadBoth(chunks, a.ids, b.ids);
    if (a.level == 0 && b.level == 0) return {std::move(a.ids), std::move(b.ids)};
    const unsigned level = std::max(a.level, b.level);
    if (a.level == level) open(chunks, a);
    if (b.level == level) open(chunks, b);
  }
}

void TreeDiff::Leaves::load() {
  leaf_.reset();
  index_ = 0;
  // Only the tree of no items has a leaf without any.
  while (nextId_ < ids_.size() && (!leaf_ || leaf_->leafItems().empty())) {
    readAhead(chunks_, ids_, nextId_);
    leaf_ = chunks_.read(ids_[nextId_++]);
  }
  if (leaf_ && leaf_->leafItems().empty()) leaf_.reset();
}

void TreeDiff::Leaves::next() {
  if (++index_ == leaf_->leafItems().size()) load();
}

void TreeDiff::leaveVisited() {
  if (std::exchange(beforeVisited_, false)) before_.next();
  if (std::exchange(afterVisited_, false)) after_.next();
}

std::optional<ItemDifference> TreeDiff::next() {
  for (;;) {
    leaveVisited();
    const LeafItem* a = before_.item();
    const LeafItem* b = after_.item();
    if (!a && !b) return std::nullopt;
    beforeVisited_ = a && (!b || a->key <= b->key);
    afterVisited_ = b && (!a || b->key <= a->key);
    if (beforeVisited_ && afterVisited_ && a->value == b->value) continue;
    ItemDifference difference{beforeVisited_ ? a->key : b->key, std::nullopt, std::nullopt};
    if (beforeVisited_) difference.before = a->value;
    if (afterVisited_) difference.after = b->value;
    return difference;
  }
}

}  // namespace ldapsnap

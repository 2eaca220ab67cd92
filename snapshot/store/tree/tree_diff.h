// Compares two trees by walking only the chunks that differ.
//
// A chunk's id is the hash of its content, so a chunk that both trees have holds the same items in both; and since a
// key occurs only once in a tree, the chunk can be skipped. From the roots down, one level at a time: chunks that both
// sides have are dropped, the rest is opened. Where k items differ, about k chunks per level are read, however large
// the trees are.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "snapshot/store/chunk/chunk_reader.h"

namespace ldapsnap {

/// A key whose item differs. Views are valid during the visit.
struct ItemDifference {
  std::string_view key;
  std::optional<std::string_view> before, after;  ///< values; none where the tree has no such key
};

/// All differences, in key order, one at a time.
class TreeDiff {
 public:
  TreeDiff(ChunkReader& chunks, const ChunkId& before, const ChunkId& after);

  /// The next difference; none at the end. Views stay valid until the next call.
  std::optional<ItemDifference> next();

 private:
  /// The leaves of one side that the other does not have, as one sequence of items.
  class Leaves {
   public:
    Leaves(ChunkReader& chunks, std::vector<ChunkId> ids) : chunks_(chunks), ids_(std::move(ids)) { load(); }
    const LeafItem* item() const { return leaf_ ? &leaf_->leafItems()[index_] : nullptr; }
    void next();

   private:
    void load();

    ChunkReader& chunks_;
    std::vector<ChunkId> ids_;
    std::size_t nextId_ = 0, index_ = 0;
    std::shared_ptr<const Chunk> leaf_;
  };

  static std::pair<std::vector<ChunkId>, std::vector<ChunkId>> differingLeaves(ChunkReader& chunks,
                                                                               const ChunkId& before,
                                                                               const ChunkId& after);
  TreeDiff(ChunkReader& chunks, std::pair<std::vector<ChunkId>, std::vector<ChunkId>> leaves);
  void leaveVisited();

  Leaves before_, after_;
  bool beforeVisited_ = false, afterVisited_ = false;
};

}  // namespace ldapsnap

// A new tree from an old one: what lies between the changes is copied chunk by chunk, without reading it.
//
// Where a chunk ends depends only on its own items (FORMAT.md, "Cut rule"). So where the new tree has just ended a
// chunk and the old tree begins one that no change touches, the new tree would make the same chunk, with everything
// below it. Where k items change, about k chunks per level are read and written, however large the tree is.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/tree/key_ranges.h"
#include "snapshot/store/tree/tree_builder.h"

namespace ldapsnap {

class TreeCopier {
 public:
  /// Copies the tree at `root` into `builder`, but the keys in `without` (as merged() gives them), which must outlive
  /// the copier.
  TreeCopier(ChunkReader& chunks, const ChunkId& root, const std::vector<KeyRange>& without, TreeBuilder& builder);

  /// Adds an item in its place; keys ascend. Its key is in `without`, or the old tree does not have it.
  void add(std::string_view key, std::string_view value);
  /// Copies the rest. The caller finishes the builder.
  void finish() { copyUpTo({}); }

 private:
  struct Frame {
    std::shared_ptr<const Chunk> chunk;
    std::size_t index = 0;
    bool isRightmost = true;  ///< the last of its level: it may have been ended by the end of the items
  };

  void copyUpTo(std::string_view limit);
  void copyItem(Frame& leaf);
  void copyChild(Frame& node, std::string_view limit);
  const KeyRange* withoutFrom(std::string_view key);

  ChunkReader& chunks_;
  const std::vector<KeyRange>& without_;
  TreeBuilder& builder_;
  std::vector<Frame> path_;       ///< root first; the last one holds what comes next
  std::string passed_;            ///< all keys less than this were copied or left out
  std::size_t withoutIndex_ = 0;  ///< ranges before it end before `passed_`
};

}  // namespace ldapsnap

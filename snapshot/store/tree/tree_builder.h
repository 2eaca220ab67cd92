// Builds a search tree of chunks bottom-up, in one pass over sorted items (FORMAT.md, "Trees").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/store/chunk/chunk_store.h"

namespace ldapsnap {

/// The same items give the same root on any machine. Holds one open chunk per level.
class TreeBuilder {
 public:
  explicit TreeBuilder(ChunkSink& sink) : sink_(sink) {}

  /// Items come in ascending order of keys, each key once; anything else throws Error(Internal).
  void add(std::string_view key, std::string_view value);
  /// Adds a finished chunk of `level` of another tree, with everything below it, and returns true. That chunk must have
  /// been ended by the cut rule, not by the end of its tree. Does nothing and returns false when the open chunk of any
  /// level up to that one already holds items: the new tree would not cut at the place where that chunk begins.
  bool adopt(std::size_t level, const NodeItem& chunk);
  std::uint64_t items() const { return items_; }
  /// The root: an empty leaf when there are no items, otherwise the one chunk above all items. Nothing can be added
  /// afterwards.
  ChunkId finish();

 private:
  /// The open chunk of one level.
  struct Level {
    std::string bytes;  ///< header and items so far
    std::size_t headerSize = 0;
    std::string lastKey;
    std::uint64_t items = 0;   ///< in leaves below
    std::size_t children = 0;  ///< in this chunk
    ChunkId onlyChild;         ///< when `children` is 1
    bool hasBeenCut = false;   ///< chunks of this level exist
  };

  void addChild(std::size_t level, const NodeItem& item);
  void afterItem(std::size_t level, std::size_t itemSize);
  void cut(std::size_t level);
  static void reset(Level& open, std::size_t level);

  ChunkSink& sink_;
  std::vector<Level> levels_;
  std::uint64_t items_ = 0;
};

}  // namespace ldapsnap

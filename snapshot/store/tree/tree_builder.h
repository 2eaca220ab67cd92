// Builds a search tree of chunks bottom-up, in one pass over sorted items (FORMAT.md, "Trees").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/store/chunk/chunk_store.h"

namespace ldapsnap {

/// The same items give the same root, on any machine. Holds one open chunk a level.
class TreeBuilder {
 public:
  explicit TreeBuilder(ChunkSink& sink) : sink_(sink) {}

  /// Items come in ascending order of keys, each key once; anything else throws Error(Internal).
  void add(std::string_view key, std::string_view value);
  /// Takes over a chunk of `level` of another tree, with all that is below it, if one begins here: true. That chunk
  /// must have been ended by the cut rule and not by the end of its tree. False, and nothing is done, when the open
  /// chunk of some level up to that one already holds items.
  bool adopt(std::size_t level, const NodeItem& chunk);
  std::uint64_t items() const { return items_; }
  /// The root: of no items an empty leaf, else the one chunk that all items are below. The builder is spent then.
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

// Reading a tree of chunks: one key, a range, or everything.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/store/chunk/chunk_reader.h"

namespace ldapsnap {

/// A position in a tree that moves forward, item by item or by seek(). Reads only the chunks on its way. Views stay
/// valid until it moves.
class TreeCursor {
 public:
  /// Ahead, for a walk over many leaves: they are read together, the more the longer the walk goes on, and unpacked by
  /// all processors.
  enum class Reading { OneByOne, Ahead };

  /// At no item until seek().
  TreeCursor(ChunkReader& chunks, const ChunkId& root, Reading reading = Reading::OneByOne)
      : chunks_(chunks), root_(root), reading_(reading) {}

  /// Goes to the first item whose key is not less than `key`, forward or back.
  void seek(std::string_view key);
  void next();
  bool atEnd() const { return path_.empty(); }
  std::string_view key() const { return item().key; }
  std::string_view value() const { return item().value; }

 private:
  struct Frame {
    std::shared_ptr<const Chunk> chunk;
    std::size_t index;
    std::size_t readAhead = 0;  ///< children below this index were prefetched, with the leaves below them
  };

  const LeafItem& item() const { return path_.back().chunk->leafItems()[path_.back().index]; }
  bool isWithinLeaf(std::string_view key) const;
  void descend(const ChunkId& id, std::string_view key);
  void leaveExhausted();
  void readAhead(Frame& node);

  ChunkReader& chunks_;
  ChunkId root_;
  Reading reading_;
  std::size_t ahead_ = 8;    ///< leaves to read together the next time
  std::vector<Frame> path_;  ///< root first, leaf last; empty at the end
};

/// Reads the chunks on the way to each of `keys`, which ascend, in every tree of `roots`: a level of all trees at a
/// time. So round trips to a database follow the height of the trees. Does not report damage; reading an item will.
void prefetchKeys(ChunkReader& chunks, std::span<const ChunkId> roots, std::span<const std::string> keys);

/// The value under `key`.
std::optional<std::string> findInTree(ChunkReader& chunks, const ChunkId& root, std::string_view key);

/// The number of items with a key less than `key`; reads one chunk per level.
std::uint64_t countBelowKey(ChunkReader& chunks, const ChunkId& root, std::string_view key);

}  // namespace ldapsnap

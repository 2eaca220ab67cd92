// Reads a tree of chunks: one key, a range, all of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/store/chunk/chunk_reader.h"

namespace ldapsnap {

/// A place in a tree that moves forward, item by item or by leaps. Reads only the chunks on its way. Views stay valid
/// until it moves.
class TreeCursor {
 public:
  /// For a walk over many leaves they are read some dozens at a time, by all processors.
  enum class Reading { OneByOne, Ahead };

  /// Stands at no item until seek().
  TreeCursor(ChunkReader& chunks, const ChunkId& root, Reading reading = Reading::OneByOne)
      : chunks_(chunks), root_(root), reading_(reading) {}

  /// Goes to the first item whose key is not below `key`, wherever the cursor stands.
  void seek(std::string_view key);
  void next();
  bool atEnd() const { return path_.empty(); }
  std::string_view key() const { return item().key; }
  std::string_view value() const { return item().value; }

 private:
  struct Frame {
    std::shared_ptr<const Chunk> chunk;
    std::size_t index;
    std::size_t readAhead = 0;  ///< children of a node above the leaves below this index were prefetched
  };

  const LeafItem& item() const { return path_.back().chunk->leafItems()[path_.back().index]; }
  bool isWithinLeaf(std::string_view key) const;
  void descend(const ChunkId& id, std::string_view key);
  void leaveExhausted();
  void readAhead(Frame& node);

  ChunkReader& chunks_;
  ChunkId root_;
  Reading reading_;
  std::vector<Frame> path_;  ///< root first, leaf last; empty at the end
};

/// The value under `key`.
std::optional<std::string> findInTree(ChunkReader& chunks, const ChunkId& root, std::string_view key);

/// How many items have a key below `key`; reads one chunk a level.
std::uint64_t countBelowKey(ChunkReader& chunks, const ChunkId& root, std::string_view key);

}  // namespace ldapsnap

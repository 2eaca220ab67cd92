// Reads chunks: checked against their ids, decoded, and kept for a while.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "snapshot/store/chunk/chunk.h"
#include "snapshot/store/chunk/chunk_store.h"

namespace ldapsnap {

class ChunkReader {
 public:
  explicit ChunkReader(ChunkStore& store) : store_(store) {}

  /// Throws Error(Integrity) that names the chunk when it is missing or its bytes are not those of its id.
  std::shared_ptr<const Chunk> read(const ChunkId& id);
  /// Reads those that are not kept yet, several at a time, for read() to find them. What cannot be read is left to
  /// read() as well. To be given no more than kReadAhead at once: only so much is kept.
  void prefetch(std::span<const ChunkId> ids);
  static constexpr std::size_t kReadAhead = 128;
  /// The value of a blob. Not kept.
  std::string blob(const ChunkId& id);
  /// How many chunks came from the store: what tests of cost look at.
  std::uint64_t chunksRead() const { return chunksRead_; }

 private:
  struct Kept {
    ChunkId id;
    std::shared_ptr<const Chunk> chunk;
  };

  std::shared_ptr<const Chunk> load(const ChunkId& id);
  void keep(const ChunkId& id, std::shared_ptr<const Chunk> chunk);

  ChunkStore& store_;
  std::list<Kept> kept_;  ///< the one used last in front
  std::unordered_map<ChunkId, std::list<Kept>::iterator> places_;
  std::size_t keptBytes_ = 0;
  std::uint64_t chunksRead_ = 0;
};

}  // namespace ldapsnap

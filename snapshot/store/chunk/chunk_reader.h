// Reading chunks: checked against their ids, decoded, and cached.
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

  /// A leaf or a node. Throws Error(Integrity) that names the chunk when it is missing or its bytes are not those of
  /// its id, and when it is larger than kLargestTreeChunk.
  std::shared_ptr<const Chunk> read(const ChunkId& id);
  /// As read(), of a blob as well, whatever its size.
  std::shared_ptr<const Chunk> readAny(const ChunkId& id);
  /// Reads those that are not in the cache yet, several at a time, so that read() finds them. Does not report errors;
  /// read() will. `ids` has kReadAhead elements at most, because the cache is limited.
  void prefetch(std::span<const ChunkId> ids);
  static constexpr std::size_t kReadAhead = 512;
  /// Reads blobs at once; each is kept until blob() has asked for it, or until the next call. Does not report errors.
  void prefetchBlobs(std::span<const ChunkId> ids);
  /// The value of a blob. Not cached.
  std::string blob(const ChunkId& id);
  /// How many chunks came from the store, for tests of the cost.
  std::uint64_t chunksRead() const { return chunksRead_; }

 private:
  struct Kept {
    ChunkId id;
    std::shared_ptr<const Chunk> chunk;
  };

  std::shared_ptr<const Chunk> read(const ChunkId& id, std::uint64_t largest);
  std::shared_ptr<const Chunk> load(const ChunkId& id, std::uint64_t largest);
  void keep(const ChunkId& id, std::shared_ptr<const Chunk> chunk);

  ChunkStore& store_;
  std::list<Kept> kept_;  ///< the one used last in front
  std::unordered_map<ChunkId, std::list<Kept>::iterator> places_;
  std::size_t keptBytes_ = 0;
  std::unordered_map<ChunkId, std::shared_ptr<const Chunk>> blobs_;  ///< that were prefetched
  std::uint64_t chunksRead_ = 0;
};

}  // namespace ldapsnap

// Writing chunks to a store: only those that are not there yet, asked for and written many at a time, compressed by
// other threads while the next ones are made.
#pragma once

#include <future>
#include <string>
#include <unordered_set>
#include <vector>

#include "snapshot/store/chunk/chunk_store.h"

namespace ldapsnap {

class ChunkWriter : public ChunkSink {
 public:
  explicit ChunkWriter(ChunkStore& store) : store_(store) {}

  ChunkId put(std::string bytes) override;
  /// The same of a chunk whose id, the hash of `bytes`, is known already.
  void put(const ChunkId& id, std::string bytes);
  /// When it returns, the store has everything that was put. What is not flushed is lost.
  void flush();

 private:
  struct Pending {
    ChunkId id;
    std::string bytes;
  };

  void dropStored();
  void startPacking();
  void writePacked();
  static std::vector<PackedChunk> packAll(const std::vector<Pending>& chunks);

  ChunkStore& store_;
  std::unordered_set<ChunkId> seen_;
  std::vector<Pending> pending_;
  std::size_t pendingBytes_ = 0;
  std::future<std::vector<PackedChunk>> packing_;
};

}  // namespace ldapsnap

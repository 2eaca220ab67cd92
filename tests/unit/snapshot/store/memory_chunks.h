// A chunk store in memory, for tests of what is above it.
#pragma once

#include <map>
#include <vector>

#include "snapshot/store/chunk/chunk_store.h"
#include "snapshot/store/tree/tree_builder.h"

namespace ldapsnap::test {

class MemoryChunks : public ChunkStore, public ChunkSink {
 public:
  bool has(const ChunkId& id) override { return chunks.count(id) > 0; }
  std::optional<std::string> read(const ChunkId& id) override {
    const auto found = chunks.find(id);
    return found == chunks.end() ? std::nullopt : std::optional(found->second);
  }
  void write(const std::vector<PackedChunk>& packed) override {
    for (const PackedChunk& chunk : packed) chunks.emplace(chunk.id, chunk.bytes);
    ++transactions;
  }
  void remove(const std::vector<ChunkId>& ids) override {
    for (const ChunkId& id : ids) chunks.erase(id);
  }
  void forEachChunk(const std::function<void(const ChunkId&, std::string_view)>& visit) override {
    for (const auto& [id, packed] : chunks) visit(id, packed);
  }

  ChunkId put(std::string bytes) override {
    const ChunkId id = sha256(bytes);
    chunks.emplace(id, pack(bytes));
    return id;
  }

  std::map<ChunkId, std::string> chunks;  ///< packed
  int transactions = 0;
};

}  // namespace ldapsnap::test

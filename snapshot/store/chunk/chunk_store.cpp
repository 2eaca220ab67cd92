#include "snapshot/store/chunk/chunk_store.h"

#include <utility>

#include "snapshot/base/error.h"

namespace ldapsnap {

std::vector<ChunkId> ChunkStore::missing(std::span<const ChunkId> ids) {
  std::vector<ChunkId> missing;
  for (const ChunkId& id : ids)
    if (!has(id)) missing.push_back(id);
  return missing;
}

std::vector<PackedChunk> ChunkStore::readAll(std::span<const ChunkId> ids) {
  std::vector<PackedChunk> chunks;
  for (const ChunkId& id : ids) {
    try {
      if (std::optional<std::string> bytes = read(id)) chunks.push_back({id, *std::move(bytes)});
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Integrity) throw;
    }
  }
  return chunks;
}

void ChunkStore::forEachChunkId(const std::function<void(const ChunkId& id)>& visit) {
  forEachChunk([&visit](const ChunkId& id, std::string_view) { visit(id); });
}

}  // namespace ldapsnap

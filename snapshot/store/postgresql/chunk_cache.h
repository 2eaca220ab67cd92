// Chunks of archives that were read, kept on this machine. A chunk is known by its hash, so what is kept is never out
// of date.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "snapshot/store/backend/sqlite.h"
#include "snapshot/store/chunk/chunk_store.h"

namespace ldapsnap::postgresql {

/// In a file of the user's cache folder, shared by all processes of the user. Where it cannot be used, it is empty; it
/// never throws.
class ChunkCache {
 public:
  /// At most about so many bytes of chunks are kept; those that were read last stay.
  explicit ChunkCache(std::uint64_t most = std::uint64_t{256} << 20);

  /// Those of `ids` that are kept and whose bytes are the ones of their ids.
  std::vector<PackedChunk> read(std::span<const ChunkId> ids);
  void keep(const std::vector<PackedChunk>& chunks);

 private:
  void makeRoom();

  std::uint64_t most_;
  std::unique_ptr<sqlite::Database> database_;  ///< none where there is no place
};

}  // namespace ldapsnap::postgresql

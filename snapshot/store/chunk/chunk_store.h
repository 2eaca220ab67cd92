// Where chunks are kept, by id: everything that trees need from a database.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/store/chunk/chunk.h"

namespace ldapsnap {

/// A chunk ready to be stored: its id and its packed bytes (pack()).
struct PackedChunk {
  ChunkId id;
  std::string bytes;
};

/// Where finished chunks go.
class ChunkSink {
 public:
  virtual ~ChunkSink() = default;
  /// Takes the bytes of a chunk and returns its id. The same bytes may come often.
  virtual ChunkId put(std::string bytes) = 0;
};

/// Used by one thread. Every call that writes is one transaction: done in full or not at all, and visible to other
/// processes when it has returned. Throws the errors of Store.
class ChunkStore {
 public:
  virtual ~ChunkStore() = default;

  virtual bool has(const ChunkId& id) = 0;
  /// The packed bytes; none when there is no such chunk.
  virtual std::optional<std::string> read(const ChunkId& id) = 0;
  /// Of `ids`, those that are not there, in the order of `ids`. Where a database is far away, all are asked for at
  /// once.
  virtual std::vector<ChunkId> missing(std::span<const ChunkId> ids);
  /// Those of `ids` that are there and can be read, in any order, asked for at once.
  virtual std::vector<PackedChunk> readAll(std::span<const ChunkId> ids);
  /// Stores those that are not there yet.
  virtual void write(const std::vector<PackedChunk>& chunks) = 0;
  virtual void remove(const std::vector<ChunkId>& ids) = 0;
  /// Every chunk, in any order.
  virtual void forEachChunk(const std::function<void(const ChunkId& id, std::string_view packed)>& visit) = 0;
  /// The same without reading their bytes.
  virtual void forEachChunkId(const std::function<void(const ChunkId& id)>& visit);
};

}  // namespace ldapsnap

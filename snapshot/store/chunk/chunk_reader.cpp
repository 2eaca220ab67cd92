#include "snapshot/store/chunk/chunk_reader.h"

#include <optional>
#include <utility>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/parallel.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMemory = 24 << 20;  // about three thousand chunks, plus what decoding adds
constexpr std::uint64_t kMemoryOfBlobs = std::uint64_t{256} << 20;

/// Throws Error(Integrity) when these are not the bytes of `id`, or unpack to more than `largest`.
std::shared_ptr<const Chunk> openChunk(const ChunkId& id, std::string_view packed, std::uint64_t largest) {
  std::string bytes = unpack(packed, largest);
  if (sha256(bytes) != id) throw Error(ErrorKind::Integrity, "damaged: its bytes are not the ones that were written");
  return std::make_shared<const Chunk>(std::move(bytes));
}

/// As above, but nullptr for a damaged chunk.
std::shared_ptr<const Chunk> tryOpenChunk(const PackedChunk& chunk, std::uint64_t largest) {
  try {
    return openChunk(chunk.id, chunk.bytes, largest);
  } catch (const Error&) {
    return nullptr;
  }
}

/// Leaves out what would take more than kMemory when all is unpacked: it is read when it is asked for.
void limitTo(std::vector<PackedChunk>& chunks, std::uint64_t memory) {
  std::uint64_t bytes = 0;
  std::erase_if(chunks, [&](const PackedChunk& chunk) {
    const std::uint64_t size = unpackedSize(chunk.bytes).value_or(kLargestChunk);
    if (size > memory - bytes) return true;
    bytes += size;
    return false;
  });
}

}  // namespace

std::shared_ptr<const Chunk> ChunkReader::read(const ChunkId& id) { return read(id, kLargestTreeChunk); }

std::shared_ptr<const Chunk> ChunkReader::readAny(const ChunkId& id) { return read(id, kLargestChunk); }

std::shared_ptr<const Chunk> ChunkReader::read(const ChunkId& id, std::uint64_t largest) {
  if (const auto place = places_.find(id); place != places_.end()) {
    kept_.splice(kept_.begin(), kept_, place->second);
    return kept_.front().chunk;
  }
  std::shared_ptr<const Chunk> chunk = load(id, largest);
  keep(id, chunk);
  return chunk;
}

void ChunkReader::prefetch(std::span<const ChunkId> ids) {
  std::vector<ChunkId> wanted;
  for (const ChunkId& id : ids)
    if (places_.count(id) == 0) wanted.push_back(id);
  if (wanted.empty()) return;
  std::vector<PackedChunk> packed = store_.readAll(wanted);
  limitTo(packed, kMemory);
  std::vector<std::shared_ptr<const Chunk>> opened(packed.size());
  forEachIndex(packed.size(), coreCount(),
               [&](std::size_t i) { opened[i] = tryOpenChunk(packed[i], kLargestTreeChunk); });
  for (std::size_t i = 0; i < packed.size(); ++i) {
    if (!opened[i] || places_.count(packed[i].id) > 0) continue;
    ++chunksRead_;
    keep(packed[i].id, std::move(opened[i]));
  }
}

void ChunkReader::prefetchBlobs(std::span<const ChunkId> ids) {
  blobs_.clear();
  if (ids.empty()) return;
  std::vector<PackedChunk> all = store_.readAll(ids);
  limitTo(all, kMemoryOfBlobs);
  for (const PackedChunk& packed : all) {
    if (std::shared_ptr<const Chunk> chunk = tryOpenChunk(packed, kLargestChunk)) {
      ++chunksRead_;
      blobs_.insert_or_assign(packed.id, std::move(chunk));
    }
  }
}

std::string ChunkReader::blob(const ChunkId& id) {
  try {
    if (const auto found = blobs_.find(id); found != blobs_.end()) return std::string(found->second->blob());
    return std::string(load(id, kLargestChunk)->blob());
  } catch (Error& error) {
    throw error.at("chunk " + id.hex());
  }
}

std::shared_ptr<const Chunk> ChunkReader::load(const ChunkId& id, std::uint64_t largest) {
  try {
    const std::optional<std::string> packed = store_.read(id);
    if (!packed) throw Error(ErrorKind::Integrity, "missing from the store");
    ++chunksRead_;
    return openChunk(id, *packed, largest);
  } catch (Error& error) {
    throw error.at("chunk " + id.hex()).fix("`ldapsnap store verify` shows which snapshots need it");
  }
}

void ChunkReader::keep(const ChunkId& id, std::shared_ptr<const Chunk> chunk) {
  keptBytes_ += chunk->size();
  kept_.push_front({id, std::move(chunk)});
  places_[id] = kept_.begin();
  while (keptBytes_ > kMemory && kept_.size() > 1) {
    keptBytes_ -= kept_.back().chunk->size();
    places_.erase(kept_.back().id);
    kept_.pop_back();
  }
}

}  // namespace ldapsnap

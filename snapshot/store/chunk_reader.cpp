#include "snapshot/store/chunk_reader.h"

#include <utility>

#include "snapshot/error.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMemory = 16 << 20;  // about a thousand chunks, with what decoding adds

}  // namespace

std::shared_ptr<const Chunk> ChunkReader::read(const ChunkId& id) {
  if (const auto place = places_.find(id); place != places_.end()) {
    kept_.splice(kept_.begin(), kept_, place->second);
    return kept_.front().chunk;
  }
  std::shared_ptr<const Chunk> chunk = load(id);
  keep(id, chunk);
  return chunk;
}

std::string ChunkReader::blob(const ChunkId& id) {
  try {
    return std::string(load(id)->blob());
  } catch (Error& error) {
    throw error.at("chunk " + id.hex());
  }
}

std::shared_ptr<const Chunk> ChunkReader::load(const ChunkId& id) {
  try {
    const std::optional<std::string> packed = store_.read(id);
    if (!packed) throw Error(ErrorKind::Integrity, "missing from the store");
    ++chunksRead_;
    std::string bytes = unpack(*packed);
    if (sha256(bytes) != id) throw Error(ErrorKind::Integrity, "damaged: its bytes are not what was written");
    return std::make_shared<const Chunk>(std::move(bytes));
  } catch (Error& error) {
    throw error.at("chunk " + id.hex()).fix("`ldapsnap store verify` tells which snapshots need it");
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

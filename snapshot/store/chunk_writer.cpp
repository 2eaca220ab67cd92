#include "snapshot/store/chunk_writer.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace ldapsnap {
namespace {

constexpr std::size_t kBatchBytes = 8 << 20;  // about 500 chunks a transaction

}  // namespace

ChunkId ChunkWriter::put(std::string bytes) {
  const ChunkId id = sha256(bytes);
  if (!seen_.insert(id).second || store_.has(id)) return id;
  pendingBytes_ += bytes.size();
  pending_.push_back({id, std::move(bytes)});
  if (pendingBytes_ >= kBatchBytes) startPacking();
  return id;
}

void ChunkWriter::flush() {
  startPacking();
  writePacked();
}

void ChunkWriter::startPacking() {
  writePacked();
  pendingBytes_ = 0;
  packing_ = std::async(std::launch::async, packAll, std::exchange(pending_, {}));
}

void ChunkWriter::writePacked() {
  if (packing_.valid()) store_.write(packing_.get());
}

std::vector<PackedChunk> ChunkWriter::packAll(const std::vector<Pending>& chunks) {
  std::vector<PackedChunk> packed(chunks.size());
  const auto packEvery = [&](std::size_t first, std::size_t step) {
    for (std::size_t i = first; i < chunks.size(); i += step) packed[i] = {chunks[i].id, pack(chunks[i].bytes)};
  };
  // One core is for the thread that makes the chunks; a few chunks are not worth a thread.
  const std::size_t cores = std::max(2U, std::thread::hardware_concurrency());
  const std::size_t workers = std::clamp<std::size_t>(chunks.size() / 16, 1, cores - 1);
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < workers; ++i) others.push_back(std::async(std::launch::async, packEvery, i, workers));
  packEvery(0, workers);
  for (std::future<void>& other : others) other.get();
  return packed;
}

}  // namespace ldapsnap

#include "snapshot/store/chunk/chunk_writer.h"

#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/parallel.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kBatchBytes = 8 << 20;  // about 500 chunks a transaction

}  // namespace

ChunkId ChunkWriter::put(std::string bytes) {
  const ChunkId id = sha256(bytes);
  put(id, std::move(bytes));
  return id;
}

void ChunkWriter::put(const ChunkId& id, std::string bytes) {
  if (!seen_.insert(id).second) return;
  if (bytes.size() > kLargestTreeChunk && bytes.front() != static_cast<char>(ChunkType::Blob))
    throw Error(ErrorKind::BadInput,
                "an entry is too large: its attributes take more than 64 MiB, without large values");
  pendingBytes_ += bytes.size();
  pending_.push_back({id, std::move(bytes)});
  if (pendingBytes_ >= kBatchBytes) startPacking();
}

void ChunkWriter::flush() {
  startPacking();
  writePacked();
}

void ChunkWriter::dropStored() {
  std::vector<ChunkId> ids;
  for (const Pending& chunk : pending_) ids.push_back(chunk.id);
  const std::vector<ChunkId> missing = store_.missing(ids);  // in the order of `ids`
  auto next = missing.begin();
  std::erase_if(pending_, [&](const Pending& chunk) {
    const bool isMissing = next != missing.end() && *next == chunk.id;
    if (isMissing) ++next;
    return !isMissing;
  });
}

void ChunkWriter::startPacking() {
  writePacked();
  pendingBytes_ = 0;
  if (pending_.empty()) return;
  dropStored();
  packing_ = std::async(std::launch::async, packAll, std::exchange(pending_, {}));
}

void ChunkWriter::writePacked() {
  if (packing_.valid()) store_.write(packing_.get());
}

std::vector<PackedChunk> ChunkWriter::packAll(const std::vector<Pending>& chunks) {
  std::vector<PackedChunk> packed(chunks.size());
  // One core is for the thread that makes the chunks.
  forEachIndex(chunks.size(), coreCount() - 1, [&](std::size_t i) {
    packed[i] = {chunks[i].id, pack(chunks[i].bytes)};
  });
  return packed;
}

}  // namespace ldapsnap

#include "snapshot/store/chunk/chunk.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <zstd.h>

#include "snapshot/base/bytes.h"
#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

constexpr int kZstdLevel = 3;

[[noreturn]] void failDecoding(const char* what) { throw Error(ErrorKind::Integrity, what); }

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// zstd contexts are large and threads are short-lived (parallel.h), so contexts are reused.
template <typename Context, Context* (*create)()>
class ContextPool {
 public:
  using Owner = std::unique_ptr<Context, FreeContext>;

  Owner take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return Owner(create());
    Owner context = std::move(free_.back());
    free_.pop_back();
    return context;
  }
  void giveBack(Owner context) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(context));
  }

 private:
  std::mutex mutex_;
  std::vector<Owner> free_;
};
ContextPool<ZSTD_CCtx, ZSTD_createCCtx> packers;
ContextPool<ZSTD_DCtx, ZSTD_createDCtx> unpackers;

template <typename Items, typename KeyOf>
void requireAscending(const Items& items, KeyOf keyOf) {
  const auto isOutOfOrder = [&](const auto& a, const auto& b) { return keyOf(a) >= keyOf(b); };
  if (std::adjacent_find(items.begin(), items.end(), isOutOfOrder) != items.end()) failDecoding("keys do not ascend");
}

}  // namespace

std::string leafHeader() { return std::string(1, static_cast<char>(ChunkType::Leaf)); }

std::string nodeHeader(unsigned level) {
  return {static_cast<char>(ChunkType::Node), static_cast<char>(static_cast<unsigned char>(level))};
}

void appendItem(std::string& out, const LeafItem& item) {
  appendString(out, item.key);
  appendString(out, item.value);
}

void appendItem(std::string& out, const NodeItem& item) {
  appendString(out, item.lastKey);
  out.append(item.child.view());
  appendNumber(out, item.items);
}

std::string blobChunk(std::string_view value) {
  std::string bytes(1, static_cast<char>(ChunkType::Blob));
  return bytes.append(value);
}

Chunk::Chunk(std::string bytes) : bytes_(std::move(bytes)) {
  if (bytes_.empty()) failDecoding("an empty chunk");
  type_ = static_cast<ChunkType>(bytes_.front());
  switch (type_) {
    case ChunkType::Leaf:
      readLeaf();
      break;
    case ChunkType::Node:
      readNode();
      break;
    case ChunkType::Blob:
      break;
    default:
      failDecoding("not a leaf, a node or a blob");
  }
}

std::string_view Chunk::blob() const {
  if (type_ != ChunkType::Blob) failDecoding("a blob is expected here");
  return std::string_view(bytes_).substr(1);
}

void Chunk::readLeaf() {
  ByteReader reader(std::string_view(bytes_).substr(1));
  while (!reader.atEnd()) {
    const std::string_view key = reader.string();
    leafItems_.push_back({key, reader.string()});
  }
  requireAscending(leafItems_, [](const LeafItem& item) { return item.key; });
}

void Chunk::readNode() {
  ByteReader reader(std::string_view(bytes_).substr(1));
  level_ = static_cast<unsigned char>(reader.raw(1).front());
  while (!reader.atEnd()) {
    const std::string_view lastKey = reader.string();
    const ChunkId child = reader.hash();
    nodeItems_.push_back({lastKey, child, reader.number()});
  }
  if (level_ == 0 || nodeItems_.empty()) failDecoding("a node without a level or without children");
  requireAscending(nodeItems_, [](const NodeItem& item) { return item.lastKey; });
}

std::size_t Chunk::lowerBound(std::string_view key) const {
  const auto place = [&](const auto& items, auto isBelow) {
    return static_cast<std::size_t>(std::lower_bound(items.begin(), items.end(), key, isBelow) - items.begin());
  };
  if (type_ == ChunkType::Node)
    return place(nodeItems_, [](const NodeItem& item, std::string_view k) { return item.lastKey < k; });
  return place(leafItems_, [](const LeafItem& item, std::string_view k) { return item.key < k; });
}

std::string pack(std::string_view bytes) {
  auto context = packers.take();
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(context.get(), packed.data(), packed.size(), bytes.data(), bytes.size(), kZstdLevel);
  if (ZSTD_isError(size) != 0) throw Error(ErrorKind::Internal, ZSTD_getErrorName(size));
  packers.giveBack(std::move(context));
  packed.resize(size);
  return packed;
}

std::optional<std::uint64_t> unpackedSize(std::string_view packed) {
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size > kLargestChunk) return std::nullopt;  // the error codes are larger
  return size;
}

std::string unpack(std::string_view packed, std::uint64_t largest) {
  const std::optional<std::uint64_t> expected = unpackedSize(packed);
  if (!expected) failDecoding("not a zstd frame that states its size");
  if (*expected > largest) failDecoding("larger than anything that is stored in this way");
  std::string bytes(*expected, '\0');
  auto context = unpackers.take();
  const std::size_t size = ZSTD_decompressDCtx(context.get(), bytes.data(), bytes.size(), packed.data(), packed.size());
  if (ZSTD_isError(size) != 0 || size != *expected) failDecoding("the zstd frame is damaged");
  unpackers.giveBack(std::move(context));
  return bytes;
}

}  // namespace ldapsnap

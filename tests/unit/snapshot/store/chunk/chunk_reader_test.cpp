// Reading chunks: checked, kept, several at a time.
#include "snapshot/store/chunk/chunk_reader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/unit/snapshot/store/memory_chunks.h"

namespace ldapsnap {
namespace {

using test::MemoryChunks;

std::vector<ChunkId> putBlobs(MemoryChunks& chunks, int count) {
  std::vector<ChunkId> ids;
  for (int i = 0; i < count; ++i) ids.push_back(chunks.put(blobChunk(fmt::format("value {}", i))));
  return ids;
}

TEST(ChunkReader, PrefetchedChunksAreReadOnce) {
  MemoryChunks chunks;
  const std::vector<ChunkId> ids = putBlobs(chunks, 100);
  ChunkReader reader(chunks);
  reader.read(ids[3]);
  reader.prefetch(ids);
  EXPECT_EQ(reader.chunksRead(), 100U);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(reader.read(ids[static_cast<std::size_t>(i)])->blob(), fmt::format("value {}", i));
  EXPECT_EQ(reader.chunksRead(), 100U);
}

TEST(ChunkReader, PrefetchLeavesErrorsToRead) {
  MemoryChunks chunks;
  std::vector<ChunkId> ids = putBlobs(chunks, 40);
  chunks.chunks.erase(ids[7]);
  chunks.chunks[ids[8]] = pack(blobChunk("something else"));
  chunks.chunks[ids[9]] = "not a frame";
  ChunkReader reader(chunks);
  EXPECT_NO_THROW(reader.prefetch(ids));
  for (const std::size_t bad : {7U, 8U, 9U}) EXPECT_THROW(reader.read(ids[bad]), Error);
  EXPECT_EQ(reader.read(ids[10])->blob(), "value 10");
}

/// A leaf whose one value is `size` zeros: some kilobytes when it is packed.
std::string leafOfZeros(std::size_t size) {
  std::string leaf = leafHeader();
  appendItem(leaf, LeafItem{"o=a", std::string(size, '\0')});
  return leaf;
}

TEST(ChunkReader, LeafThatUnpacksToMoreThanIsEverWrittenIsDamage) {
  MemoryChunks chunks;
  const ChunkId large = chunks.put(leafOfZeros(kLargestTreeChunk));
  const ChunkId usual = chunks.put(leafOfZeros(kLargestTreeChunk / 2));
  EXPECT_LT(chunks.chunks[large].size(), 10'000U);
  EXPECT_EQ(unpackedSize(chunks.chunks[large]), leafOfZeros(kLargestTreeChunk).size());
  ChunkReader reader(chunks);
  EXPECT_THROW(reader.read(large), Error);
  EXPECT_EQ(reader.read(usual)->leafItems().size(), 1U);
  EXPECT_EQ(reader.readAny(large)->leafItems().size(), 1U);
}

TEST(ChunkReader, PrefetchTakesNoMoreThanItsMemory) {
  MemoryChunks chunks;
  std::vector<ChunkId> ids;
  for (std::size_t i = 0; i < 8; ++i) ids.push_back(chunks.put(leafOfZeros((std::size_t{8} << 20) + i)));
  ChunkReader reader(chunks);
  reader.prefetch(ids);
  EXPECT_EQ(reader.chunksRead(), 2U) << "of 24 MiB";
  for (const ChunkId& id : ids) EXPECT_EQ(reader.read(id)->leafItems().size(), 1U);
}

TEST(ChunkReader, PrefetchAcceptsRepeatedIds) {
  MemoryChunks chunks;
  const std::vector<ChunkId> ids = putBlobs(chunks, 1);
  ChunkReader reader(chunks);
  reader.prefetch(std::vector<ChunkId>{ids[0], ids[0]});
  EXPECT_EQ(reader.read(ids[0])->blob(), "value 0");
}

}  // namespace
}  // namespace ldapsnap

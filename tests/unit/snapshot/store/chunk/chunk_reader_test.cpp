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

TEST(ChunkReader, PrefetchAcceptsRepeatedIds) {
  MemoryChunks chunks;
  const std::vector<ChunkId> ids = putBlobs(chunks, 1);
  ChunkReader reader(chunks);
  reader.prefetch(std::vector<ChunkId>{ids[0], ids[0]});
  EXPECT_EQ(reader.read(ids[0])->blob(), "value 0");
}

}  // namespace
}  // namespace ldapsnap

// The tree: the same items give the same root; cutting, finding and comparing agree with a plain map.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <rapidcheck/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/store/tree/cut_rule.h"
#include "snapshot/store/tree/tree_builder.h"
#include "snapshot/store/tree/tree_diff.h"
#include "snapshot/store/tree/tree_reader.h"
#include "tests/unit/snapshot/store/memory_chunks.h"

namespace ldapsnap {
namespace {

using test::MemoryChunks;
using Items = std::map<std::string, std::string>;

ChunkId build(ChunkSink& sink, const Items& items) {
  TreeBuilder builder(sink);
  for (const auto& [key, value] : items) builder.add(key, value);
  return builder.finish();
}

Items numbered(int count, std::size_t valueSize) {
  Items items;
  for (int i = 0; i < count; ++i)
    items[fmt::format("cn=user {:07}", i)] = std::string(valueSize, static_cast<char>('a' + i % 26));
  return items;
}

Items readAll(ChunkReader& reader, const ChunkId& root, TreeCursor::Reading reading = TreeCursor::Reading::OneByOne) {
  Items items;
  TreeCursor cursor(reader, root, reading);
  for (cursor.seek({}); !cursor.atEnd(); cursor.next()) items.emplace(cursor.key(), cursor.value());
  return items;
}

using Difference = std::tuple<std::string, std::optional<std::string>, std::optional<std::string>>;

std::vector<Difference> treeDifferences(ChunkReader& reader, const ChunkId& a, const ChunkId& b) {
  std::vector<Difference> found;
  TreeDiff diff(reader, a, b);
  while (const std::optional<ItemDifference> next = diff.next())
    found.emplace_back(next->key, next->before, next->after);
  return found;
}

std::vector<Difference> mapDifferences(const Items& a, const Items& b) {
  std::map<std::string, std::pair<std::optional<std::string>, std::optional<std::string>>> joined;
  for (const auto& [key, value] : a) joined[key].first = value;
  for (const auto& [key, value] : b) joined[key].second = value;
  std::vector<Difference> found;
  for (const auto& [key, values] : joined)
    if (values.first != values.second) found.emplace_back(key, values.first, values.second);
  return found;
}

TEST(Tree, WithoutItemsIsAnEmptyLeaf) {
  MemoryChunks chunks;
  EXPECT_EQ(build(chunks, {}), sha256("L"));
  ChunkReader reader(chunks);
  EXPECT_TRUE(readAll(reader, sha256("L")).empty());
}

TEST(Tree, WithFewItemsIsOneLeaf) {
  MemoryChunks chunks;
  EXPECT_EQ(build(chunks, {{"b", "2"}, {"a", ""}}), sha256(std::string("L\1a\0\1b\1"
                                                                       "2",
                                                                       8)));
}

TEST(Tree, RootIsTheSameOnEveryMachine) {
  MemoryChunks chunks;
  EXPECT_EQ(build(chunks, numbered(20000, 100)).hex(),
            "98769259a79c9e608caae4da761a3e6f992d59d680955e31276b13aa9dc92dd5");
}

TEST(Tree, ReadsBackAllItems) {
  MemoryChunks chunks;
  const Items items = numbered(5000, 300);
  const ChunkId root = build(chunks, items);
  ChunkReader reader(chunks);
  EXPECT_EQ(readAll(reader, root), items);
  EXPECT_GT(reader.read(root)->level(), 0U);
}

TEST(Tree, FindsKeysAndTheirNeighbours) {
  MemoryChunks chunks;
  const ChunkId root = build(chunks, numbered(5000, 300));
  ChunkReader reader(chunks);
  EXPECT_EQ(findInTree(reader, root, "cn=user 0000027"), std::string(300, 'b'));
  EXPECT_EQ(findInTree(reader, root, "cn=user 0000027x"), std::nullopt);
  EXPECT_EQ(findInTree(reader, root, "zz"), std::nullopt);
  TreeCursor cursor(reader, root);
  cursor.seek("cn=user 0000027x");
  EXPECT_EQ(cursor.key(), "cn=user 0000028");
  cursor.seek("cn=user 0000003");
  EXPECT_EQ(cursor.key(), "cn=user 0000003") << "a cursor also goes back";
  cursor.seek("cn=user 0004999x");
  EXPECT_TRUE(cursor.atEnd());
}

TEST(Tree, KeysOutOfOrderAreRefused) {
  MemoryChunks chunks;
  TreeBuilder builder(chunks);
  builder.add("b", "");
  EXPECT_THROW(builder.add("b", ""), Error);
  EXPECT_THROW(builder.add("a", ""), Error);
}

TEST(Tree, TreeOfGiantKeysEnds) {
  MemoryChunks chunks;
  Items items;
  for (int i = 0; i < 40; ++i) items[fmt::format("{:03}", i) + std::string(2 * maximumSize(1), 'k')] = "v";
  const ChunkId root = build(chunks, items);
  ChunkReader reader(chunks);
  EXPECT_EQ(readAll(reader, root), items);
  EXPECT_LE(reader.read(root)->level(), 6U) << "every node but the last of a level has two children or more";
}

TEST(CutRule, ChunkSizesStayWithinBounds) {
  MemoryChunks chunks;
  const ChunkId root = build(chunks, numbered(40000, 500));
  ChunkReader reader(chunks);
  std::vector<std::size_t> sizes;
  for (const auto& [id, packed] : chunks.chunks)
    if (const auto chunk = reader.read(id); chunk->type() == ChunkType::Leaf) sizes.push_back(chunk->size());
  std::sort(sizes.begin(), sizes.end());
  EXPECT_LE(sizes.back(), maximumSize(0) + 600);
  EXPECT_GE(sizes[1], minimumSize(0)) << "all but the last leaf";
  const double mean = static_cast<double>(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0})) /
                      static_cast<double>(sizes.size());
  EXPECT_GT(mean, 0.8 * static_cast<double>(targetSize(0)));
  EXPECT_LT(mean, 1.4 * static_cast<double>(targetSize(0)));
  EXPECT_EQ(reader.read(root)->nodeItems().empty(), false);
}

TEST(CutRule, NoCutBelowMinimumAndAlwaysAboveMaximum) {
  for (int i = 0; i < 1000; ++i) {
    const std::string key = fmt::format("key {}", i);
    for (const unsigned level : {0U, 1U, 2U}) {
      EXPECT_FALSE(endsAfter(level, key, minimumSize(level) - 1, minimumSize(level) - 1));
      EXPECT_TRUE(endsAfter(level, key, 1, maximumSize(level) + 1));
    }
  }
}

TEST(CutRule, LevelsAreCutAtDifferentKeys) {
  int differing = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string key = fmt::format("key {}", i);
    const auto cuts = [&key](unsigned level) { return endsAfter(level, key, targetSize(1) / 8, targetSize(1)); };
    differing += cuts(1) != cuts(2) ? 1 : 0;
  }
  EXPECT_GT(differing, 300);
}

TEST(TreeDiff, EqualTreesAreNotRead) {
  MemoryChunks chunks;
  const ChunkId root = build(chunks, numbered(5000, 300));
  ChunkReader reader(chunks);
  EXPECT_TRUE(treeDifferences(reader, root, root).empty());
  EXPECT_EQ(reader.chunksRead(), 0U);
}

TEST(TreeDiff, ReadsFewChunksPerChange) {
  MemoryChunks chunks;
  const Items before = numbered(50000, 300);
  const ChunkId root = build(chunks, before);
  const unsigned height = ChunkReader(chunks).read(root)->level() + 1;
  for (const int changes : {1, 10, 100}) {
    Items after = before;
    for (int i = 0; i < changes; ++i) after[fmt::format("cn=user {:07}", i * (50000 / changes) + 17)] = "changed";
    const ChunkId changed = build(chunks, after);
    ChunkReader reader(chunks);
    EXPECT_EQ(treeDifferences(reader, root, changed).size(), static_cast<std::size_t>(changes));
    // Both sides, and now and then a neighbour whose cut moved along.
    EXPECT_LE(reader.chunksRead(), 3U * static_cast<unsigned>(changes) * height) << changes << " changes";
  }
}

TEST(TreeDiff, EmptyTreeDiffersInEveryItem) {
  MemoryChunks chunks;
  const Items items = numbered(3000, 300);
  const ChunkId root = build(chunks, items), nothing = build(chunks, {});
  ChunkReader reader(chunks);
  EXPECT_EQ(treeDifferences(reader, nothing, root), mapDifferences({}, items));
  EXPECT_EQ(treeDifferences(reader, root, nothing), mapDifferences(items, {}));
}

/// Edits: kind, position, how many neighbours.
Items applied(const Items& start, const std::vector<std::tuple<int, int, int>>& edits, int size) {
  Items items = start;
  for (const auto& [kind, position, count] : edits) {
    for (int i = 0; i < count; ++i) {
      const std::string key = fmt::format("cn=user {:07}", (position + i) % std::max(size, 1));
      if (kind == 0) items[key] = fmt::format("modified {} {}", position, count);
      if (kind == 1)
        items[key + fmt::format(" {}", count)] = std::string(static_cast<std::size_t>(position % 3000), 'n');
      if (kind == 2) items.erase(key);
    }
  }
  return items;
}

TEST(TreeCursor, ReadingAheadVisitsTheSameItemsAndReadsEachChunkOnce) {
  MemoryChunks chunks;
  const Items items = numbered(30'000, 200);
  const ChunkId root = build(chunks, items);
  ChunkReader one(chunks), ahead(chunks);
  EXPECT_EQ(readAll(one, root), items);
  EXPECT_EQ(readAll(ahead, root, TreeCursor::Reading::Ahead), items);
  EXPECT_EQ(ahead.chunksRead(), one.chunksRead());
}

TEST(TreeCursor, ReadingAheadContinuesAfterSeek) {
  MemoryChunks chunks;
  const Items items = numbered(30'000, 200);
  ChunkReader reader(chunks);
  TreeCursor cursor(reader, build(chunks, items), TreeCursor::Reading::Ahead);
  for (const int number : {29'999, 3, 15'000, 15'001, 2}) {
    const std::string key = fmt::format("cn=user {:07}", number);
    cursor.seek(key);
    EXPECT_EQ(cursor.key(), key);
  }
}

// Every case is a history of 30 snapshots, each an edit script away from the one before: 3000 scripts.
RC_GTEST_PROP(TreeDiff, AgreesWithAPlainMap, ()) {
  const int start = *rc::gen::inRange(0, 1500);
  const auto valueSize = static_cast<std::size_t>(*rc::gen::inRange(0, 600));
  const auto count =
      rc::gen::weightedOneOf<int>({{6, rc::gen::just(1)}, {2, rc::gen::inRange(1, 40)}, {1, rc::gen::inRange(1, 400)}});
  const auto edit = rc::gen::tuple(rc::gen::inRange(0, 3), rc::gen::inRange(0, 1500), count);
  MemoryChunks chunks;
  ChunkReader reader(chunks);
  Items before = numbered(start, valueSize);
  ChunkId a = build(chunks, before);
  for (int step = 0; step < 30; ++step) {
    const auto size = static_cast<std::size_t>(*rc::gen::inRange(0, 12));
    const Items after = applied(before, *rc::gen::container<std::vector<std::tuple<int, int, int>>>(size, edit), start);
    const ChunkId b = build(chunks, after);
    RC_ASSERT(treeDifferences(reader, a, b) == mapDifferences(before, after));
    RC_ASSERT((a == b) == (before == after));
    before = after;
    a = b;
  }
  RC_ASSERT(readAll(reader, a) == before);
}

}  // namespace
}  // namespace ldapsnap

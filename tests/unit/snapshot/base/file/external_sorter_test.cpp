// Sorting beyond a budget of memory.
#include "snapshot/base/file/external_sorter.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using test::TempFolder;
using Items = std::vector<std::pair<std::string, std::string>>;

Items sortedBy(ExternalSorter& sorter) {
  Items items;
  sorter.forEach([&](std::string_view key, std::string_view value) { items.emplace_back(key, value); });
  return items;
}

Items shuffled(int count) {
  Items items;
  for (int i = 0; i < count; ++i)
    items.emplace_back(fmt::format("key {:06}", i), std::string(static_cast<std::size_t>(i % 97), 'v'));
  std::mt19937 random(7);  // NOLINT: the same shuffle every time
  std::shuffle(items.begin(), items.end(), random);
  return items;
}

void expectSorts(std::size_t memory, const Items& items, std::size_t leastRuns) {
  const TempFolder folder;
  ExternalSorter sorter(folder.path(), memory);
  for (const auto& [key, value] : items) sorter.add(key, value);
  Items expected = items;
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(sortedBy(sorter), expected);
  EXPECT_GE(sorter.runsWritten(), leastRuns);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(ExternalSorter, SortsWhatFitsInMemory) { expectSorts(64 << 20, shuffled(20000), 0); }
TEST(ExternalSorter, MergesRunsWhenItDoesNotFit) { expectSorts(256 << 10, shuffled(20000), 5); }
TEST(ExternalSorter, MergesManyRunsInRounds) { expectSorts(8 << 10, shuffled(20000), 150); }
TEST(ExternalSorter, SortsNothing) { expectSorts(1 << 20, {}, 0); }

TEST(ExternalSorter, SortsKeysWithLongBeginningsInCommon) {
  Items items;
  const std::string beginning(3000, 'b');
  for (const std::size_t size : {0U, 7U, 8U, 9U, 16U, 3000U}) {
    for (const char* end : {"", "a", "b", "\xFF", "abcdefgh", "abcdefghi"})
      items.emplace_back(beginning.substr(0, size) + end, "v");
    items.emplace_back(beginning.substr(0, size) + '\0', "v");
    items.emplace_back(beginning.substr(0, size) + std::string(9, '\0'), "v");
  }
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  std::reverse(items.begin(), items.end());
  expectSorts(64 << 20, items, 0);
}

TEST(ExternalSorter, TakesItemsLargerThanItsMemory) {
  expectSorts(1000, {{"b", std::string(3 << 20, 'x')}, {"a", std::string(5000, 'y')}, {std::string(2000, 'k'), ""}}, 2);
}

TEST(ExternalSorter, KeepsEqualKeysSoThatTheyAreFound) {
  for (const std::size_t memory : {std::size_t{100}, std::size_t{1} << 20}) {
    const TempFolder folder;
    ExternalSorter sorter(folder.path(), memory);
    for (const char* key : {"b", "a", "b", "c", "b"}) sorter.add(key, std::string(40, 'v'));
    const Items sorted = sortedBy(sorter);
    EXPECT_EQ(std::count_if(sorted.begin(), sorted.end(), [](const auto& item) { return item.first == "b"; }), 3);
    EXPECT_EQ(sorted.front().first, "a");
  }
}

TEST(ExternalSorter, HasNoVisibleFileWhileItRuns) {
  const TempFolder folder;
  ExternalSorter sorter(folder.path(), 1000);
  for (const auto& [key, value] : shuffled(100)) sorter.add(key, value);
  EXPECT_GT(sorter.runsWritten(), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(ExternalSorter, SaysWhereItCannotWrite) {
  ExternalSorter sorter("/nonexistent/folder", 100);
  sorter.add("a", std::string(80, 'v'));
  try {
    sorter.add("b", std::string(80, 'v'));
    FAIL() << "nothing was said";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
    EXPECT_EQ(std::string(error.what()).find("/nonexistent/folder: cannot make a temporary file"), 0U) << error.what();
  }
}

RC_GTEST_PROP(ExternalSorter, SortsAnyBytes, (const Items& items)) {
  const TempFolder folder;
  ExternalSorter sorter(folder.path(), *rc::gen::element<std::size_t>(200, 1 << 20));
  for (const auto& [key, value] : items) sorter.add(key, value);
  Items expected = items;
  std::sort(expected.begin(), expected.end());
  Items sorted = sortedBy(sorter);
  RC_ASSERT(
      std::is_sorted(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; }));
  std::sort(sorted.begin(), sorted.end());
  RC_ASSERT(sorted == expected);
}

}  // namespace
}  // namespace ldapsnap

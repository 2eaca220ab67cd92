#include "snapshot/capture/part/entry_spool.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

std::vector<Entry> entriesOf(const EntrySpool& spool) {
  std::vector<Entry> entries;
  spool.forEach([&](Entry entry) { entries.push_back(std::move(entry)); });
  return entries;
}

TEST(EntrySpool, ReturnsEntriesInTheOrderAdded) {
  const std::vector<Entry> entries = {
      {"", {}}, {"cn=a", {{"cn", {"a"}}, {"empty", {}}}}, {"cn=b", {{"jpegPhoto", {std::string("\0\xff\n", 3), ""}}}}};
  EntrySpool spool;
  for (const Entry& entry : entries) spool.add(entry);
  EXPECT_EQ(entriesOf(spool), entries);
  EXPECT_EQ(entriesOf(spool), entries) << "it can be read again";
  EXPECT_EQ(spool.size(), 3U);
}

TEST(EntrySpool, HoldsManyBlocksAndAValueLargerThanABlock) {
  EntrySpool spool;
  spool.add({"cn=large", {{"jpegPhoto", {std::string(3 << 20, 'x')}}}});
  for (int i = 0; i < 20000; ++i) spool.add({"cn=" + std::to_string(i), {{"description", {std::string(100, 'd')}}}});
  const std::vector<Entry> entries = entriesOf(spool);
  ASSERT_EQ(entries.size(), 20001U);
  EXPECT_EQ(entries.front().attributes[0].values[0].size(), std::size_t{3} << 20U);
  EXPECT_EQ(entries.back().dn, "cn=19999");
  EXPECT_LT(spool.memory(), std::size_t{4} << 20U) << "similar entries compress well";
}

TEST(EntrySpool, SpillsToAFileBeyondItsMemory) {
  EntrySpool spool(0);
  const Entry large{"cn=large", {{"jpegPhoto", {std::string(3 << 20, 'x')}}}}, small{"cn=small", {}};
  spool.add(large);
  spool.add(large);
  spool.add(small);
  EXPECT_EQ(entriesOf(spool), (std::vector<Entry>{large, large, small}));
  spool.add(large);
  EXPECT_EQ(entriesOf(spool), (std::vector<Entry>{large, large, small, large})) << "added after it was read";
  EXPECT_LT(spool.memory(), std::size_t{8} << 20U) << "the block being filled";
  spool.clear();
  EXPECT_TRUE(entriesOf(spool).empty());
}

TEST(EntrySpool, ClearRemovesEverything) {
  EntrySpool spool;
  spool.add({"cn=a", {}});
  spool.clear();
  EXPECT_EQ(spool.size(), 0U);
  EXPECT_TRUE(entriesOf(spool).empty());
}

}  // namespace
}  // namespace ldapsnap

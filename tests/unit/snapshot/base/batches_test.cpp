#include "snapshot/base/batches.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

namespace ldapsnap {
namespace {

TEST(Batches, ItemsAreWorkedOnInTheirOrder) {
  for (const int count : {0, 1, 511, 512, 513, 5000}) {
    std::vector<int> done;
    Batches<int> batches([&done](int item) { done.push_back(item); });
    for (int i = 0; i < count; ++i) batches.add(i, 8);
    batches.finish();
    ASSERT_EQ(done.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
  }
}

TEST(Batches, LargeItemsMakeSmallBatches) {
  std::vector<int> done;
  Batches<int> batches([&done](int item) { done.push_back(item); });
  batches.add(1, std::size_t{3} << 20U);
  batches.add(2, std::size_t{3} << 20U);
  EXPECT_EQ(done, std::vector<int>{1});
  batches.finish();
  EXPECT_EQ(done, (std::vector<int>{1, 2}));
}

TEST(Batches, NothingIsWorkedOnWhereAddSaysSo) {
  int done = 0, seen = 0;
  Batches<int> batches([&done](int) { ++done; });
  for (int i = 0; i < 2000; ++i)
    if (batches.add(i, 8)) seen = done;
  EXPECT_EQ(seen, 1024);
  batches.finish();
  EXPECT_EQ(done, 2000);
}

TEST(Batches, WorkRunsOnAnotherThread) {
  std::thread::id worker;
  Batches<int> batches([&worker](int) { worker = std::this_thread::get_id(); });
  batches.add(1, 8);
  batches.finish();
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(Batches, AnErrorOfTheWorkIsThrownByTheNextAdd) {
  Batches<int> batches([](int item) {
    if (item == 100) throw std::runtime_error("bad");
  });
  EXPECT_THROW(
      {
        for (int i = 0; i < 5000; ++i) batches.add(i, 8);
      },
      std::runtime_error);
  Batches<int> atTheEnd([](int) { throw std::runtime_error("bad"); });
  atTheEnd.add(1, 8);
  EXPECT_THROW(atTheEnd.finish(), std::runtime_error);
}

}  // namespace
}  // namespace ldapsnap

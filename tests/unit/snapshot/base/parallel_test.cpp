// The same work on many things by several threads.
#include "snapshot/base/parallel.h"

#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>

namespace ldapsnap {
namespace {

TEST(ForEachIndex, CallsOnceForEachIndex) {
  for (const std::size_t count : {0, 1, 15, 16, 1000}) {
    std::vector<std::atomic<int>> calls(count);
    forEachIndex(count, 4, [&](std::size_t i) { ++calls[i]; });
    for (const std::atomic<int>& each : calls) EXPECT_EQ(each, 1);
  }
}

TEST(ForEachIndex, ThrowsWhatACallThrewOnWhicheverThread) {
  for (const std::size_t bad : {0, 1, 77})
    EXPECT_THROW(forEachIndex(100, 4,
                              [&](std::size_t i) {
                                if (i == bad) throw std::runtime_error("bad");
                              }),
                 std::runtime_error);
}

}  // namespace
}  // namespace ldapsnap

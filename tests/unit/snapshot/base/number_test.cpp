#include "snapshot/base/number.h"

#include <cstdint>
#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(WholeNumber, IsTheWholeText) {
  EXPECT_EQ(wholeNumber<int>("42"), 42);
  EXPECT_EQ(wholeNumber<int>("-7"), -7);
  for (const char* text : {"", "-", " 1", "1 ", "+1", "1x", "0x1", "1.0"})
    EXPECT_EQ(wholeNumber<int>(text), std::nullopt);
}

TEST(WholeNumber, MayHaveAnotherBase) {
  EXPECT_EQ(wholeNumber<std::uint32_t>("fFfFfFfF", 16), 0xFFFFFFFFU);
  EXPECT_EQ(wholeNumber<std::uint32_t>("0x1", 16), std::nullopt);
}

TEST(WholeNumber, IsNothingWhereTheTypeCannotHoldIt) {
  EXPECT_EQ(wholeNumber<std::int64_t>("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(wholeNumber<std::int64_t>("9223372036854775808"), std::nullopt);
  EXPECT_EQ(wholeNumber<std::uint32_t>("4294967296"), std::nullopt);
  EXPECT_EQ(wholeNumber<std::uint32_t>("-1"), std::nullopt);
}

}  // namespace
}  // namespace ldapsnap

#include "snapshot/base/local_time.h"

#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

/// In Central European time while it lives.
class LocalTime : public testing::Test {
 protected:
  LocalTime() {
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
  }
  ~LocalTime() override {
    unsetenv("TZ");
    tzset();
  }
};

TEST_F(LocalTime, IsShownWithItsOffset) {
  EXPECT_EQ(localMinute(parseTime("2026-11-01T23:30:59Z")), "2026-11-02 00:30+01:00");
  EXPECT_EQ(localMinute(parseTime("2026-07-01T12:00:00Z")), "2026-07-01 14:00+02:00");
}

TEST_F(LocalTime, IsReadBack) {
  EXPECT_EQ(formatTime(fromLocal("2026-11-02T00:30:00")), "2026-11-01T23:30:00Z");
  EXPECT_EQ(formatTime(fromLocal("2026-07-01T14:00:00")), "2026-07-01T12:00:00Z");
  EXPECT_THROW(fromLocal("2026-07-01T14:00"), Error);
}

TEST_F(LocalTime, ThatTheClockShowsTwiceIsTheEarlierOne) {
  EXPECT_EQ(formatTime(fromLocal("2026-10-25T02:30:00")), "2026-10-25T00:30:00Z");
  EXPECT_EQ(formatTime(fromLocal("2026-10-25T03:30:00")), "2026-10-25T02:30:00Z");
}

TEST(LocalTimeElsewhere, WestOfGreenwichHasANegativeOffset) {
  setenv("TZ", "NST3:30", 1);
  tzset();
  EXPECT_EQ(localMinute(parseTime("2026-11-01T12:00:00Z")), "2026-11-01 08:30-03:30");
  setenv("TZ", "UTC0", 1);
  tzset();
  EXPECT_EQ(localMinute(parseTime("2026-11-01T12:00:00Z")), "2026-11-01 12:00Z");
  unsetenv("TZ");
  tzset();
}

}  // namespace
}  // namespace ldapsnap

#include "snapshot/base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

using std::chrono::seconds;

TEST(TimeText, IsRfc3339InUtcToTheSecond) {
  EXPECT_EQ(formatTime(Time(seconds(0))), "1970-01-01T00:00:00Z");
  EXPECT_EQ(formatTime(Time(seconds(1772446447))), "2026-03-02T10:14:07Z");
}

TEST(TimeText, ReadsWhatItWrites) { EXPECT_EQ(parseTime("2026-03-02T10:14:07Z"), Time(seconds(1772446447))); }

RC_GTEST_PROP(TimeText, ParseIsTheInverseOfFormat, ()) {
  const auto time = Time(seconds(*rc::gen::inRange<std::int64_t>(-62135596800, 253402300800)));  // years 1 to 9999
  RC_ASSERT(parseTime(formatTime(time)) == time);
}

TEST(TimeText, KnowsLeapDays) {
  EXPECT_EQ(formatTime(parseTime("2024-02-29T23:59:59Z")), "2024-02-29T23:59:59Z");
  EXPECT_THROW(parseTime("2023-02-29T00:00:00Z"), Error);
}

TEST(TimeText, RejectsInvalidTimes) {
  for (const char* text : {"", "2026-03-02", "2026-03-02 10:14:07Z", "2026-03-02T10:14:07", "2026-03-02T10:14:07+01:00",
                           "2026-13-02T10:14:07Z", "2026-03-02T24:00:00Z", "2026-03-02T10:60:07Z",
                           "2026-03-02T10:14:60Z", "2026-03-02T10:14:07ZZ", "x026-03-02T10:14:07Z"})
    EXPECT_THROW(parseTime(text), Error) << text;
}

TEST(TimeText, SaysWhatItExpected) {
  try {
    parseTime("yesterday");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_STREQ(error.what(), "\"yesterday\" is not a time in UTC such as 2026-03-02T10:14:07Z (RFC 3339)");
  }
}

TEST(TimeNow, LiesBetweenTwoReadingsOfTheSystemClock) {
  const auto before = std::chrono::system_clock::now();
  const Time time = now();
  EXPECT_GE(time + seconds(1), before);
  EXPECT_LE(time, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace ldapsnap

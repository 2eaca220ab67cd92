#include "snapshot/capture/feed/change_time.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

using namespace std::chrono;

constexpr ChangeTime kNoon = sys_days(year(2026) / 11 / 23) + hours(12);

TEST(ChangeTime, ReadsGeneralizedTimeInUtc) {
  EXPECT_EQ(changeTime("20261123120000Z"), kNoon);
  EXPECT_EQ(changeTime("20261123120000.0Z"), kNoon) << "as Active Directory writes whenChanged";
  EXPECT_EQ(changeTime("202611231200Z"), kNoon) << "seconds are optional";
}

TEST(ChangeTime, AppliesTheZoneOffset) {
  EXPECT_EQ(changeTime("20261123140000+0200"), kNoon);
  EXPECT_EQ(changeTime("20261123063000-0530"), kNoon);
  EXPECT_EQ(changeTime("20261124010000.25+13"), kNoon + milliseconds(250)) << "the day changes too";
}

TEST(ChangeTime, KeepsMillisecondsOfAFraction) {
  EXPECT_EQ(changeTime("20261123120000.000001Z"), kNoon);
  EXPECT_EQ(changeTime("20261123120000.123999Z"), kNoon + milliseconds(123));
  EXPECT_EQ(changeTime("20261123120000,5Z"), kNoon + milliseconds(500));
}

TEST(ChangeTime, RejectsWhatIsNotGeneralizedTime) {
  for (const char* text :
       {"", "yesterday", "20261323120000Z", "20261123120000", "20261123120000Z#000000", "2026112312Zx"})
    EXPECT_EQ(changeTime(text), std::nullopt) << text;
}

TEST(ChangeTime, CsnBeginsWithATime) {
  EXPECT_EQ(timeOfCsn("20261123120000.000001Z#000000#000#000000"), kNoon);
  EXPECT_EQ(timeOfCsn("rid=000"), std::nullopt);
}

TEST(ChangeTime, IsWrittenAsSlapdWritesReqStart) {
  EXPECT_EQ(toGeneralizedTime(kNoon + milliseconds(7)), "20261123120000.007000Z");
  EXPECT_EQ(changeTime(toGeneralizedTime(kNoon + milliseconds(7))), kNoon + milliseconds(7));
}

}  // namespace
}  // namespace ldapsnap

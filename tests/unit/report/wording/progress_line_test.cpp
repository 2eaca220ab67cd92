#include "report/wording/progress_line.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(ProgressLine, ShowsTheRemainingTimeIfThereIsAnEstimate) {
  EXPECT_EQ(progressLine({12000, "dc=example,dc=com", 11900, 100000}, "entries", 3),
            "12000 entries, 4000 a second, about 23 s left  dc=example,dc=com");
}

TEST(ProgressLine, OmitsTheRemainingTimeWithoutAValidEstimate) {
  EXPECT_EQ(progressLine({12000, "site.ldif"}, "entries", 3), "12000 entries, 4000 a second  site.ldif");
  EXPECT_EQ(progressLine({300, "o=Acme", 300, 200}, "entries", 2), "300 entries, 150 a second  o=Acme");
}

TEST(ProgressLine, IsShortAndVisible) {
  EXPECT_EQ(progressLine({2, "ou=\x1b[31mred," + std::string(80, 'x')}, "chunks", 1),
            "2 chunks, 2 a second  ou=\\u{001b}[31mred,xxxxxxxxxxxxxxxxxxxxxxxxxxxx...");
}

}  // namespace
}  // namespace ldapsnap

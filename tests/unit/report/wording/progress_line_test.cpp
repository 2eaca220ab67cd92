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

TEST(ProgressLine, ReadingAgainSaysWhy) {
  ReadProgress progress{12000, "o=Acme", 2000, 5000};
  progress.phase = ReadProgress::Phase::ReadingAgain;
  progress.reason = "it changed meanwhile";
  EXPECT_EQ(progressLine(progress, "entries", 3),
            "12000 entries, 4000 a second, about 1 s left  o=Acme again: it changed meanwhile");
}

TEST(ProgressLine, StoringCountsWhatIsStored) {
  ReadProgress progress{2000, "", 2000, 5000};
  progress.phase = ReadProgress::Phase::Storing;
  EXPECT_EQ(progressLine(progress, "entries", 1), "2000 entries stored, 2000 a second, about 2 s left");
}

TEST(ProgressLine, IsShortAndVisible) {
  EXPECT_EQ(progressLine({2, "ou=\x1b[31mred," + std::string(80, 'x')}, "chunks", 1),
            "2 chunks, 2 a second  ou=\\u{001b}[31mred,xxxxxxxxxxxxxxxxxxxxxxxxxxxx...");
}

}  // namespace
}  // namespace ldapsnap

#include "diff/compare/values/sequence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ldapsnap {
namespace {

using Strings = std::vector<std::string>;

/// One line a step: "  kept", "- removed", "+ added".
Strings script(const Strings& before, const Strings& after) {
  Strings text;
  for (const AlignStep& step : align(before, after)) {
    if (step.op == EditLine::Op::Keep) text.push_back("  " + before[step.position]);
    if (step.op == EditLine::Op::Remove) text.push_back("- " + before[step.position]);
    if (step.op == EditLine::Op::Add) text.push_back("+ " + after[step.position]);
  }
  return text;
}

Strings numbered(const std::string& prefix, std::size_t count) {
  Strings result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(prefix + std::to_string(i));
  return result;
}

TEST(Align, EmptySequencesNeedNoSteps) { EXPECT_EQ(script({}, {}), Strings{}); }

TEST(Align, InsertionAtTheStartIsOneInsertion) {
  EXPECT_EQ(script({"a", "b"}, {"new", "a", "b"}), (Strings{"+ new", "  a", "  b"}));
}

TEST(Align, RemovalsPrecedeAdditionsAtTheSamePlace) {
  EXPECT_EQ(script({"1", "a", "b", "2"}, {"1", "c", "d", "2"}), (Strings{"  1", "- a", "- b", "+ c", "+ d", "  2"}));
}

TEST(Align, AMovedElementIsRemovedAndAdded) {
  EXPECT_EQ(script({"a", "b", "c"}, {"c", "a", "b"}), (Strings{"+ c", "  a", "  b", "- c"}));
}

TEST(Align, AboveTheLimitTheMiddleIsReplaced) {
  Strings before = numbered("old", kAlignLimit + 1), after = numbered("new", kAlignLimit + 1);
  after[500] = before[500];
  before.insert(before.begin(), "first");
  after.insert(after.begin(), "first");
  const auto steps = align(before, after);
  EXPECT_EQ(steps.size(), 1 + 2 * (kAlignLimit + 1));
  EXPECT_EQ(steps[0].op, EditLine::Op::Keep);
  EXPECT_EQ(steps[501].op, EditLine::Op::Remove);
}

TEST(Align, OneChangeInALongSequenceIsFound) {
  const Strings before = numbered("line", 100 * kAlignLimit);
  Strings after = before;
  after.insert(after.begin() + 777, "new");
  const auto steps = align(before, after);
  EXPECT_EQ(steps.size(), after.size());
  EXPECT_EQ(steps[777], (AlignStep{EditLine::Op::Add, 777}));
}

RC_GTEST_PROP(AlignProperty, KeptAndRemovedGiveBeforeKeptAndAddedGiveAfter, ()) {
  const auto element = rc::gen::container<std::string>(rc::gen::inRange('a', 'e'));
  const Strings before = *rc::gen::container<Strings>(element), after = *rc::gen::container<Strings>(element);
  Strings left, right;
  for (const AlignStep& step : align(before, after)) {
    if (step.op != EditLine::Op::Add) left.push_back(before[step.position]);
    if (step.op == EditLine::Op::Keep) right.push_back(before[step.position]);
    if (step.op == EditLine::Op::Add) right.push_back(after[step.position]);
  }
  RC_ASSERT(left == before);
  RC_ASSERT(right == after);
}

TEST(SplitLines, AFinalLineFeedGivesAnEmptyLastLine) {
  EXPECT_EQ(splitLines("a\nb\n"), (Strings{"a", "b", ""}));
  EXPECT_EQ(splitLines("a\nb"), (Strings{"a", "b"}));
  EXPECT_EQ(splitLines(""), (Strings{""}));
}

TEST(SplitWords, SplitsWordsAndSeparators) {
  EXPECT_EQ(splitWords("two  words, caf\u00e9=1"),
            (std::vector<std::string>{"two", "  ", "words", ",", " ", "caf\u00e9", "=", "1"}));
  EXPECT_TRUE(splitWords("").empty());
}

TEST(Align, ASmallerLimitEndsTheSearchEarlier) {
  EXPECT_EQ(align({"a", "x", "b"}, {"c", "x", "d"}).size(), 5U);
  EXPECT_EQ(align({"a", "x", "b"}, {"c", "x", "d"}, 2).size(), 6U);
}

}  // namespace
}  // namespace ldapsnap

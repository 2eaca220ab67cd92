#include "report/text/lines/wrap.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ldapsnap::test {
namespace {

using Lines = std::vector<std::string>;

TEST(Wrap, BreaksAtSpaces) { EXPECT_EQ(wrap("one two three", 8), (Lines{"one two", "three"})); }

TEST(Wrap, SpacesBetweenColumnsDoNotIndentTheNextLine) {
  EXPECT_EQ(wrap("one two  cn=x,o=A  id", 9), (Lines{"one two", "cn=x,o=A", "id"}));
  EXPECT_EQ(wrap("one  two three", 9), (Lines{"one  two", "three"})) << "within a line they stay";
}

TEST(Wrap, ShortTextIsOneLine) {
  EXPECT_EQ(wrap("one  two ", 20), Lines{"one  two "});
  EXPECT_EQ(wrap("", 20), Lines{""});
}

TEST(Wrap, LongWordsOverflow) {
  EXPECT_EQ(wrap("a https://example.org/long b", 10), (Lines{"a", "https://example.org/long", "b"}));
}

TEST(Wrap, DnBreaksAfterCommasAndNeverInsideAnRdn) {
  EXPECT_EQ(wrap("cn=Site Encryption Configuration,cn=Configuration,ou=Seattle,o=Acme", 24),
            (Lines{"cn=Site Encryption Configuration,", "cn=Configuration,", "ou=Seattle,o=Acme"}));
}

TEST(Wrap, AnEscapedCommaDoesNotEndAnRdn) {
  EXPECT_EQ(wrap(R"(cn=a\,cn=b c,o=d)", 8), (Lines{R"(cn=a\,cn=b c,)", "o=d"}));
}

TEST(Wrap, DnInsideASentenceIsNotBroken) {
  EXPECT_EQ(wrap("remove cn=Two Words,ou=Three Long Words,o=A before Setup", 20),
            (Lines{"remove cn=Two Words,", "ou=Three Long Words,", "o=A before Setup"}));
}

TEST(Wrap, LastRdnOfAKnownNameIsNotBrokenInASentence) {
  EXPECT_EQ(wrap("remove cn=x,o=Acme Corp Ltd before", 20, {"cn=x,o=Acme Corp Ltd"}),
            (Lines{"remove cn=x,", "o=Acme Corp Ltd", "before"}));
}

TEST(Wrap, WideCharactersTakeTwoColumnsAndCombiningOnesZero) {
  EXPECT_EQ(columnsOf("\u4e2d\u6587"), 4U);
  EXPECT_EQ(columnsOf("e\u0301"), 1U);
  EXPECT_EQ(columnsOf("\u00fc\u20ac"), 2U);
  EXPECT_EQ(wrap("\u4e2d\u6587 \u4e2d", 5), (Lines{"\u4e2d\u6587", "\u4e2d"}));
}

RC_GTEST_PROP(Wrap, LosesNothingButSpacesAtBreaks, ()) {
  const std::string text =
      *rc::gen::container<std::string>(rc::gen::element('a', 'b', '=', ',', ' ', '\\', '"', '+', ';', '-'));
  const std::size_t width = *rc::gen::inRange<std::size_t>(1, 12);
  const auto withoutSpaces = [](std::string some) {
    some.erase(std::remove(some.begin(), some.end(), ' '), some.end());
    return some;
  };
  std::string joined;
  for (const std::string& line : wrap(text, width, {text.substr(0, text.size() / 2)})) joined += line;
  RC_ASSERT(withoutSpaces(joined) == withoutSpaces(text));
  RC_ASSERT(joined.size() <= text.size());
}

}  // namespace
}  // namespace ldapsnap::test

#include "report/export/literal_markdown.h"

#include <gtest/gtest.h>
#include <sstream>

namespace ldapsnap::test {
namespace {

std::string literal(const std::string& text, std::size_t most = 0) {
  std::ostringstream out;
  writeLiteralMarkdown(
      "Runs a and b", "Both did the same.", {.maxCharacters = most},
      [&text](const RenderOptions&, std::ostream& produced) { produced << text; }, out);
  return out.str();
}

TEST(LiteralMarkdown, IsAHeadingASentenceAndABlock) {
  EXPECT_EQ(literal("one\ntwo\n"), "# Runs a and b\n\n**Both did the same.**\n\n````text\none\ntwo\n````\n");
}

TEST(LiteralMarkdown, NothingInTheTextEndsTheBlock) {
  EXPECT_EQ(literal("````\n# not a heading\n"),
            "# Runs a and b\n\n**Both did the same.**\n\n`````text\n````\n# not a heading\n`````\n");
}

TEST(LiteralMarkdown, IsCutOffAtALineWithTheBlockClosed) {
  const std::string text(1'000, 'x');
  const std::string cut = literal("first\n" + text + "\n" + text + "\n", 1'500);
  EXPECT_LE(cut.size(), 1'500U);
  EXPECT_EQ(cut,
            "# Runs a and b\n\n**Both did the same.**\n\n````text\nfirst\n" + text + "\n````\n\n**Cut off here.**\n");
}

TEST(LiteralMarkdown, LengthIsInCodePoints) {
  EXPECT_TRUE(fits("\xc3\xbc\xc3\xbc", 2));
  EXPECT_FALSE(fits("abc", 2));
  EXPECT_TRUE(fits("abc", 0));
}

}  // namespace
}  // namespace ldapsnap::test

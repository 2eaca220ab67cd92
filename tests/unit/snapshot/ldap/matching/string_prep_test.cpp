#include "snapshot/ldap/matching/string_prep.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

using namespace std::string_literals;

std::optional<std::string> exact(std::string_view value) { return prepareString(value, CaseHandling::Exact); }
std::optional<std::string> ignore(std::string_view value) { return prepareString(value, CaseHandling::Ignore); }

TEST(PrepareString, TrimsAndSqueezesSpaces) {
  EXPECT_EQ(exact("  Foo   Bar "), "Foo Bar");
  EXPECT_EQ(exact("   "), "");
  EXPECT_EQ(exact(""), "");
}

TEST(PrepareString, MapsWhiteSpaceToSpaceAndDropsControls) {
  EXPECT_EQ(exact("a\tb\r\nc"), "a b c");
  EXPECT_EQ(exact("a\x01\x7F\0b"s), "ab");
  EXPECT_EQ(exact("a\u00A0b\u3000c\u2028d"), "a b c d");
  EXPECT_EQ(exact("so\u00ADft\u200B\uFEFF"), "soft");
}

TEST(PrepareString, FoldsCaseOnlyWhereItIsIgnored) {
  EXPECT_EQ(exact("ÄBC"), "ÄBC");
  EXPECT_EQ(ignore("ÄBC"), "äbc");
  EXPECT_EQ(ignore("Straße"), ignore("STRASSE"));
  EXPECT_EQ(ignore("ΣΑΣ"), ignore("σας"));
}

TEST(PrepareString, NormalisesToNfkc) {
  EXPECT_EQ(exact("u\u0308"), "ü");
  EXPECT_EQ(exact("\uFF21\uFB01"), "Afi");
}

TEST(PrepareString, LetsUnassignedCharactersThrough) {
  EXPECT_EQ(exact("\U0001F600 x"), "\U0001F600 x");
  EXPECT_EQ(exact("\u1E9E"), "\u1E9E");
}

TEST(PrepareString, HasNoFormForProhibitedCharactersAndBrokenUtf8) {
  EXPECT_EQ(exact("a\uE000"), std::nullopt);
  EXPECT_EQ(exact("a\uFFFD"), std::nullopt);
  EXPECT_EQ(exact("a\xFF"), std::nullopt);
  EXPECT_EQ(exact("\xED\xA0\x80"), std::nullopt);
}

TEST(PrepareString, KeepsASpaceThatCarriesACombiningMark) {
  EXPECT_EQ(exact("a \u0301"), "a \u0301");
  EXPECT_EQ(exact(" \u0301"), " \u0301");
}

TEST(PrepareSubstring, KeepsOneSpaceAtTheEndsAndTwoInside) {
  EXPECT_EQ(prepareSubstring("  Foo   Bar  ", CaseHandling::Ignore), " foo  bar ");
  EXPECT_EQ(prepareSubstring("  Fö   Bar  ", CaseHandling::Ignore), " fö  bar ");
  EXPECT_EQ(prepareSubstring("foo", CaseHandling::Ignore), "foo");
  EXPECT_EQ(prepareSubstring("   ", CaseHandling::Ignore), " ");
}

RC_GTEST_PROP(PrepareString, TreatsAsciiAsIcuDoes, (const std::string& bytes, bool folds)) {
  std::string ascii = bytes;
  for (char& c : ascii) c = static_cast<char>(c & 0x7F);
  const CaseHandling handling = folds ? CaseHandling::Ignore : CaseHandling::Exact;
  // A letter beyond ASCII at the end takes the whole string the way through ICU.
  RC_ASSERT(*prepareString(ascii + "|", handling) + "ä" == *prepareString(ascii + "|ä", handling));
  RC_ASSERT(*prepareSubstring(ascii + "|", handling) + "ä" == *prepareSubstring(ascii + "|ä", handling));
}

RC_GTEST_PROP(PrepareString, ChangesNothingTheSecondTime, ()) {
  const auto codePoints = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::oneOf(
      rc::gen::inRange<std::uint32_t>(0, 0x600), rc::gen::inRange<std::uint32_t>(0x1E00, 0x3100),
      rc::gen::inRange<std::uint32_t>(0xF900, 0x10000), rc::gen::inRange<std::uint32_t>(0x10000, 0x20000)));
  std::string text;
  for (const std::uint32_t c : codePoints) {
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    } else if (c < 0x10000) {
      text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
               static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      text += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
               static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
    }
  }
  for (const CaseHandling handling : {CaseHandling::Exact, CaseHandling::Ignore}) {
    const std::optional<std::string> once = prepareString(text, handling);
    if (!once) continue;
    RC_ASSERT(isUtf8(*once));
    RC_ASSERT(prepareString(*once, handling) == once);
  }
}

}  // namespace
}  // namespace ldapsnap

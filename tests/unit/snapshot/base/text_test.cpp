#include "snapshot/base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>

namespace ldapsnap {
namespace {

using namespace std::string_literals;

TEST(AsciiLower, LeavesOtherBytesAlone) { EXPECT_EQ(asciiLower("CN-Ä;x[Z"), "cn-Ä;x[z"); }

TEST(EqualsIgnoreAsciiCase, ComparesLettersOfAnyCase) {
  EXPECT_TRUE(equalsIgnoreAsciiCase("objectClass", "OBJECTCLASS"));
  EXPECT_FALSE(equalsIgnoreAsciiCase("cn", "cns"));
  EXPECT_FALSE(equalsIgnoreAsciiCase("[", "{"));
}

TEST(StartsWithIgnoreAsciiCase, ComparesTheStartInAnyCase) {
  EXPECT_TRUE(startsWithIgnoreAsciiCase("DC=acme", "dc="));
  EXPECT_TRUE(startsWithIgnoreAsciiCase("dc", ""));
  EXPECT_FALSE(startsWithIgnoreAsciiCase("dc", "dc="));
  EXPECT_FALSE(startsWithIgnoreAsciiCase("cn=acme", "dc="));
}

TEST(TrimSpaces, TakesSpacesFromBothEnds) {
  EXPECT_EQ(trimSpaces("  a b "), "a b");
  EXPECT_EQ(trimSpaces("   "), "");
  EXPECT_EQ(trimSpaces("\ta"), "\ta");
}

TEST(IsUtf8, AcceptsWellFormedText) {
  EXPECT_TRUE(isUtf8(""));
  EXPECT_TRUE(isUtf8("plain text longer than one word"));
  EXPECT_TRUE(isUtf8("Grüße, 12345678 \xF0\x9F\x98\x80"));
  EXPECT_TRUE(isUtf8("\0"s));
}

TEST(IsUtf8, RefusesOverlongSurrogateAndCutSequences) {
  EXPECT_FALSE(isUtf8("\xC0\xAF"));
  EXPECT_FALSE(isUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(isUtf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(isUtf8("12345678 \xE2\x82"));
  EXPECT_FALSE(isUtf8("\xFF"));
}

TEST(AppendUtf8, WritesOneToFourBytes) {
  std::string text = "=";
  for (const char32_t point : {U'a', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xFFFD', U'\x10000', U'\x10FFFF'})
    appendUtf8(text, point);
  EXPECT_EQ(text, "=a\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBD\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
}

TEST(Visible, ShowsControlAndLineBreaksAsCodePoints) {
  EXPECT_EQ(visible("a\x1B[31m\n\x7F"), "a\\u{001b}[31m\\u{000a}\\u{007f}");
  EXPECT_EQ(visible("\xC2\x9B"), "\\u{009b}");
  EXPECT_EQ(visible("\xE2\x80\xA8"), "\\u{2028}");
}

TEST(Visible, ShowsBidirectionalAndInvisibleCharacters) {
  EXPECT_EQ(visible("a\xE2\x80\xAEtxt"), "a\\u{202e}txt");
  EXPECT_EQ(visible("\xE2\x80\x8B\xEF\xBB\xBF"), "\\u{200b}\\u{feff}");
  EXPECT_EQ(visible("\xE3\x85\xA4"), "\\u{3164}");
  EXPECT_EQ(visible("\xF3\xA0\x81\x81"), "\\u{e0041}");
}

TEST(Visible, ShowsBytesThatAreNotUtf8) { EXPECT_EQ(visible("a\xFF\xE2\x82z"), "a\\xff\\xe2\\x82z"); }

TEST(Visible, LeavesTextAndBackslashAlone) { EXPECT_EQ(visible("CN=Größe\\2C €"), "CN=Größe\\2C €"); }

RC_GTEST_PROP(Visible, IsUtf8AndStaysAsItIsTheSecondTime, (const std::string& bytes)) {
  const std::string line = visible(bytes);
  RC_ASSERT(isUtf8(line));
  RC_ASSERT(visible(line) == line);
}

TEST(IsReadableText, TakesTextWithLineBreaks) {
  EXPECT_TRUE(isReadableText("two\r\nlines\tand Ä"));
  EXPECT_FALSE(isReadableText("bell\a"));
  EXPECT_FALSE(isReadableText("\x01\x05\0"s));
  EXPECT_FALSE(isReadableText("\xFF\xFE"));
}

TEST(DidYouMean, FindsTheNearestName) {
  const std::vector<std::string> setups = {"exchange-server-5.5", "kms-4.0", "kms-5.0", "openldap-2.5"};
  EXPECT_EQ(didYouMean("kms5.0", setups), "kms-5.0");
  EXPECT_EQ(didYouMean("openlpad-2.5", setups), "openldap-2.5");
  EXPECT_EQ(didYouMean("Exchange-Server-5", setups), "exchange-server-5.5");
}

TEST(DidYouMean, StaysSilentWhenNothingIsNear) {
  EXPECT_EQ(didYouMean("apple", {"exchange", "kms"}), std::nullopt);
  EXPECT_EQ(didYouMean("x", {"cn", "y"}), std::nullopt);
  EXPECT_EQ(didYouMean("anything", {}), std::nullopt);
  EXPECT_EQ(didYouMean("yaml", {"text", "json", "html"}), std::nullopt);
  EXPECT_EQ(didYouMean("prune", {"rules", "quiet"}), std::nullopt);
  EXPECT_EQ(didYouMean("openldap/accesslog", {"openldap/lloadd"}), std::nullopt) << "alike only in the family";
}

TEST(DidYouMean, CompletesABeginning) {
  EXPECT_EQ(didYouMean("openldap/ppolicy", {"openldap/lloadd", "openldap/ppolicy-schema"}), "openldap/ppolicy-schema");
  EXPECT_EQ(didYouMean("kms-5", {"exchange-server-5.5", "kms-5.0.1", "kms-5.0"}), "kms-5.0");
}

TEST(Base64, WritesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, RefusesWhatIsNotBase64) {
  for (const std::string_view text :
       {"Zg", "Zg=", "Zg== ", "Z g=", "=Zg=", "Zm8=Zg==", "Zm9v\n", "Zg===", "====", "Zh==", "Zm9="}) {
    EXPECT_EQ(fromBase64(text), std::nullopt) << text;
  }
}

RC_GTEST_PROP(Base64, ReadsWhatItWrites, (const std::string& bytes)) { RC_ASSERT(fromBase64(base64(bytes)) == bytes); }

TEST(Hex, ReadsBothCasesAndRefusesTheRest) {
  EXPECT_EQ(hex("\x01\xAB"), "01ab");
  EXPECT_EQ(fromHex("01aB"), "\x01\xAB");
  EXPECT_EQ(fromHex("1"), std::nullopt);
  EXPECT_EQ(fromHex("0g"), std::nullopt);
}

}  // namespace
}  // namespace ldapsnap

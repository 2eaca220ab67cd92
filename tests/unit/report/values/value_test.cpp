#include "report/values/value.h"

#include <gtest/gtest.h>

#include "report/values/side_by_side.h"
#include "snapshot/base/hash.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap::test {
namespace {

TEST(ShowValue, TextIsItself) { EXPECT_EQ(showValue("cn", "Acme \u00fc \\ \"x\""), "Acme \u00fc \\ \"x\""); }

TEST(ShowValue, EmptyValueIsLabelled) { EXPECT_EQ(showValue("cn", ""), "(empty)"); }

TEST(ShowValue, LeadingAndTrailingSpacesAreVisible) {
  EXPECT_EQ(showValue("cn", " a"), "\" a\"");
  EXPECT_EQ(showValue("cn", "a "), "\"a \"");
}

TEST(ShowValue, ControlCharactersAreEscaped) { EXPECT_EQ(showValue("cn", "a\x1b[0m\nb"), "a\\u{001b}[0m\\u{000a}b"); }

TEST(ShowValue, BinaryValuesAreHexadecimalWithTheirSize) {
  EXPECT_EQ(showValue("x", "\xff"), "0xff (1 byte)");
  EXPECT_EQ(showValue("x", std::string("a\0b", 3)), "0x610062 (3 bytes)");
  EXPECT_EQ(showValue("x", std::string(25, '\xff')), "0x" + std::string(48, 'f') + "... (25 bytes)");
  EXPECT_EQ(showValue("x", std::string(25, '\xff'), Length::Whole), "0x" + std::string(50, 'f') + " (25 bytes)");
}

TEST(ShownValues, BinaryValuesThatBeginAlikeDiffer) {
  AttributeChange change;
  const std::string start(100, '\xff');
  change.removed = {start + "a"};
  change.added = {start + "b"};
  const ShownValues shown = shownValues(change, Length::Short, 10);
  const std::string digits = "0x" + std::string(48, 'f') + "... (101 bytes)";
  EXPECT_EQ(shown.removed[0], digits + " (SHA-256 " + sha256(change.removed[0]).hex().substr(0, 16) + ")");
  EXPECT_EQ(shown.added[0],
            digits + " (SHA-256 " + sha256(change.added[0]).hex().substr(0, 16) + ") (differs from byte 101 on)");
}

TEST(ShowValue, SecretsAreNeverShown) {
  const std::string digest = std::string(kRedactedMark) + "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(showValue("userPassword", digest), "(secret)");
  EXPECT_EQ(showValue("olcSyncrepl", "credentials=" + digest + " x=" + digest), "credentials=(secret) x=(secret)");
  EXPECT_TRUE(holdsSecret("credentials=" + digest));
}

TEST(ShowValue, ValuesThatOnlyLookRedactedAreText) {
  const std::string fake = std::string(kRedactedMark) + "nothing";
  EXPECT_EQ(showValue("cn", fake), fake);
  EXPECT_FALSE(holdsSecret(fake));
}

TEST(ShowDecoded, WithoutADecodingIsTheValue) { EXPECT_EQ(showDecoded("cn", "a", nullptr), "a"); }

TEST(ShowDecoded, MeaningEqualToTheValueIsNotRepeated) {
  const Decoding* const guid = decodingOf("objectGUID", Schema::builtin());
  EXPECT_EQ(showDecoded("objectGUID", "33221100-5544-7766-8899-aabbccddeeff", guid),
            "33221100-5544-7766-8899-aabbccddeeff");
}

TEST(Elided, CutsBetweenCharactersAndCountsHiddenOnes) {
  EXPECT_EQ(elided("abcdefghi", 9), "abcdefghi");
  EXPECT_EQ(elided("abcdefghij", 9), "abcdef... (1 byte hidden) ...hij");
  EXPECT_EQ(elided("\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc", 9),
            "\u00fc\u00fc\u00fc... (6 bytes hidden) ...\u00fc");
}

}  // namespace
}  // namespace ldapsnap::test

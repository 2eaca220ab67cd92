#include "snapshot/ldap/matching/matching_rule.h"

#include <gtest/gtest.h>

#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

using namespace std::string_literals;
using Form = std::optional<std::string>;

Form form(std::string_view rule, std::string_view value) {
  return findMatchingRule(rule)->normalise(value, Schema::builtin());
}
bool match(std::string_view rule, std::string_view a, std::string_view b) {
  return form(rule, a) && form(rule, a) == form(rule, b);
}

TEST(FindMatchingRule, TakesANameOfAnyCaseOrAnOid) {
  const MatchingRule* rule = findMatchingRule("caseIgnoreMatch");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->name, "caseIgnoreMatch");
  EXPECT_EQ(findMatchingRule("CASEIGNOREMATCH"), rule);
  EXPECT_EQ(findMatchingRule("2.5.13.2"), rule);
  EXPECT_EQ(findMatchingRule("uuidmatch"), findMatchingRule("1.3.6.1.1.16.2"));
  EXPECT_EQ(findMatchingRule("noSuchMatch"), nullptr);
  EXPECT_EQ(findMatchingRule(""), nullptr);
}

TEST(FindMatchingRule, KnowsTheRulesOfRfc4517) {
  for (const std::string_view name : {"bitStringMatch",
                                      "booleanMatch",
                                      "caseExactIA5Match",
                                      "caseExactMatch",
                                      "caseExactOrderingMatch",
                                      "caseExactSubstringsMatch",
                                      "caseIgnoreIA5Match",
                                      "caseIgnoreIA5SubstringsMatch",
                                      "caseIgnoreListMatch",
                                      "caseIgnoreListSubstringsMatch",
                                      "caseIgnoreMatch",
                                      "caseIgnoreOrderingMatch",
                                      "caseIgnoreSubstringsMatch",
                                      "distinguishedNameMatch",
                                      "generalizedTimeMatch",
                                      "generalizedTimeOrderingMatch",
                                      "integerFirstComponentMatch",
                                      "integerMatch",
                                      "integerOrderingMatch",
                                      "numericStringMatch",
                                      "numericStringOrderingMatch",
                                      "numericStringSubstringsMatch",
                                      "objectIdentifierFirstComponentMatch",
                                      "objectIdentifierMatch",
                                      "octetStringMatch",
                                      "octetStringOrderingMatch",
                                      "telephoneNumberMatch",
                                      "telephoneNumberSubstringsMatch",
                                      "uniqueMemberMatch"}) {
    ASSERT_NE(findMatchingRule(name), nullptr) << name;
    EXPECT_EQ(findMatchingRule(findMatchingRule(name)->oid), findMatchingRule(name)) << name;
  }
}

TEST(EqualityKey, IsTheNormalFormOrTheBytesUnderAnotherMark) {
  const MatchingRule* integer = findMatchingRule("integerMatch");
  const Schema& schema = Schema::builtin();
  EXPECT_EQ(equalityKey(integer, "007", schema), equalityKey(integer, "7", schema));
  EXPECT_NE(equalityKey(integer, "seven", schema), equalityKey(integer, "Seven", schema));
  EXPECT_EQ(equalityKey(nullptr, "a", schema), equalityKey(nullptr, "a", schema));
  EXPECT_NE(equalityKey(findMatchingRule("caseIgnoreMatch"), "a\xFF", schema),
            equalityKey(findMatchingRule("caseIgnoreMatch"), "a", schema));
  EXPECT_NE(equalityKey(nullptr, "7", schema), equalityKey(integer, "7", schema));
}

TEST(EqualityKey, KeepsTwoDefinitionsOfOneOidApart) {
  const MatchingRule* rule = findMatchingRule("objectIdentifierFirstComponentMatch");
  const std::string_view now = "( 1.2.3 NAME 'a' )", then = "( 1.2.3 NAME 'b' )";
  EXPECT_TRUE(match(rule->name, now, then));
  EXPECT_NE(equalityKey(rule, now, Schema::builtin()), equalityKey(rule, then, Schema::builtin()));
}

TEST(Pitfall04, StringsMatchByRuleNotByBytes) {
  EXPECT_TRUE(match("caseIgnoreMatch", " Max  Müller ", "MAX MÜLLER"));
  EXPECT_FALSE(match("caseIgnoreMatch", "MaxMüller", "Max Müller"));
  EXPECT_FALSE(match("caseExactMatch", "Max", "max"));
  EXPECT_TRUE(match("caseExactMatch", "u\u0308", "ü"));
  EXPECT_TRUE(match("caseIgnoreIA5Match", "A@Example.COM", "a@example.com"));
  EXPECT_FALSE(match("caseExactIA5Match", "/Home/A", "/home/a"));
}

TEST(Pitfall04, TelephoneNumbersIgnoreSpacesAndHyphens) {
  EXPECT_TRUE(match("telephoneNumberMatch", "+1 555-0100", "+15550100"));
  EXPECT_TRUE(match("telephoneNumberMatch", "+1 555\u20110100", "+1 555\u20100100"));
  EXPECT_TRUE(match("telephoneNumberMatch", "+1 \uFF0D \uFE63 \u2212 \u058A5", "+1-5"));
  EXPECT_TRUE(match("telephoneNumberMatch", "EXT 5", "ext5"));
  EXPECT_FALSE(match("telephoneNumberMatch", "+1 555 0100", "+1 555 0101"));
}

TEST(Pitfall04, NumericStringsIgnoreSpaces) {
  EXPECT_TRUE(match("numericStringMatch", "15 079 672 281", "15079672281"));
  EXPECT_FALSE(match("numericStringMatch", "015", "15"));
  EXPECT_EQ(form("numericStringMatch", "12a"), std::nullopt);
}

TEST(Pitfall04, ListsCompareLineByLine) {
  EXPECT_TRUE(
      match("caseIgnoreListMatch", "1234 Main St.$Anytown, CA 12345$USA", "1234 MAIN  St. $anytown, ca 12345$usa"));
  EXPECT_TRUE(
      match("caseIgnoreListMatch", "\\241,000,000 Sweepstakes$PO \\5cBox", "\\241,000,000 sweepstakes$po \\5Cbox"));
  EXPECT_FALSE(match("caseIgnoreListMatch", "a$b", "a\\24b"));
  EXPECT_FALSE(match("caseIgnoreListMatch", "a$b", "a$b$"));
  EXPECT_FALSE(match("caseIgnoreListMatch", "a$b", "b$a"));
}

TEST(Pitfall04, IntegersIgnoreLeadingZerosAndKeepTheirSign) {
  EXPECT_TRUE(match("integerMatch", "007", "7"));
  EXPECT_TRUE(match("integerMatch", "-0", "0"));
  EXPECT_TRUE(match("integerMatch", "-0002147483646", "-2147483646"));
  EXPECT_FALSE(match("integerMatch", "-2147483646", "2147483646"));
  EXPECT_TRUE(match("integerMatch", "00018446744073709551616000", "18446744073709551616000"));
  for (const std::string_view value : {"", "-", "+1", "1.0", "0x10", " 1", "--1"}) {
    EXPECT_EQ(form("integerMatch", value), std::nullopt) << value;
  }
}

TEST(IntegerOrdering, SortsAsNumbersDo) {
  const std::vector<std::string_view> inOrder = {
      "-18446744073709551616", "-100", "-99", "-10", "-9", "-1", "0", "1", "9", "0010", "99", "100",
      "18446744073709551616"};
  for (std::size_t i = 0; i + 1 < inOrder.size(); ++i) {
    EXPECT_LT(form("integerOrderingMatch", inOrder[i]), form("integerOrderingMatch", inOrder[i + 1])) << inOrder[i];
  }
}

TEST(Pitfall04, BooleansMatchInAnyCase) {
  EXPECT_TRUE(match("booleanMatch", "TRUE", "true"));
  EXPECT_FALSE(match("booleanMatch", "TRUE", "FALSE"));
  EXPECT_EQ(form("booleanMatch", "1"), std::nullopt);
}

TEST(Pitfall04, BitStringsCountEveryBit) {
  EXPECT_TRUE(match("bitStringMatch", "'0101'B", "'0101'B"));
  EXPECT_FALSE(match("bitStringMatch", "'0101'B", "'01010'B"));
  EXPECT_EQ(form("bitStringMatch", "''B"), "''B");
  for (const std::string_view value : {"0101", "'0102'B", "'01'", "'B", "'01'b", ""}) {
    EXPECT_EQ(form("bitStringMatch", value), std::nullopt) << value;
  }
}

TEST(Pitfall04, GeneralizedTimeIsAMomentInAnySpelling) {
  EXPECT_TRUE(match("generalizedTimeMatch", "20260302101407.0Z", "20260302101407Z"));
  EXPECT_TRUE(match("generalizedTimeMatch", "20260302111407+0100", "20260302101407Z"));
  EXPECT_TRUE(match("generalizedTimeMatch", "20260302111407,500+01", "20260302101407.5Z"));
  EXPECT_TRUE(match("generalizedTimeMatch", "2026030210Z", "20260302100000Z"));
  EXPECT_TRUE(match("generalizedTimeMatch", "2026030210.25Z", "202603021015Z"));
  EXPECT_TRUE(match("generalizedTimeMatch", "202603021014.05Z", "20260302101403Z"));
  EXPECT_TRUE(match("generalizedTimeMatch", "20260101003000+0100", "20251231233000Z"));
  EXPECT_FALSE(match("generalizedTimeMatch", "20260302101407.001Z", "20260302101407Z"));
  EXPECT_EQ(form("generalizedTimeMatch", "2024022923.0001Z"), "20240229230000.36Z");
  EXPECT_EQ(form("generalizedTimeMatch", "20161231235960Z"), "20161231235960Z");
}

TEST(GeneralizedTime, HasNoNormalFormForInvalidTimes) {
  for (const std::string_view value :
       {"20260302101407", "20260302101407.Z", "20260229101407Z", "20261302101407Z", "20260302241407Z",
        "20260302106007Z", "20260302101461Z", "20260302101407z", "20260302101407Z ", "20260302101407+1",
        "20260302101407+0160", "00000101000000+0100", "99991231235959-0100", "2026030", "now", "",
        "20260302101407.5.5Z"}) {
    EXPECT_EQ(form("generalizedTimeMatch", value), std::nullopt) << value;
  }
}

TEST(GeneralizedTimeOrdering, SortsFractionsAndZones) {
  const std::vector<std::string_view> inOrder = {"16010101000000.0Z",  "20260302101406.9Z", "20260302101407Z",
                                                 "20260302101407.05Z", "20260302101407.5Z", "20260302101408Z",
                                                 "20260302101407-0100"};
  for (std::size_t i = 0; i + 1 < inOrder.size(); ++i) {
    EXPECT_LT(form("generalizedTimeOrderingMatch", inOrder[i]), form("generalizedTimeOrderingMatch", inOrder[i + 1]));
  }
}

TEST(UtcTime, HasTwoDigitsOfTheYear) {
  EXPECT_TRUE(match("utcTimeMatch", "9912312359Z", "991231235900Z"));
  EXPECT_TRUE(match("utcTimeMatch", "260302111407+0100", "260302101407Z"));
  EXPECT_EQ(form("utcTimeMatch", "491231235900Z"), "20491231235900Z");
  EXPECT_EQ(form("utcTimeMatch", "501231235900Z"), "19501231235900Z");
  EXPECT_FALSE(match("utcTimeMatch", "260302101407", "260302101407Z"));
  EXPECT_EQ(form("utcTimeMatch", "26030210Z"), std::nullopt);
  EXPECT_EQ(form("utcTimeMatch", "260302101407.5Z"), std::nullopt);
  EXPECT_LT(form("utcTimeOrderingMatch", "991231235959Z"), form("utcTimeOrderingMatch", "000101000000Z"));
}

TEST(Uuid, MatchesInAnyCaseAndOnlyInItsForm) {
  EXPECT_TRUE(match("UUIDMatch", "597AE2F6-16A6-1027-98F4-ABCDEFABCDEF", "597ae2f6-16a6-1027-98f4-abcdefabcdef"));
  EXPECT_EQ(form("UUIDMatch", "597ae2f616a6102798f4abcdefabcdef"), std::nullopt);
  EXPECT_EQ(form("UUIDMatch", "597ae2f6-16a6-1027-98f4-abcdefabcdeg"), std::nullopt);
  EXPECT_EQ(form("UUIDMatch", "597ae2f6-16a6-1027-98f4+abcdefabcdef"), std::nullopt);
}

TEST(Csn, MatchesTheFormsOfEveryOpenLdap) {
  const std::string_view today = "20040104123456.000000Z#00000a#001#000002";
  EXPECT_EQ(form("CSNMatch", today), today);
  EXPECT_TRUE(match("CSNMatch", "20040104123456.000000Z#00000A#001#000002", today));
  EXPECT_TRUE(match("CSNMatch", "20040104123456Z#00000a#01#000002", today));
  EXPECT_TRUE(match("CSNMatch", "2004010412:34:56Z#0x000a#1#0002", today));
  EXPECT_FALSE(match("CSNMatch", "20040104123456.000001Z#00000a#001#000002", today));
  for (const std::string_view value :
       {"", "20040104123456Z", "20040104123456Z#0#0", "x#0#0#0", "20040104123456.000000Z#0000000a#001#000002",
        "20040104123456.000000Z##001#000002"}) {
    EXPECT_EQ(form("CSNMatch", value), std::nullopt) << value;
  }
}

TEST(OctetString, ComparesBytes) {
  EXPECT_EQ(form("octetStringMatch", "a\0B"s), "a\0B"s);
  EXPECT_FALSE(match("octetStringMatch", "a", "A"));
}

TEST(Pitfall02, ObjectIdentifiersMatchByNameAliasAndNumber) {
  EXPECT_TRUE(match("objectIdentifierMatch", "cn", "2.5.4.3"));
  EXPECT_TRUE(match("objectIdentifierMatch", "commonName", "CN"));
  EXPECT_TRUE(match("objectIdentifierMatch", "person", "2.5.6.6"));
  EXPECT_TRUE(match("objectIdentifierMatch", "caseIgnoreMatch", "2.5.13.2"));
  EXPECT_TRUE(match("objectIdentifierMatch", " noSuchName ", "NOSUCHNAME"));
  EXPECT_FALSE(match("objectIdentifierMatch", "cn", "sn"));
  EXPECT_EQ(form("objectIdentifierMatch", "no name"), std::nullopt);
}

TEST(FirstComponent, IsTheIdentifierOfADefinition) {
  EXPECT_TRUE(match("objectIdentifierFirstComponentMatch", "( 2.5.4.3 NAME ( 'cn' 'commonName' ) )", "commonName"));
  EXPECT_TRUE(match("objectIdentifierFirstComponentMatch", "{12}(2.5.4.3)", "2.5.4.3"));
  EXPECT_TRUE(match("objectIdentifierFirstComponentMatch", "( '2.5.4.3' NAME 'cn' )", "2.5.4.3"));
  EXPECT_TRUE(match("integerFirstComponentMatch", "( 07 NAME 'rule' FORM f )", "7"));
  EXPECT_EQ(form("integerFirstComponentMatch", "( rule )"), std::nullopt);
}

TEST(Pitfall04, UniqueMemberIsANameAndABitString) {
  EXPECT_TRUE(match("uniqueMemberMatch", "CN=A,DC=x#'0101'B", "cn=a, dc=X#'0101'B"));
  EXPECT_TRUE(match("uniqueMemberMatch", "CN=A,DC=x", "cn=a,dc=x"));
  EXPECT_FALSE(match("uniqueMemberMatch", "cn=a,dc=x#'0101'B", "cn=a,dc=x#'0100'B"));
  EXPECT_FALSE(match("uniqueMemberMatch", "cn=a,dc=x#'0101'B", "cn=a,dc=x"));
  EXPECT_TRUE(match("uniqueMemberMatch", "cn=C#,dc=x", "CN=c\\#,dc=x"));
  EXPECT_EQ(form("uniqueMemberMatch", "a#'0101'B"), std::nullopt);
}

TEST(Pitfall04, DnWithBinaryComparesBothParts) {
  EXPECT_TRUE(match("dnWithBinaryMatch", "B:8:0BADF00D:CN=A,DC=x", "B:8:0badf00d:cn=a,dc=X"));
  EXPECT_TRUE(match("dnWithBinaryMatch", "B:2:00:<GUID=1>;CN=A", "B:2:00:cn=a"));
  EXPECT_FALSE(match("dnWithBinaryMatch", "B:8:0badf00d:cn=a", "B:8:0badf00e:cn=a"));
  EXPECT_FALSE(match("dnWithBinaryMatch", "B:8:0badf00d:cn=a", "B:8:0badf00d:cn=b"));
  for (const std::string_view value :
       {"B:7:0badf00d:cn=a", "B:8:0badf00x:cn=a", "B::0badf00d:cn=a", "cn=a", "B:8:0badf00d",
        "B:99999999999999999999:00:cn=a", "B:8:0badf00d:x", "b:2:00:cn=a"}) {
    EXPECT_EQ(form("dnWithBinaryMatch", value), std::nullopt) << value;
  }
}

TEST(Pitfall04, DnWithStringCountsCharacters) {
  EXPECT_TRUE(match("dnWithStringMatch", "S:5:Größe:CN=A", "S:5:Größe:cn=a"));
  EXPECT_TRUE(match("dnWithStringMatch", "S:3:a:b:CN=A", "S:3:a:b:cn=a"));
  EXPECT_FALSE(match("dnWithStringMatch", "S:1:a:cn=a", "S:1:A:cn=a"));
  EXPECT_EQ(form("dnWithStringMatch", "S:6:Größe:cn=a"), std::nullopt);
}

TEST(Pitfall12, SidsMatchInBinaryAndInText) {
  const std::string binary = "\x01\x02\0\0\0\0\0\x05\x20\0\0\0\x20\x02\0\0"s;
  EXPECT_TRUE(match("sidMatch", binary, "S-1-5-32-544"));
  EXPECT_FALSE(match("sidMatch", binary, "S-1-5-32-545"));
  EXPECT_EQ(form("sidMatch", "S-1-5-32-x"), std::nullopt);
}

bool isFoundIn(std::string_view rule, std::string_view value, std::string_view piece) {
  const MatchingRule* found = findMatchingRule(rule);
  const Form whole = substringForm(found, SubstringPart::Whole, value, Schema::builtin());
  return whole->find(*substringForm(found, SubstringPart::Any, piece, Schema::builtin())) != std::string::npos;
}

bool startsWith(std::string_view value, std::string_view initial) {
  const MatchingRule* rule = findMatchingRule("caseIgnoreSubstringsMatch");
  const Form whole = substringForm(rule, SubstringPart::Whole, value, Schema::builtin());
  return whole->rfind(*substringForm(rule, SubstringPart::Initial, initial, Schema::builtin()), 0) == 0;
}

TEST(SubstringForm, TakesASpaceForTheEndOfAWord) {
  EXPECT_TRUE(isFoundIn("caseIgnoreSubstringsMatch", "Foo  Bar", "o b"));
  EXPECT_TRUE(isFoundIn("caseIgnoreSubstringsMatch", "Foo", "O "));
  EXPECT_FALSE(isFoundIn("caseIgnoreSubstringsMatch", "Foobar", "foo "));
  EXPECT_TRUE(startsWith("  Foo bar", "foo "));
  EXPECT_TRUE(startsWith("Foo bar", " f"));
  EXPECT_FALSE(startsWith("Foobar", "foo "));
}

TEST(SubstringForm, LeavesOutWhatDoesNotCount) {
  EXPECT_TRUE(isFoundIn("telephoneNumberSubstringsMatch", "+1 555-0100", "50 1"));
  EXPECT_TRUE(isFoundIn("numericStringSubstringsMatch", "12 34", "23"));
}

TEST(SubstringForm, OfOctetsHasNoWords) {
  const MatchingRule* rule = findMatchingRule("octetStringSubstringsMatch");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(findMatchingRule("2.5.13.19"), rule);
  for (const SubstringPart part :
       {SubstringPart::Whole, SubstringPart::Initial, SubstringPart::Any, SubstringPart::Final}) {
    EXPECT_EQ(substringForm(rule, part, " A\0"s, Schema::builtin()), " A\0"s);
  }
}

TEST(SubstringForm, IsTheBytesWithoutARule) {
  EXPECT_EQ(substringForm(nullptr, SubstringPart::Initial, " A", Schema::builtin()), " A");
}

}  // namespace
}  // namespace ldapsnap

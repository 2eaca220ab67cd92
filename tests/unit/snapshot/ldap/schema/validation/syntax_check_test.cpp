#include "snapshot/ldap/schema/validation/syntax_check.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace ldapsnap {
namespace {

using namespace std::string_literals;

constexpr const char* kArc = "1.3.6.1.4.1.1466.115.121.1.";

SyntaxFit fit(const std::string& value, const std::string& syntax, SyntaxDialect dialect = SyntaxDialect::Standard) {
  const bool isOfArc = syntax.find('.') == std::string::npos;
  return checkSyntax(value, isOfArc ? kArc + syntax : syntax, Schema::builtin(), dialect).fit;
}

void expectFits(const std::string& syntax, const std::vector<std::string>& values,
                SyntaxDialect dialect = SyntaxDialect::Standard) {
  for (const std::string& value : values) EXPECT_EQ(fit(value, syntax, dialect), SyntaxFit::Fits) << value;
}

void expectDoesNotFit(const std::string& syntax, const std::vector<std::string>& values,
                      SyntaxDialect dialect = SyntaxDialect::Standard) {
  for (const std::string& value : values) EXPECT_EQ(fit(value, syntax, dialect), SyntaxFit::DoesNotFit) << value;
}

void expectUnknown(const std::string& syntax, const std::vector<std::string>& values,
                   SyntaxDialect dialect = SyntaxDialect::Standard) {
  for (const std::string& value : values) EXPECT_EQ(fit(value, syntax, dialect), SyntaxFit::Unknown) << value;
}

/// A DER element with that tag and short contents.
std::string der(char tag, const std::string& contents) {
  return std::string{tag, static_cast<char>(contents.size())} + contents;
}

TEST(SyntaxCheck, UnknownSyntaxIsUnknown) {
  expectUnknown("1.2.3.4", {"", "x"});
  EXPECT_EQ(checkSyntax("x", "7", Schema::builtin()).fit, SyntaxFit::Unknown);
  EXPECT_EQ(checkSyntax("x", "", Schema::builtin()).fit, SyntaxFit::Unknown);
}

TEST(SyntaxCheck, SaysWhatWasExpected) {
  EXPECT_EQ(checkSyntax("yes", kArc + "7"s, Schema::builtin()).expected, "TRUE or FALSE");
  EXPECT_EQ(checkSyntax("TRUE", kArc + "7"s, Schema::builtin()).expected, "");
  EXPECT_EQ(checkSyntax("( 1.2.3 )", kArc + "3"s, Schema::builtin(), SyntaxDialect::OpenLdap).expected,
            "no value: slapd does not validate this syntax and refuses all values");
}

TEST(SyntaxCheck, BitString) {
  expectFits("6", {"''B", "'0101'B"});
  expectDoesNotFit("6", {"", "'B", "'01'b", "'10102'B", "1010", "'01'BB", "'01'"});
}

TEST(SyntaxCheck, BooleanIsUpperCase) {
  expectFits("7", {"TRUE", "FALSE"});
  expectDoesNotFit("7", {"true", "FALSE ", "", "1"});
}

TEST(SyntaxCheck, CountryStringHasTwoPrintableCharacters) {
  expectFits("11", {"AT", "at", "A1"});
  expectDoesNotFit("11", {"", "A", "Austria", "A_", "\xC3\xA4"});
}

TEST(SyntaxCheck, DistinguishedName) {
  expectFits("12", {"", "cn=a", "CN=a\\, b , o=c", "cn=\"a,b\";o=c", "nosuch=a", "cn=a#b", "2.5.4.3=#040161"});
  expectDoesNotFit("12", {"Ann Lee", "cn=a,", "cn=a+", "cn=a<b", "cn=a\\", "cn=a\\zz", "OID.2.5.4.3=a", "<GUID=1>;cn=a",
                          "cn=a+commonName=b", "cn=a\"b"});
  expectFits("12", {"cn=a\\<b", "cn=\"a<b\""});
}

TEST(SyntaxCheck, OpenLdapValidatesTheValuesWithinAName) {
  expectFits("12", {"", "cn=a+uid=b,o=Acme", "c=DE", "objectClass=person", "cn=a\\, b ; o=c"}, SyntaxDialect::OpenLdap);
  expectDoesNotFit("12",
                   {" ", "nosuch=a,o=Acme", "cn=", "c=Germany", "cn=\\FF", "cn=#040161", "objectClass=nosuch",
                    "createTimestamp=20", "member=cn"},
                   SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, RelativeNameIsOneRdn) {
  expectFits("1.2.36.79672281.1.5.0", {"cn=a", "cn=a+sn=b"});
  expectDoesNotFit("1.2.36.79672281.1.5.0", {"", "cn=a,o=b", "cn=a,", "a"});
  expectFits("1.2.36.79672281.1.5.0", {"", "cn=a,o=b", "cn=a,"}, SyntaxDialect::OpenLdap);
  expectDoesNotFit("1.2.36.79672281.1.5.0", {"a", "nosuch=a", "cn=a+"}, SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, NamesWithinNamesEndAsUnknown) {
  std::string name = "cn=a";
  for (int i = 0; i < 1000; ++i) name = "member=" + name;
  expectUnknown("12", {name}, SyntaxDialect::OpenLdap);
  expectFits("12", {"member=member=cn=a"}, SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, ActiveDirectoryReadsEveryFormOfAName) {
  expectFits("12", {"cn=a", "OID.2.5.4.3=a"}, SyntaxDialect::ActiveDirectory);
  expectUnknown("12", {"<GUID=b6a5>"}, SyntaxDialect::ActiveDirectory);
  expectDoesNotFit("12", {"Ann Lee"}, SyntaxDialect::ActiveDirectory);
}

TEST(SyntaxCheck, DeliveryMethod) {
  expectFits("14", {"any", "ANY", "any$mhs", "telephone  $ physical"});
  expectDoesNotFit("14", {"", "pigeon", "any$", " any", "any ", "any $ "});
}

TEST(SyntaxCheck, DirectoryStringIsNonEmptyUtf8) {
  expectFits("15", {" ",
                    "Gr\xC3\xBC\xC3\x9F"
                    "e",
                    "\0"s, "\xEF\xBF\xBF"});
  expectDoesNotFit("15", {"", "\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"});
}

TEST(SyntaxCheck, OpenLdapReadsTheUtf8OfRfc2279) {
  expectFits("15", {"\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFC\x84\x80\x80\x80\x80"},
             SyntaxDialect::OpenLdap);
  expectDoesNotFit("15", {"", "\xC0\x80", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF8\x80\x80\x80\x80", "\xFE", "\xC3"},
                   SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, FacsimileTelephoneNumber) {
  expectFits("22", {"+43 1 5550", "+43 1 5550$fineResolution$b4Width"});
  expectDoesNotFit("22", {"", "+43$", "+43$nosuch", "a_b"});
  expectFits("22", {"+43$nosuch"}, SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, GeneralizedTimeIsARealMoment) {
  expectFits("24", {"20261130093000Z", "2026113009Z", "202611300930.5Z", "20261130093000,25+0100", "2026113009-01",
                    "20240229000000Z", "20261231235960Z"});
  expectDoesNotFit("24",
                   {"", "20261330093000Z", "20260229000000Z", "19000229000000Z", "20260101240000Z", "20260101000061Z",
                    "20260101000000", "20260101000000.Z", "20260101000000z", "20260101000000+2400", "20260101000000+1",
                    "2026139999 not a time Z", "20260101Z", "00000101000000+0100", "20260101000000Z "});
}

TEST(SyntaxCheck, ActiveDirectoryMayNotReadATimeWithoutSeconds) {
  expectFits("24", {"20260302101407.0Z", "20260302101407Z"}, SyntaxDialect::ActiveDirectory);
  expectUnknown("24", {"202603021014Z"}, SyntaxDialect::ActiveDirectory);
  expectDoesNotFit("24", {"20261302101407.0Z"}, SyntaxDialect::ActiveDirectory);
}

TEST(SyntaxCheck, UtcTime) {
  expectFits("53", {"260302101407Z", "2603021014Z", "260302101407+0100", "2603021014"});
  expectDoesNotFit("53", {"", "260302101407.5Z", "261302101407Z", "26030210Z"});
}

TEST(SyntaxCheck, Guides) {
  expectFits("25", {"person#sn$EQ", "sn$EQ&!(cn$SUBSTR|?true)", "?false"});
  expectDoesNotFit("25", {"", "sn$LIKE", "sn", "(sn$EQ", "person#", "1x#sn$EQ", std::string(100000, '(')});
  expectFits("21", {"person#(sn$EQ)#oneLevel", "2.5.6.6 # sn$GE # wholeSubtree"});
  expectDoesNotFit("21", {"", "person#sn$EQ", "person#sn$EQ#everywhere"});
}

TEST(SyntaxCheck, IntegerHasOneSpelling) {
  expectFits("27", {"0", "-17", "12345678901234567890123"});
  expectDoesNotFit("27", {"", "-0", "+1", "01", "-01", "-", " 1", "1.0", "0x1"});
}

TEST(SyntaxCheck, IntegersOfActiveDirectoryHaveARange) {
  expectFits("27", {"2147483647", "-2147483648"}, SyntaxDialect::ActiveDirectory);
  expectDoesNotFit("27", {"2147483648", "x", ""}, SyntaxDialect::ActiveDirectory);
  expectUnknown("27", {"007", "+1", "-0"}, SyntaxDialect::ActiveDirectory);
  expectFits("1.2.840.113556.1.4.906", {"9223372036854775807"}, SyntaxDialect::ActiveDirectory);
  expectDoesNotFit("1.2.840.113556.1.4.906", {"9223372036854775808"}, SyntaxDialect::ActiveDirectory);
}

TEST(SyntaxCheck, NameAndOptionalUid) {
  expectFits("34", {"o=Acme", "o=Acme#'0101'B", "#'01'B", "cn=a#b", "cn=a#'02'B"});
  expectDoesNotFit("34", {"Ann", "Ann#'01'B"});
}

TEST(SyntaxCheck, StringsOfARepertoire) {
  expectFits("26", {"", "lamp@acme.example", "\x7F"});
  expectDoesNotFit("26", {"l\xC3\xA4mpe", "\x80"});
  expectFits("36", {"0170 55", " "});
  expectDoesNotFit("36", {"", "1-2", "\0"s});
  expectFits("44", {"Room (7), floor+3", "a=b?"});
  expectDoesNotFit("44", {"", "a_b", "a*b", "\0"s});
  expectFits("50", {"+49 89 5550", "ext 7"});
  expectDoesNotFit("50", {"", "ext #7"});
  expectUnknown("44", {"a_b"}, SyntaxDialect::ActiveDirectory);
}

TEST(SyntaxCheck, ObjectIdentifier) {
  expectFits("38", {"2.5.4.3", "person", "x-y"});
  expectDoesNotFit("38", {"", "not an oid", "1", "01.2", "1.02", "1..2", "1.2.", "1x", "a_b"});
  expectFits("38", {"2.5.4.3", "1", "0", "3.1"}, SyntaxDialect::OpenLdap);
  expectDoesNotFit("38", {"person", "01", "-1", "1."}, SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, OtherMailbox) {
  expectFits("39", {"acme$box_7", "acme$"});
  expectDoesNotFit("39", {"acme", "$box", "a_b$box", "acme$\x80"});
  expectFits("39", {"acme", ""}, SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, PostalAddress) {
  expectFits("41", {"7 Road$Graz$Austria", "\\24100$\\5Cback", "\\5c"});
  expectDoesNotFit("41", {"", "a$$b", "a$", "a\\", "a\\20", "\xFF"});
  expectFits("41", {"", "a$$b", "$"}, SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, TelexAndTeletex) {
  expectFits("52", {"12345$de$acme"});
  expectDoesNotFit("52", {"12345$de", "12345$de$", "a$b$c$d", ""});
  expectFits("52", {"12345", "a$b$c$d"}, SyntaxDialect::OpenLdap);
  expectFits("51", {"12345", "12345$graphic:\x01\x02", "1$misc:a\\24b"});
  expectDoesNotFit("51", {"", "12345$colour:1", "12345$misc", "1$misc:a\\"});
}

TEST(SyntaxCheck, SubstringAssertion) {
  expectFits("58", {"*", "a*", "*a*b", "a\\2Ab*"});
  expectDoesNotFit("58", {"", "a", "a**b", "a\\2Ab", "a\\*"});
}

TEST(SyntaxCheck, DefinitionsOfSchemaElements) {
  expectFits("3", {"( 1.2.3 NAME 'x' SYNTAX 1.2.3.4{64} )"});
  expectDoesNotFit("3", {"", "x", "( x NAME 'x' )", "( 1.2.3 NAME x )", "( 1.2.3 MUST x )", "( 1.2.3"});
  expectFits("37", {"( 1.2.3 NAME 'x' SUP top MUST ( a $ b ) )"});
  expectDoesNotFit("37", {"( 1.2.3 EQUALITY x )"});
  expectFits("16", {"( 1.2.3 NAME 'x' AUX ( a $ b ) NOT c X-ORIGIN 'here' )"});
  expectDoesNotFit("16", {"( 1.2.3 SUP a )", "( 1.2.3 NOT a NOT b )", "( 1.2.3 ) x"});
  expectFits("17", {"( 2 FORM x SUP ( 1 3 ) )", "( 2 FORM x SUP 1 )"});
  expectDoesNotFit("17", {"( 2 SUP 1 )", "( x FORM x )"});
  expectFits("30", {"( 1.2.3 NAME 'x' SYNTAX 1.2.4 )"});
  expectDoesNotFit("30", {"( 1.2.3 NAME 'x' )"});
  expectFits("31", {"( 1.2.3 APPLIES ( a $ b ) )"});
  expectDoesNotFit("31", {"( 1.2.3 )"});
  expectFits("35", {"( 1.2.3 OC person MUST cn MAY ( a $ b ) )"});
  expectDoesNotFit("35", {"( 1.2.3 OC person )", "( 1.2.3 MUST cn )"});
  expectFits("54", {"( 1.2.3 DESC 'x' X-NOT-HUMAN-READABLE 'TRUE' )"});
  expectDoesNotFit("54", {"( 1.2.3 SYNTAX 1 )", "1.2.3"});
}

TEST(SyntaxCheck, OpenLdapRefusesValuesOfSyntaxesWithoutValidator) {
  for (const char* syntax : {"2", "3", "16", "21", "25", "37", "42", "51", "54", "58"})
    expectDoesNotFit(syntax, {"", "( 1.2.3 )", "12345", "*"}, SyntaxDialect::OpenLdap);
}

TEST(SyntaxCheck, CertificatesAreDer) {
  const std::string integer = der('\x02', "\x01"), sequence = der('\x30', ""), bits = der('\x03', "\0"s);
  const std::string time = der('\x17', "260302101407Z");
  const std::string certificate =
      der('\x30', der('\x30', der('\xA0', integer) + integer + sequence + sequence + sequence + sequence + sequence) +
                      sequence + bits);
  expectFits("8", {certificate});
  expectDoesNotFit("8", {"", "notcert", sequence, certificate + "x", certificate.substr(0, certificate.size() - 1)});
  const std::string list = der('\x30', der('\x30', integer + sequence + sequence + time) + sequence + bits);
  expectFits("9", {list});
  expectDoesNotFit("9", {"", "x", sequence, certificate});
  expectUnknown("10", {sequence});
  expectDoesNotFit("10", {"", "x"});
  expectFits("1.2.840.113549.1.8.1.1", {der('\x30', integer + sequence + der('\x04', "k"))});
  expectDoesNotFit("1.2.840.113549.1.8.1.1", {sequence, "x"});
}

TEST(SyntaxCheck, ImagesAndOctets) {
  expectFits("28", {"\xFF\xD8\xFF\xE0\x10JFIF"});
  expectDoesNotFit("28", {"", "GIF89a"});
  expectFits("28", {"", "GIF89a"}, SyntaxDialect::OpenLdap);
  expectFits("40", {"", "\xFF\0"s});
  expectFits("5", {"x"});
}

TEST(SyntaxCheck, OfRfc2307AndOpenLdap) {
  expectFits("1.3.6.1.1.1.0.0", {"(host,ann,acme)", "(,,)", "(-,-,-)", "(a.example,b,c)"});
  expectDoesNotFit("1.3.6.1.1.1.0.0", {"", "host,ann,acme", "(a,b)", "(a,b,c,d)", "(a, b,c)", "(a_b,,)", "()"});
  expectFits("1.3.6.1.1.1.0.1", {"root=server:/export/root", "=:"});
  expectDoesNotFit("1.3.6.1.1.1.0.1", {"", "root=server", "a:b=c", "a b=c:d", "a=b:/c_d"});
  expectFits("1.3.6.1.1.16.1", {"1b3a5c01-1111-4222-8333-44444444444F"});
  expectDoesNotFit("1.3.6.1.1.16.1", {"", "1b3a5c01-1111-4222-8333-44444444444", "{1b3a5c01}"});
  expectFits("1.3.6.1.4.1.4203.666.11.2.1", {"20260302101407.123456Z#000000#000#000000"});
  expectDoesNotFit("1.3.6.1.4.1.4203.666.11.2.1", {"", "20260302101407Z"});
  expectFits("1.3.6.1.4.1.4203.666.11.2.4", {"00a", "FFF"});
  expectDoesNotFit("1.3.6.1.4.1.4203.666.11.2.4", {"", "01", "0001", "00g"});
}

TEST(SyntaxCheck, OfActiveDirectory) {
  expectFits("1.2.840.113556.1.4.903", {"B:4:CAFE:cn=a", "B:0::"});
  expectDoesNotFit("1.2.840.113556.1.4.903", {"", "B:3:CAFE:cn=a", "B:4:XXXX:cn=a", "cn=a"});
  expectFits("1.2.840.113556.1.4.904", {"S:2:hi:cn=a"});
  expectDoesNotFit("1.2.840.113556.1.4.904", {"S:3:hi:cn=a"});
  expectDoesNotFit("1.2.840.113556.1.4.907", {"", "O:BA"});
  expectUnknown("1.2.840.113556.1.4.1221", {"x"});
}

}  // namespace
}  // namespace ldapsnap

#include "tests/system/differential/differential_pairs.h"

namespace ldapsnap::test {
namespace {

using namespace std::string_literals;

// Why slapd says the opposite.
constexpr std::string_view kMapsLess =
    "slapd (liblunicode) leaves out the Map step of RFC 4518, 2.2: control characters, soft hyphens, zero width spaces "
    "stay";
constexpr std::string_view kLowerCasesOnly =
    "slapd lower-cases letter by letter; RFC 4518, 2.2 folds by RFC 3454, table B.2";
constexpr std::string_view kOursIsLenient =
    "the assertion is not of the syntax, so slapd has no answer; we read what other servers hold";
constexpr std::string_view kFractionOfSecond =
    "slapd knows fractions of a second alone; RFC 4517, 3.3.13 has those of an hour and a minute";
constexpr std::string_view kNoBer =
    "slapd does not decode the form '#hex' (RFC 4514, 2.4) of a type whose values are text";
constexpr std::string_view kOidBytes =
    "slapd compares bytes by this rule, and only objectClass by its schema; RFC 4517, 4.2.26 wants names resolved";
constexpr std::string_view kHexCase =
    "slapd writes the digits of a CSN in lower case and compares those of its own form by bytes";

const std::string kLong(600, 'x');

RulePairs caseIgnore() {
  return {"caseIgnoreMatch",
          "1.3.6.1.4.1.1466.115.121.1.15",
          {
              {"Smith", "smith", kMatch},
              {"Smith", "SMITH", kMatch},
              {"Smith", "Smyth", kDiffer},
              {"Max Miller", " Max  Miller ", kMatch},
              {"  leading", "leading", kMatch},
              {"trailing  ", "trailing", kMatch},
              {"Max Miller", "MaxMiller", kDiffer},
              {"a\tb", "a b", kMatch, kMapsLess},
              {"a\nb", "a b", kMatch, kMapsLess},
              {"M\u00dcLLER", "m\u00fcller", kMatch},
              {"Mu\u0308ller", "M\u00fcller", kMatch},
              {"Muller", "M\u00fcller", kDiffer},
              {"stra\u00dfe", "STRASSE", kMatch, kLowerCasesOnly},
              {"\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3", kMatch,
               kLowerCasesOnly},
              {"\u0416\u0423\u041a", "\u0436\u0443\u043a", kMatch},
              {"\ufb01le", "file", kMatch},
              {"\uff21\uff22", "ab", kMatch},
              {"soft\u00adhyphen", "softhyphen", kMatch, kMapsLess},
              {"zero\u200bwidth", "zerowidth", kMatch, kMapsLess},
              {"no\u00a0break", "no break", kMatch},
              {"\u2003em", "em", kMatch},
              {"\u0130", "i\u0307", kMatch, kLowerCasesOnly},
              {"\u212b", "\u00e5", kMatch},
              {"x\u00b2", "x2", kMatch},
              {"\U0001f600", "\U0001f600", kMatch},
              {"\U0001f600", "\U0001f601", kDiffer},
              {"\U00010400", "\U00010428", kMatch},
              {"a*b", "a*b", kMatch},
              {"a\\b", "a\\b", kMatch},
              {"(a)", "(A)", kMatch},
              {"a/b", "a/b", kMatch},
              {"e\u0301", "\u00c9", kMatch},
              {"\u00c5ngstr\u00f6m", "a\u030angstro\u0308m", kMatch},
              {"\uac00", "\u1100\u1161", kMatch},
              {"\u30ab\u3099", "\u30ac", kMatch},
              {"\uff76", "\u30ab", kMatch},
              {"\u3042", "\u30a2", kDiffer},
              {"a\u3000b", "a b", kMatch},
              {"1/2", "\u00bd", kDiffer},
              {"\u2126", "\u03c9", kMatch},
              {"\u01c6", "\u01c4", kMatch},
              {"\u0391\u0301", "\u03ac", kMatch},
              {"\u05d0", "\u05d0", kMatch},
              {"a.b", "a,b", kDiffer},
              {"1.0", "1", kDiffer},
              {kLong, kLong, kMatch},
              {kLong, kLong + "x", kDiffer},
          }};
}

RulePairs caseExact() {
  return {"caseExactMatch",
          "1.3.6.1.4.1.1466.115.121.1.15",
          {
              {"Smith", "Smith", kMatch},
              {"Smith", "smith", kDiffer},
              {"Max Miller", " Max  Miller ", kMatch},
              {"Mu\u0308ller", "M\u00fcller", kMatch},
              {"M\u00dcLLER", "m\u00fcller", kDiffer},
              {"stra\u00dfe", "strasse", kDiffer},
              {"\ufb01le", "file", kMatch},
              {"\uff21", "A", kMatch},
              {"\uff21", "a", kDiffer},
              {"soft\u00adhyphen", "softhyphen", kMatch, kMapsLess},
              {"no\u00a0break", "no break", kMatch},
          }};
}

RulePairs caseIgnoreIa5() {
  return {"caseIgnoreIA5Match",
          "1.3.6.1.4.1.1466.115.121.1.26",
          {
              {"a@Example.COM", "A@example.com", kMatch},
              {"a  b", "a b", kMatch},
              {" a", "a", kMatch},
              {"a.b", "ab", kDiffer},
              {"a", "\u00e4", kDiffer},
          }};
}

RulePairs caseExactIa5() {
  return {"caseExactIA5Match",
          "1.3.6.1.4.1.1466.115.121.1.26",
          {
              {"/Home/a", "/Home/a", kMatch},
              {"/Home/a", "/home/a", kDiffer},
              {"/home  a ", "/home a", kMatch},
          }};
}

RulePairs caseIgnoreList() {
  return {"caseIgnoreListMatch",
          "1.3.6.1.4.1.1466.115.121.1.41",
          {
              {"1234 Main St.$Anytown$USA", "1234 main  st.$ANYTOWN$usa", kMatch},
              {"a$b", "b$a", kDiffer},
              {"a $b", "a$ b", kMatch},
              {"a$b", "a$b$c", kDiffer},
              {"a$b", "a\\24b", kDiffer},
              {"\\241$b", "\\241$B", kMatch},
              {"\\5Ca$b", "\\5ca$b", kMatch},
          }};
}

RulePairs telephoneNumber() {
  return {"telephoneNumberMatch",
          "1.3.6.1.4.1.1466.115.121.1.50",
          {
              {"+1 555-0100", "+15550100", kMatch},
              {"+1 555 0100", "+1-555-0100", kMatch},
              {"+1 555 0100", "+1 555 0101", kDiffer},
              {"+1 555 0100", "1 555 0100", kDiffer},
              {"EXT 5", "ext5", kMatch, kLowerCasesOnly},
              {"+1 (555) 0100", "+1 555 0100", kDiffer},
              {"+1.555", "+1555", kDiffer},
              {"+49 (0) 30-1", "+49(0)301", kMatch},
              {" +1 555", "+1 555 ", kMatch},
              {"+1 555", "", kDiffer},
          }};
}

RulePairs numericString() {
  return {"numericStringMatch",
          "1.3.6.1.4.1.1466.115.121.1.36",
          {
              {"15 079 672 281", "15079672281", kMatch},
              {" 15", "15", kMatch},
              {"15", "1 5 ", kMatch},
              {"015", "15", kDiffer},
              {"15", "1a5", kDiffer},
          }};
}

RulePairs integer() {
  return {"integerMatch",
          "1.3.6.1.4.1.1466.115.121.1.27",
          {
              {"7", "7", kMatch},
              {"7", "8", kDiffer},
              {"7", "-7", kDiffer},
              {"-2147483646", "-2147483646", kMatch},
              {"0", "0", kMatch},
              {"7", "007", kMatch, kOursIsLenient},
              {"0", "-0", kMatch, kOursIsLenient},
              {"7", "+7", kDiffer},
              {"7", " 7", kDiffer},
              {"7", "7.0", kDiffer},
              {"7", "", kDiffer},
              {"-10", "-010", kMatch, kOursIsLenient},
              {"123456789012345678901234567890", "123456789012345678901234567890", kMatch},
              {"123456789012345678901234567890", "123456789012345678901234567891", kDiffer},
          }};
}

RulePairs boolean() {
  return {"booleanMatch",
          "1.3.6.1.4.1.1466.115.121.1.7",
          {
              {"TRUE", "TRUE", kMatch},
              {"TRUE", "FALSE", kDiffer},
              {"TRUE", "true", kMatch, kOursIsLenient},
              {"FALSE", "False", kMatch, kOursIsLenient},
              {"TRUE", "1", kDiffer},
              {"TRUE", " TRUE", kDiffer},
          }};
}

RulePairs bitString() {
  return {"bitStringMatch",
          "1.3.6.1.4.1.1466.115.121.1.6",
          {
              {"'0101'B", "'0101'B", kMatch},
              {"'0101'B", "'01010'B", kDiffer},
              {"'0101'B", "'00101'B", kDiffer},
              {"''B", "''B", kMatch},
              {"'1'B", "'1'b", kDiffer},
              {"'1'B", "1", kDiffer},
          }};
}

RulePairs generalizedTime() {
  return {"generalizedTimeMatch",
          "1.3.6.1.4.1.1466.115.121.1.24",
          {
              {"20260302101407Z", "20260302101407Z", kMatch},
              {"20260302101407Z", "20260302101408Z", kDiffer},
              {"20260302101407Z", "20260302101407.0Z", kMatch},
              {"20260302101407Z", "20260302101407,000Z", kMatch},
              {"20260302101407.5Z", "20260302101407.50Z", kMatch},
              {"20260302101407.5Z", "20260302101407Z", kDiffer},
              {"20260302101400Z", "202603021014Z", kMatch},
              {"20260302100000Z", "2026030210Z", kMatch},
              {"20260302101407Z", "20260302111407+0100", kMatch},
              {"20260302101407Z", "20260302111407+01", kMatch},
              {"20260302101407Z", "20260302101407+0000", kMatch},
              {"20260302003000Z", "20260301190000-0530", kMatch},
              {"20260302103000Z", "2026030210.5Z", kMatch, kFractionOfSecond},
              {"20260302101430Z", "202603021014.5Z", kMatch, kFractionOfSecond},
              {"20240229000000Z", "20240228233000-0030", kMatch},
              {"20260302101407Z", "20260302101407", kDiffer},
              {"20260302101407Z", "20260230101407Z", kDiffer},
              {"20161231235960Z", "20161231235960Z", kMatch},
              {"20161231235960Z", "20170101000000Z", kDiffer},
          }};
}

RulePairs distinguishedName() {
  return {"distinguishedNameMatch",
          "1.3.6.1.4.1.1466.115.121.1.12",
          {
              {"cn=A,o=Acme", "CN=a, O=ACME", kMatch},
              {"cn=A,o=Acme", "2.5.4.3=a,2.5.4.10=acme", kMatch},
              {"cn=A,o=Acme", "commonName=a,organizationName=acme", kMatch},
              {"cn=A,o=Acme", "cn=A;o=Acme", kMatch},
              {"cn=A,o=Acme", "cn=A , o=Acme", kMatch},
              {"cn=A,o=Acme", "cn=\"A\",o=Acme", kMatch},
              {"cn=A,o=Acme", "OID.2.5.4.3=A,o=Acme", kMatch, kOursIsLenient},
              {"cn=A\\, B,o=Acme", "cn=a\\2c b,o=acme", kMatch},
              {"cn=A\\, B,o=Acme", "cn=\"A, B\",o=Acme", kMatch},
              {"cn=A\\+B", "cn=a\\2bb", kMatch},
              {"cn=\\23a", "cn=\\#A", kMatch},
              {"cn=A+sn=B,o=Acme", "sn=b+cn=a,o=acme", kMatch},
              {"cn=A+sn=B,o=Acme", "cn=A,sn=B,o=Acme", kDiffer},
              {"cn=A+sn=B,o=Acme", "cn=A+sn=C,o=Acme", kDiffer},
              {"cn=A+sn=B", "cn=A", kDiffer},
              {"cn=A,o=Acme", "o=Acme,cn=A", kDiffer},
              {"cn=A,o=Acme", "cn=A", kDiffer},
              {"cn=Max  Miller", "cn=max miller", kMatch},
              {"cn=\\20A", "cn=a", kMatch},
              {"cn=A\\20", "cn=a", kMatch},
              {"cn=M\\C3\\BCller", "cn=m\u00fcller", kMatch},
              {"cn=Mu\u0308ller", "cn=m\u00fcller", kMatch},
              {"cn=A", "cn=#040141", kMatch, kNoBer},
              {"cn=A", "cn=#130141", kMatch, kNoBer},
              {"cn=A", "cn=#0C0141", kMatch, kNoBer},
              {"caseExactMatchProbe=A", "caseExactMatchProbe=a", kDiffer},
              {"caseExactMatchProbe=A", "caseExactMatchProbe=A", kMatch},
              {"integerMatchProbe=7", "integerMatchProbe=7", kMatch},
              {"telephoneNumber=\\+1 5", "telephoneNumber=\\+15", kMatch},
              {"dc=Acme,dc=Test", "DC=acme,DC=test", kMatch},
              {"uid=a", "userid=A", kMatch},
              {"", "", kMatch},
              {"", "cn=A", kDiffer},
              {"cn=A", "nonsense", kDiffer},
              {"cn=A,o=Acme", "cn = A,o = Acme", kMatch},
              {"cn=A,o=Acme", "cn=A,o=Acme,", kDiffer},
              {"cn=A,o=Acme", "cn=A,,o=Acme", kDiffer},
              {"cn=A\\=B", "cn=a=b", kMatch},
              {"cn=A\\;B", "cn=a\\3bb", kMatch},
              {"cn=A\\22B", "cn=a\\\"b", kMatch},
              {"cn=A\\\\B", "cn=a\\5Cb", kMatch},
              {"cn=A\\0AB", "cn=a\\0ab", kMatch},
              {"cn=A  B,o=Acme", "cn=ab,o=Acme", kDiffer},
              {"sn=B+cn=A+ou=C", "ou=c+cn=a+sn=b", kMatch},
          }};
}

RulePairs uniqueMember() {
  return {"uniqueMemberMatch",
          "1.3.6.1.4.1.1466.115.121.1.34",
          {
              {"cn=A,o=Acme", "CN=a,O=acme", kMatch},
              {"cn=A,o=Acme#'01'B", "CN=a,O=acme#'01'B", kMatch},
              {"cn=A,o=Acme#'01'B", "cn=A,o=Acme#'10'B", kDiffer},
              {"cn=A,o=Acme#'01'B", "cn=A,o=Acme", kDiffer},
              {"cn=A,o=Acme", "cn=A,o=Acme#'0'B", kDiffer},
              {"cn=A\\#1,o=Acme", "cn=a\\#1,o=acme", kMatch},
          }};
}

RulePairs objectIdentifier() {
  return {"objectIdentifierMatch",
          "1.3.6.1.4.1.1466.115.121.1.38",
          {
              {"person", "PERSON", kMatch, kOidBytes},
              {"person", "2.5.6.6", kMatch, kOidBytes},
              {"2.5.6.6", "person", kMatch, kOidBytes},
              {"cn", "2.5.4.3", kMatch, kOidBytes},
              {"cn", "commonName", kMatch, kOidBytes},
              {"cn", "sn", kDiffer},
              {"1.2.3.4", "1.2.3.4", kMatch},
              {"1.2.3.4", "1.2.3.5", kDiffer},
              {"caseIgnoreMatch", "2.5.13.2", kMatch, kOidBytes},
          }};
}

RulePairs octetString() {
  return {"octetStringMatch",
          "1.3.6.1.4.1.1466.115.121.1.40",
          {
              {"abc", "abc", kMatch},
              {"abc", "ABC", kDiffer},
              {"abc", "abc ", kDiffer},
              {"a\0b"s, "a\0b"s, kMatch},
              {"a\0b"s, "a\0c"s, kDiffer},
              {"\xff\xfe", "\xff\xfe", kMatch},
          }};
}

RulePairs uuid() {
  return {"UUIDMatch",
          "1.3.6.1.1.16.1",
          {
              {"597ae2f6-16a6-1027-98f4-d28b5365dc14", "597AE2F6-16A6-1027-98F4-D28B5365DC14", kMatch},
              {"597ae2f6-16a6-1027-98f4-d28b5365dc14", "597ae2f6-16a6-1027-98f4-d28b5365dc15", kDiffer},
              {"597ae2f6-16a6-1027-98f4-d28b5365dc14", "597ae2f616a6102798f4d28b5365dc14", kDiffer},
          }};
}

RulePairs csn() {
  return {
      "CSNMatch",
      "1.3.6.1.4.1.4203.666.11.2.1",
      {
          {"20260302101407.123456Z#000000#001#000000", "20260302101407.123456Z#000000#001#000000", kMatch},
          {"20260302101407.123456Z#00000a#001#000000", "20260302101407.123456Z#00000A#001#000000", kMatch, kHexCase},
          {"20260302101407.123456Z#000000#001#000000", "20260302101407.123456Z#000001#001#000000", kDiffer},
          {"20260302101407.000000Z#000000#001#000000", "20260302101407Z#000000#01#000000", kMatch},
          {"20260302101407.000000Z#000000#001#000000", "20260302101407.0Z#000000#001#000000", kDiffer},
      }};
}

}  // namespace

std::vector<RulePairs> slapdPairs() {
  return {caseIgnore(),
          caseExact(),
          caseIgnoreIa5(),
          caseExactIa5(),
          caseIgnoreList(),
          telephoneNumber(),
          numericString(),
          integer(),
          boolean(),
          bitString(),
          generalizedTime(),
          distinguishedName(),
          uniqueMember(),
          objectIdentifier(),
          octetString(),
          uuid(),
          csn()};
}

}  // namespace ldapsnap::test

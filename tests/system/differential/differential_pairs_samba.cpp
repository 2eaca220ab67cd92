#include "tests/system/differential/differential_pairs_samba.h"

#include "tests/support/servers/expectations.h"

namespace ldapsnap::test {
namespace {

using namespace std::string_literals;

// Why Samba says the opposite.
constexpr std::string_view kCaseOnly =
    "Samba (ldb_comparison_fold) folds case letter by letter and prepares nothing else of RFC 4518";
constexpr std::string_view kBytes = "Samba compares bytes; we prepare spaces as for any string";
constexpr std::string_view kLenientNumber =
    "Samba reads with strtoll and keeps 32 bits; the assertion is no integer of RFC 4517, or another one";
constexpr std::string_view kOneTimeForm =
    "Samba reads times with seconds and in UTC alone, a generalized time with its fraction";
constexpr std::string_view kEitherTime = "Samba reads a generalized time where a UTC time belongs";
constexpr std::string_view kTypesByText =
    "Samba reads a type as a name directly before its equals sign; RFC 4514 has OIDs, RFC 2253 spaces";
constexpr std::string_view kNamesByText =
    "Samba compares the text of an OID or a name; RFC 4517, 4.2.26 wants names resolved";

// Object identifiers in BER, in base64: 1.3.12.2.1011.28.0.714, 1.2.840.113556.1.1.1.11, 1.2.840.113556.1.1.1.12.
constexpr std::string_view kDsDn = "KwwCh3McAIVK", kDnBinary = "KoZIhvcUAQEBCw==", kDnString = "KoZIhvcUAQEBDA==";

// S-1-5-32-544, as objectSid holds it.
const std::string kAdministrators = "\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00\x20\x02\x00\x00"s;

std::vector<SyntaxPairs> strings() {
  return {
      {"probeUnicode",
       "2.5.5.12",
       "64",
       "",
       {
           {"Smith", "smith", kMatch},
           {"Smith", "Smyth", kDiffer},
           {"Smith", " smith ", kMatch},
           {"Smith", "sm ith", kDiffer},
           {"Max Miller", "max  miller", kMatch},
           {"M\u00fcller", "M\u00dcLLER", kMatch},
           {"M\u00fcller", "Muller", kDiffer},
           {"M\u00fcller", "Mu\u0308ller", kMatch, kCaseOnly},
           {"stra\u00dfe", "STRASSE", kMatch, kCaseOnly},
           {"\u0436\u0443\u043a", "\u0416\u0423\u041a", kMatch},
           {"\uff21", "a", kMatch, kCaseOnly},
           {"\u30ab", "\u304b", kDiffer},
           {"soft\u00adhyphen", "softhyphen", kMatch, kCaseOnly},
       }},
      {"probeCaseExact",
       "2.5.5.3",
       "27",
       "",
       {{"Smith", "Smith", kMatch},
        {"Smith", "smith", kDiffer},
        {"Smith", " Smith", kMatch, kBytes},
        {"a  b", "a b", kMatch, kBytes}}},
      {"probeIa5",
       "2.5.5.5",
       "22",
       "",
       {{"Smith", "Smith", kMatch}, {"Smith", "smith", kDiffer}, {"a  b", "a b", kMatch, kBytes}}},
      {"probePrintable",
       "2.5.5.5",
       "19",
       "",
       {{"Smith", "Smith", kMatch}, {"Smith", "smith", kDiffer}, {"a  b", "a b", kMatch, kBytes}}},
      {"probeTeletex",
       "2.5.5.4",
       "20",
       "",
       {{"Smith", "smith", kMatch}, {"Smith", " Smith", kMatch}, {"a  b", "a b", kMatch}, {"a", "b", kDiffer}}},
      {"probeNumeric",
       "2.5.5.6",
       "18",
       "",
       {{"12 3", "12 3", kMatch}, {"12 3", "123", kMatch, kBytes}, {"12", "21", kDiffer}}},
  };
}

std::vector<SyntaxPairs> numbers() {
  return {
      {"probeBoolean",
       "2.5.5.8",
       "1",
       "",
       {{"TRUE", "TRUE", kMatch}, {"TRUE", "true", kMatch}, {"TRUE", "FALSE", kDiffer}, {"TRUE", "1", kDiffer}}},
      {"probeInteger",
       "2.5.5.9",
       "2",
       "",
       {
           {"7", "7", kMatch},
           {"7", "007", kMatch},
           {"7", "-7", kDiffer},
           {"0", "-0", kMatch},
           {"7", "+7", kDiffer, kLenientNumber},
           {"7", " 7", kDiffer, kLenientNumber},
           {"-2147483646", "-2147483646", kMatch},
           {"-2147483646", "2147483650", kDiffer, kLenientNumber},
       }},
      {"probeEnumeration", "2.5.5.9", "10", "", {{"7", "007", kMatch}, {"7", "8", kDiffer}}},
      {"probeLargeInteger",
       "2.5.5.16",
       "65",
       "",
       {{"9223372036854775807", "9223372036854775807", kMatch},
        {"9223372036854775807", "9223372036854775806", kDiffer},
        {"7", "007", kMatch}}},
      {"probeUtcTime",
       "2.5.5.11",
       "23",
       "",
       {{"260302101407Z", "260302101407Z", kMatch},
        {"260302101407Z", "260302101408Z", kDiffer},
        {"260302101400Z", "2603021014Z", kMatch, kOneTimeForm},
        {"260302101407Z", "260302111407+0100", kMatch, kOneTimeForm},
        {"260302101407Z", "20260302101407.0Z", kDiffer, kEitherTime}}},
      {"probeTime",
       "2.5.5.11",
       "24",
       "",
       {{"20260302101407.0Z", "20260302101407.0Z", kMatch},
        {"20260302101407.0Z", "20260302101408.0Z", kDiffer},
        {"20260302101407.0Z", "20260302101407.00Z", kMatch},
        {"20260302101407.0Z", "20260302101407Z", kMatch, kOneTimeForm},
        {"20260302101407.0Z", "20260302111407.0+0100", kMatch, kOneTimeForm},
        {"20260302101400.0Z", "202603021014Z", kMatch, kOneTimeForm}}},
  };
}

std::vector<SyntaxPairs> names() {
  const std::string users = "CN=Users,DC=example,DC=test", computers = "CN=Computers,DC=example,DC=test";
  return {
      {"probeDn",
       "2.5.5.1",
       "127",
       kDsDn,
       {
           {users, users, kMatch},
           {users, "cn=users,dc=example,dc=test", kMatch},
           {users, "CN=Users, DC=example, DC=test", kMatch},
           {users, "CN=Users,DC=exam\\70le,DC=test", kMatch},
           {users, computers, kDiffer},
           {users, "DC=example,DC=test", kDiffer},
           {users, "CN = Users,DC=example,DC=test", kMatch, kTypesByText},
           {users, "2.5.4.3=Users,DC=example,DC=test", kMatch, kTypesByText},
       }},
      {"probeDnBinary",
       "2.5.5.7",
       "127",
       kDnBinary,
       {
           {"B:8:0badf00d:" + users, "B:8:0badf00d:" + users, kMatch},
           {"B:8:0badf00d:" + users, "B:8:0BADF00D:cn=users,dc=example,dc=test", kMatch},
           {"B:8:0badf00d:" + users, "B:8:0badf00e:" + users, kDiffer},
           {"B:8:0badf00d:" + users, "B:8:0badf00d:" + computers, kDiffer},
           {"B:8:0badf00d:" + users, users, kDiffer},
       }},
      {"probeDnString",
       "2.5.5.14",
       "127",
       kDnString,
       {
           {"S:4:abCd:" + users, "S:4:abCd:" + users, kMatch},
           {"S:4:abCd:" + users, "S:4:abCd:cn=users,dc=example,dc=test", kMatch},
           {"S:4:abCd:" + users, "S:4:abcd:" + users, kDiffer},
           {"S:4:abCd:" + users, "S:4:xxxx:" + users, kDiffer},
           {"S:4:abCd:" + users, "S:4:abCd:" + computers, kDiffer},
       }},
      {"probeOid",
       "2.5.5.2",
       "6",
       "",
       {{"2.5.4.3", "2.5.4.3", kMatch},
        {"2.5.4.3", "2.5.4.4", kDiffer},
        {"person", "PERSON", kMatch},
        {"2.5.4.3", "cn", kMatch, kNamesByText},
        {"person", "2.5.6.6", kMatch, kNamesByText}}},
  };
}

std::vector<SyntaxPairs> octets() {
  return {
      {"probeOctets",
       "2.5.5.10",
       "4",
       "",
       {{"abc", "abc", kMatch}, {"abc", "ABC", kDiffer}, {"a\0b"s, "a\0b"s, kMatch}, {"a\0b"s, "a\0c"s, kDiffer}}},
      {"probeSid",
       "2.5.5.17",
       "4",
       "",
       {{"S-1-5-32-544", "S-1-5-32-544", kMatch},
        {"S-1-5-32-544", kAdministrators, kMatch},
        {kAdministrators, "S-1-5-32-544", kMatch},
        {kAdministrators, kAdministrators, kMatch},
        {"S-1-5-32-544", "S-1-5-32-545", kDiffer},
        {"S-1-5-32-544", "s-1-5-32-544", kMatch, sambaReadsSidsInAnyCase() ? std::string_view() : kBytes}}},
  };
}

}  // namespace

std::vector<SyntaxPairs> sambaPairs() {
  std::vector<SyntaxPairs> all;
  for (auto&& part : {strings(), numbers(), names(), octets()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace ldapsnap::test

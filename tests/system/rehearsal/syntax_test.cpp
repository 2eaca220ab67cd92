// checkSyntax() against a real slapd: valid, nearly valid and invalid values of every syntax that slapd knows. Both
// must say the same of each, but for the differences listed below. LDAPSNAP_SEED varies the values, which a fixed seed
// makes the same in every run; LDAPSNAP_LONG_TESTS=1 tries ten times as many.
#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/validation/syntax_check.h"
#include "tests/support/servers/slapd.h"
#include "tests/support/temp_folder.h"
#include "tests/support/wire/ldap_writer.h"

namespace ldapsnap::test {
namespace {

using namespace std::string_literals;

const std::string kArc = "1.3.6.1.4.1.1466.115.121.1.";

/// A DER element with that tag and short contents.
std::string der(char tag, const std::string& contents) {
  return std::string{tag, static_cast<char>(contents.size())} + contents;
}

std::string certificate() {
  const std::string integer = der('\x02', "\x01");
  const std::string algorithm = der('\x30', der('\x06', "\x2A\x86\x48"));
  const std::string name = der('\x30', der('\x31', der('\x30', der('\x06', "\x55\x04\x03") + der('\x0C', "a"))));
  const std::string time = der('\x17', "260302101407Z");
  const std::string key = der('\x30', algorithm + der('\x03', "\0k"s));
  const std::string fields =
      der('\xA0', der('\x02', "\x02")) + integer + algorithm + name + der('\x30', time + time) + name + key;
  return der('\x30', der('\x30', fields) + algorithm + der('\x03', "\0s"s));
}

/// A syntax, values to start from, and the pieces that changes of them are made of.
struct Subject {
  std::string name;  ///< of the attribute that is defined for it
  std::string oid;
  std::vector<std::string> values;
  std::vector<std::string> pieces;
  bool isBinary = false;  ///< slapd asks for ;binary
};

std::vector<Subject> subjects() {
  const std::vector<std::string> dns = {"",
                                        "cn=a",
                                        "cn=Ann Lee,ou=people,o=Acme",
                                        "uid=a+cn=b,dc=acme,dc=example",
                                        "2.5.4.3=a\\2Cb , c=DE",
                                        "cn=\"a,b\";o=c",
                                        "member=cn\\=a,o=Acme",
                                        "cn=J\xC3\xB6rg\\ ,o=Acme",
                                        "objectClass=person,o=Acme"};
  const std::vector<std::string> dnPieces = {"cn=", ",", "+",   ";",  "\\",   "\"",   " ",       "=",        "#",
                                             "<",   "o", "c=D", "DE", "\\20", "\\FF", "nosuch=", "\xC3\xA4", "'01'B"};
  std::vector<Subject> all = {
      {"audio", kArc + "4", {"", "x"}, {"\0"s, "\xFF"}},
      {"binary", kArc + "5", {"", "x"}, {"\0"s, "\xFF"}},
      {"bitString", kArc + "6", {"''B", "'0101'B"}, {"'", "0", "1", "2", "B", "b", " "}},
      {"boolean", kArc + "7", {"TRUE", "FALSE", "true"}, {"T", "e", " ", "TRUE"}},
      {"certificate", kArc + "8", {certificate(), der('\x30', "")}, {"\x30", "\0"s, "x"}, true},
      {"certificateList", kArc + "9", {der('\x30', ""), "x"}, {"\x30", "x"}, true},
      {"certificatePair", kArc + "10", {der('\x30', ""), "\x30\x01"}, {"\x30", "x", "\0"s}, true},
      {"country", kArc + "11", {"DE", "at", "A1"}, {"A", "_", "\xC3\xA4", " ", "'"}},
      {"dn", kArc + "12", dns, dnPieces},
      {"delivery", kArc + "14", {"any", "telephone $ physical", "G3FAX$ia5"}, {"$", " $ ", " ", "any", "mhs", "x"}},
      {"directoryString",
       kArc + "15",
       {"", "Gr\xC3\xBC\xC3\x9F", "a", "\xF0\x9F\x98\x80", "\xED\xA0\x80", "\xFC\x84\x80\x80\x80\x80"},
       {"\xC3", "\x80", "\xA0", "\xE0", "\xF0", "\xF4", "\xF8", "\xFC", "\xFE", "\0"s, " "}},
      {"fax", kArc + "22", {"+43 1 5550", "+43$fineResolution", "1$b4Width$a3Width"}, {"$", "_", " ", "x", "\xFF"}},
      {"generalizedTime",
       kArc + "24",
       {"20261130093000Z", "2026113009.25+0100", "202611300930,5-0230", "20240229235960Z", "2026113009Z",
        "19700101000000.000000Z"},
       {"0", "1", "2", "9", "00", "60", ".", ",", "Z", "z", "+", "-", " ", "-01", "+2359"}},
      {"ia5", kArc + "26", {"", "lamp@acme.example"}, {"\x7F", "\x80", "\0"s, "\xC3\xA4"}},
      {"integer", kArc + "27", {"0", "-17", "12345678901234567890123"}, {"0", "-", "+", "1", " ", ".", "x"}},
      {"jpeg", kArc + "28", {"", "\xFF\xD8\xFF\xE0\x10JFIF", "x"}, {"\0"s, "x"}},
      {"nameAndUid",
       kArc + "34",
       {"o=Acme", "o=Acme#'0101'B", "#'01'B", "cn=a#b", "cn=a\\#'1'B"},
       {"#", "'", "B", "0", "cn=", ",", "\\", "#'01'B"}},
      {"numericString", kArc + "36", {"0170 55", " "}, {"0", " ", "-", "\0"s, "x"}},
      {"oid", kArc + "38", {"2.5.4.3", "1", "0.9.2342", "person", "cn"}, {".", "0", "1", "x", "-", " "}},
      {"mailbox", kArc + "39", {"", "acme$box_7", "acme"}, {"$", "_", "\x80", "\0"s}},
      {"octetString", kArc + "40", {"", "x"}, {"\0"s, "\xFF"}},
      {"postal",
       kArc + "41",
       {"7 Road$Graz$Austria", "\\24100", "a\\5Cb\\5cc"},
       {"$", "\\", "\\24", "5", "\xFF", "\xC3\xA4"}},
      {"printable", kArc + "44", {"Room (7), floor+3", "a=b?"}, {"_", "*", "\"", "\0"s, "'", "\xC3\xA4", " "}},
      {"subtree", kArc + "45", {"", "{}", "{ base \"cn=a\" }", "x"}, {"{", "}", "x"}},
      {"algorithm", kArc + "49", {der('\x30', ""), "\x30"}, {"\x30", "x", "\0"s}, true},
      {"telephone", kArc + "50", {"+49 89 5550", "ext 7"}, {"#", "*", "_", "\"", " ", "-"}},
      {"telex", kArc + "52", {"12345$de$acme", "1"}, {"$", "_", "a", " "}},
      {"rdn", "1.2.36.79672281.1.5.0", {"cn=a", "cn=a+sn=b", "cn=a,o=b"}, dnPieces},
      {"triple", "1.3.6.1.1.1.0.0", {"(host,ann,acme)", "(,,)", "(-,a.b,c;d)"}, {",", "(", ")", "_", " ", "-", "\xC3"}},
      {"boot",
       "1.3.6.1.1.1.0.1",
       {"root=server:/export/root", "=:", "a.b=c-d:e=f:g"},
       {"=", ":", "_", " ", "/", "\xC3"}},
      {"uuid",
       "1.3.6.1.1.16.1",
       {"1b3a5c01-1111-4222-8333-444444444444", "1B3A5C01-1111-4222-8333-44444444444F"},
       {"-", "0", "g", "A", "{"}},
      {"void", "1.3.6.1.4.1.4203.1.1.1", {"", "x"}, {"x"}},
      {"csn",
       "1.3.6.1.4.1.4203.666.11.2.1",
       {"20260302101407.123456Z#000000#000#000000", "20260302101407Z#00000a#00#000000"},
       {"#", "0", "Z", "."}},
      {"serverId", "1.3.6.1.4.1.4203.666.11.2.4", {"000", "aBc", "FFF"}, {"0", "f", "g", " "}},
      {"privateKey",
       "1.2.840.113549.1.8.1.1",
       {der('\x30', der('\x02', "\0"s) + der('\x30', der('\x06', "\x2A\x03")) + der('\x04', "k")), der('\x30', "")},
       {"\x30", "x", "\0"s},
       true},
  };
  // Without a validator in slapd.
  for (const int number :
       {2, 3, 13, 16, 17, 19, 20, 21, 23, 25, 29, 30, 31, 32, 33, 35, 37, 42, 43, 51, 54, 55, 56, 57, 58})
    all.push_back({fmt::format("syntax{}", number), kArc + std::to_string(number), {"", "( 1.2.3 )", "x*"}, {"x"}});
  return all;
}

/// What slapd does in its own way and checkSyntax() leaves out.
struct OwnWay {
  std::string subject;
  bool (*isHere)(const std::string& value);
  std::string reason;
};

/// True for a ';' before the '=' of an AVA: "cn;lang-de=a".
bool hasOption(const std::string& value) {
  if (value.find("\\;") != std::string::npos) return true;  // in a name within the name
  for (std::size_t at = value.find(';'); at != std::string::npos; at = value.find(';', at + 1)) {
    const std::size_t start = value.find_last_of(",+;", at == 0 ? 0 : at - 1);
    const std::string before = value.substr(start == std::string::npos ? 0 : start + 1, at - (start + 1));
    if (!before.empty() && before.find('=') == std::string::npos) return true;
  }
  return false;
}

bool hasQuotedOctet(const std::string& value) {
  return value.find('"') != std::string::npos && value.find("\\FF") != std::string::npos;
}

const std::vector<OwnWay>& ownWays() {
  static const std::vector<OwnWay> kOwnWays = {
      {"dn", hasOption, "an attribute type within a name may have options, or end in ';'"},
      {"rdn", hasOption, "as in dn"},
      {"nameAndUid", hasOption, "as in dn"},
      {"dn", hasQuotedOctet, "a value in quotes need not be UTF-8"},
      {"rdn", hasQuotedOctet, "as in dn"},
      {"nameAndUid", hasQuotedOctet, "as in dn"},
      {"certificate",
       [](const std::string& value) { return value.size() > 2 && value.front() == '\x30' && value != certificate(); },
       "of a damaged certificate, other fields are looked at"},
      {"privateKey", [](const std::string& value) { return value.size() > 2 && value.front() == '\x30'; },
       "octets after the private key are not looked at"},
      {"csn", [](const std::string& value) { return value.find('#') != std::string::npos; },
       "csnPretty() looks at the lengths of the parts only; clients cannot write CSNs"},
  };
  return kOwnWays;
}

bool isOwnWay(const Subject& subject, const std::string& value) {
  for (const OwnWay& way : ownWays())
    if (way.subject == subject.name && way.isHere(value)) return true;
  return false;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string valueOf(const Subject& subject) {
    std::string value = pick(subject.values);
    for (std::size_t changes = upTo(4); changes > 0; --changes) change(value, subject);
    return value;
  }

 private:
  std::size_t upTo(std::size_t size) { return std::uniform_int_distribution<std::size_t>(0, size - 1)(random_); }
  const std::string& pick(const std::vector<std::string>& texts) { return texts[upTo(texts.size())]; }

  void change(std::string& value, const Subject& subject) {
    const std::size_t at = upTo(value.size() + 1);
    switch (upTo(6)) {
      case 0:
        value.erase(at, 1);
        return;
      case 1:
        value.erase(at);
        return;
      case 2:
        value.insert(at, pick(subject.values));
        return;
      case 3:
        if (at < value.size()) value.replace(at, 1, pick(subject.pieces));
        return;
      default:
        value.insert(at, pick(subject.pieces));
    }
  }

  std::mt19937 random_;
};

std::string definition(const Subject& subject, std::size_t number) {
  return fmt::format("( 1.3.6.1.4.1.32473.9.{} NAME 'x-{}' SYNTAX {} )", number, subject.name, subject.oid);
}

/// One connection to a slapd that has an attribute for each syntax.
class Validator {
 public:
  explicit Validator(const std::vector<Subject>& subjects)
      : server_(options(subjects)), writer_(server_.uri(), server_.rootDn(), SlapdServer::password()) {}

  /// The result of giving the suffix entry this value.
  ResultCode ask(const Subject& subject, const std::string& value) {
    return writer_.replace(server_.suffix(), "x-" + subject.name + (subject.isBinary ? ";binary" : ""), value);
  }

 private:
  SlapdOptions options(const std::vector<Subject>& subjects) {
    std::string ldif = "dn: cn=syntaxes,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: syntaxes\n";
    for (std::size_t i = 0; i < subjects.size(); ++i)
      ldif += "olcAttributeTypes: " + definition(subjects[i], i + 1) + "\n";
    SlapdOptions result;
    result.schemaFiles.push_back(folder_.write("syntaxes.ldif", ldif).string());
    result.syncprov = false;
    result.data = "dn: o=Acme\nobjectClass: organization\nobjectClass: extensibleObject\no: Acme\n";
    return result;
  }

  TempFolder folder_;
  SlapdServer server_;
  LdapWriter writer_;
};

TEST(Syntax, AgreesWithSlapd) {
  const std::vector<Subject> all = subjects();
  Schema schema;
  for (std::size_t i = 0; i < all.size(); ++i) schema.add(parseAttributeType(definition(all[i], i + 1)));
  Validator slapd(all);
  const char* const seed = std::getenv("LDAPSNAP_SEED");
  Generator generator(seed != nullptr ? static_cast<unsigned>(std::stoul(seed)) : 4517);
  const int perSyntax = std::getenv("LDAPSNAP_LONG_TESTS") != nullptr ? 1000 : 100;
  std::size_t asked = 0, taken = 0, refused = 0;
  for (const Subject& subject : all) {
    std::set<std::string> values(subject.values.begin(), subject.values.end());
    for (int i = 0; i < perSyntax; ++i) values.insert(generator.valueOf(subject));
    if (subject.name == "dn" || subject.name == "generalizedTime" || subject.name == "directoryString")
      for (int i = 0; i < 4 * perSyntax; ++i) values.insert(generator.valueOf(subject));
    for (const std::string& value : values) {
      const ResultCode code = slapd.ask(subject, value);
      ASSERT_TRUE(code == ResultCode::Success || code == ResultCode::InvalidAttributeSyntax)
          << subject.name << " '" << visible(value) << "': " << describe(code, {});
      ++asked;
      ++(code == ResultCode::Success ? taken : refused);
      if (isOwnWay(subject, value)) continue;
      const SyntaxFit expected = code == ResultCode::Success ? SyntaxFit::Fits : SyntaxFit::DoesNotFit;
      EXPECT_TRUE(checkSyntax(value, subject.oid, schema, SyntaxDialect::OpenLdap).fit == expected)
          << subject.name << " '" << visible(value) << "': slapd says " << describe(code, {});
    }
  }
  EXPECT_GT(asked, 2000U);
  EXPECT_GT(taken, 500U);
  EXPECT_GT(refused, 500U);
}

}  // namespace
}  // namespace ldapsnap::test

#include "tests/support/content/syntax_values.h"

#include <fmt/format.h>
#include <map>

#include "snapshot/base/text.h"

namespace ldapsnap::test {
namespace {

using namespace std::string_literals;
using Values = std::vector<std::string>;

struct SyntaxExamples {
  Values valid, wrong;
};

const SyntaxExamples* examplesOf(std::string_view syntax) {
  static const std::string kArc = "1.3.6.1.4.1.1466.115.121.1.";
  static const SyntaxExamples kText{{}, {"", "\xC3", "\xFF\xFE"}};
  static const std::map<std::string, SyntaxExamples, std::less<>> kExamples{
      {kArc + "4", {{"audio", "\0\x01"s}, {}}},
      {kArc + "5", {{"bytes", "\0\xFF"s}, {}}},
      {kArc + "6", {{"'0101'B", "''B", "'1'B"}, {"0101", "'012'B", "'01'", ""}}},
      {kArc + "7", {{"TRUE", "FALSE"}, {"true", "YES", "1", ""}}},
      {kArc + "11", {{"DE", "at", "EE"}, {"Germany", "D", "", "D_"}}},
      {kArc + "12", {{}, {"not a name", "cn", "nosuchtype=a", "=a", ",o=x"}}},
      {kArc + "14", {{"any", "telephone $ physical"}, {"", "mail", "any $"}}},
      {kArc + "15", kText},
      {kArc + "22", {{"+43 1 5550", "+43 1$fineResolution"}, {"", "$"}}},
      {kArc + "24",
       {{"20261130093000Z", "20261130093000.5+0100", "202611300930Z"},
        {"20261330093000Z", "2026", "tomorrow", "", "20261130093000"}}},
      {kArc + "26", {{}, {"\xC3\xA4", "caf\xC3\xA9"}}},
      {kArc + "27", {{"0", "1", "-17", "65536", "2147483647"}, {"-0", "01", "one", "", "1 ", "+1"}}},
      {kArc + "28", {{"\xFF\xD8\xFF\xE0JFIF"}, {}}},
      {kArc + "34", {{}, {"not a name", "nosuchtype=a"}}},
      {kArc + "36", {{"0170 55", "42", "007"}, {"a", "", "1-2"}}},
      {kArc + "38", {{"2.5.4.3", "1.3.6.1.4.1.32473.1"}, {"1..2", "", ".1", "2.5.04"}}},
      {kArc + "39", {{"acme$box7"}, {"", "\xC3\xA4"}}},
      {kArc + "40", {{"octets", "\0\x01\x02"s, "\xFF"}, {}}},
      {kArc + "41", {{"7 Road$Graz$Austria", "One"}, {"", "a$\xFF"}}},
      {kArc + "44", {{"Room (7)", "a-b", "Floor 3"}, {"a@b", "\xC3\xA4", "", "a_b"}}},
      {kArc + "50", {{"+49 89 5550", "+1 555 0100"}, {"", "#", "a@b"}}},
      {kArc + "52", {{"12345$de$acme"}, {"", "a"}}},
      {"1.3.6.1.1.1.0.0", {{"(host,ann,acme)", "(,,)"}, {"host,ann,acme", "(a,b)", ""}}},
      {"1.3.6.1.1.1.0.1", {{"root=server:/export"}, {"root", "", "=a"}}},
      {"1.3.6.1.1.16.1", {{"1b3a5c01-1111-4222-8333-444444444444"}, {"1b3a5c01", "", "{1b3a}"}}},
      {"1.2.840.113556.1.4.905", {{}, {}}},
      {"1.2.840.113556.1.4.906", {{"0", "1", "-17", "9223372036854775807"}, {"one", "", "9223372036854775808"}}},
      {"1.2.840.113556.1.4.1362", {{}, {}}},
  };
  const auto found = kExamples.find(syntax);
  return found == kExamples.end() ? nullptr : &found->second;
}

bool isName(std::string_view syntax) {
  return syntax == "1.3.6.1.4.1.1466.115.121.1.12" || syntax == "1.3.6.1.4.1.1466.115.121.1.34";
}

char swapCase(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string SyntaxValues::word() {
  static const Values kWords{"amber", "Birch", "cedar",   "Delta", "ember",
                             "Fjord", "grove", "Harbour", "iris",  "Juniper"};
  return fmt::format("{}{}", pick(kWords), upTo(100));
}

std::optional<std::string> SyntaxValues::valid(std::string_view syntax) {
  const SyntaxExamples* const examples = examplesOf(syntax);
  if (examples == nullptr) return std::nullopt;
  if (isName(syntax)) return names_.empty() ? std::nullopt : std::optional(pick(names_));
  if (!examples->valid.empty()) return pick(examples->valid);
  return oneIn(4) ? word() + " " + word() : word();
}

std::optional<std::string> SyntaxValues::wrong(std::string_view syntax) {
  const SyntaxExamples* const examples = examplesOf(syntax);
  return examples == nullptr || examples->wrong.empty() ? std::nullopt : std::optional(pick(examples->wrong));
}

std::string SyntaxValues::variant(std::string value) {
  if (oneIn(3)) return " " + value + "  ";
  for (char& c : value) c = swapCase(c);
  return value;
}

}  // namespace ldapsnap::test

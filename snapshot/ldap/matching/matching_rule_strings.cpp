// Strings (RFC 4517, 4.2.3 to 4.2.13, 4.2.21 to 4.2.23, 4.2.27, 4.2.28).
//
// Servers do not hold to the repertoires of IA5String and PrintableString (389 and Active Directory store what comes),
// so a value beyond them is prepared like any other string: it still equals its respellings.

#include <algorithm>
#include <array>

#include "snapshot/base/text.h"
#include "snapshot/ldap/matching/matching_rule_families.h"
#include "snapshot/ldap/matching/string_prep.h"

namespace ldapsnap {
namespace {

using Form = std::optional<std::string>;

template <CaseHandling Case>
Form prepared(std::string_view value, const Schema&) {
  return prepareString(value, Case);
}

template <CaseHandling Case>
Form preparedPiece(std::string_view value, const Schema&) {
  return prepareSubstring(value, Case);
}

/// RFC 4518, 2.6.2: spaces do not count. Syntax: digits and spaces (RFC 4517, 3.3.23).
Form numericString(std::string_view value, const Schema&) {
  std::string digits;
  for (const char c : value) {
    if (c != ' ') digits += c;
  }
  if (!digits.empty() && !isAllDigits(digits)) return std::nullopt;
  return digits;
}

/// RFC 4518, 2.6.3: neither hyphens nor spaces count. After NFKC these hyphens remain; U+2011, U+FE63 and U+FF0D have
/// become others.
Form telephoneNumber(std::string_view value, const Schema&) {
  constexpr std::array<std::string_view, 5> kDropped = {" ", "-", "\u058A", "\u2010", "\u2212"};
  const Form text = prepareString(value, CaseHandling::Ignore);
  if (!text) return std::nullopt;
  std::string number;
  for (std::string_view rest = *text; !rest.empty();) {
    const auto isHere = [rest](std::string_view dropped) { return rest.substr(0, dropped.size()) == dropped; };
    const auto* const dropped = std::find_if(kDropped.begin(), kDropped.end(), isHere);
    if (dropped == kDropped.end()) number += rest.front();
    rest.remove_prefix(dropped == kDropped.end() ? 1 : dropped->size());
  }
  return number;
}

/// A line of a postal address, where \24 stands for '$' and \5C for '\' (RFC 4517, 3.3.28).
std::string unescapedLine(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string_view pair = line.substr(i, 3);
    if (pair == "\\24") {
      text += '$';
    } else if (equalsIgnoreAsciiCase(pair, "\\5c")) {
      text += '\\';
    } else {
      text += line[i];
      continue;
    }
    i += 2;
  }
  return text;
}

std::string escapedLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '$') {
      line += "\\24";
    } else if (c == '\\') {
      line += "\\5c";
    } else {
      line += c;
    }
  }
  return line;
}

/// Line by line: a space at the end of a line does not count, a line more does.
template <Form (*PrepareLine)(std::string_view, CaseHandling)>
Form list(std::string_view value, const Schema&) {
  std::string form;
  for (std::size_t start = 0;;) {
    const std::size_t end = value.find('$', start);
    const Form line = PrepareLine(unescapedLine(value.substr(start, end - start)), CaseHandling::Ignore);
    if (!line) return std::nullopt;
    form += escapedLine(*line);
    if (end == std::string_view::npos) return form;
    form += '$';
    start = end + 1;
  }
}

using Kind = MatchingRule::Kind;
constexpr auto kExact = CaseHandling::Exact;
constexpr auto kIgnore = CaseHandling::Ignore;

constexpr MatchingRule kStringRules[] = {
    {"caseIgnoreMatch", "2.5.13.2", Kind::Equality, prepared<kIgnore>},
    {"caseIgnoreOrderingMatch", "2.5.13.3", Kind::Ordering, prepared<kIgnore>},
    {"caseIgnoreSubstringsMatch", "2.5.13.4", Kind::Substrings, preparedPiece<kIgnore>},
    {"caseExactMatch", "2.5.13.5", Kind::Equality, prepared<kExact>},
    {"caseExactOrderingMatch", "2.5.13.6", Kind::Ordering, prepared<kExact>},
    {"caseExactSubstringsMatch", "2.5.13.7", Kind::Substrings, preparedPiece<kExact>},
    {"numericStringMatch", "2.5.13.8", Kind::Equality, numericString},
    {"numericStringOrderingMatch", "2.5.13.9", Kind::Ordering, numericString},
    {"numericStringSubstringsMatch", "2.5.13.10", Kind::Substrings, numericString},
    {"caseIgnoreListMatch", "2.5.13.11", Kind::Equality, list<prepareString>},
    {"caseIgnoreListSubstringsMatch", "2.5.13.12", Kind::Substrings, list<prepareSubstring>},
    {"telephoneNumberMatch", "2.5.13.20", Kind::Equality, telephoneNumber},
    {"telephoneNumberSubstringsMatch", "2.5.13.21", Kind::Substrings, telephoneNumber},
    {"caseExactIA5Match", "1.3.6.1.4.1.1466.109.114.1", Kind::Equality, prepared<kExact>},
    {"caseIgnoreIA5Match", "1.3.6.1.4.1.1466.109.114.2", Kind::Equality, prepared<kIgnore>},
    {"caseIgnoreIA5SubstringsMatch", "1.3.6.1.4.1.1466.109.114.3", Kind::Substrings, preparedPiece<kIgnore>},
    // OpenLDAP, servers/slapd/schema_init.c
    {"caseExactIA5SubstringsMatch", "1.3.6.1.4.1.4203.1.2.1", Kind::Substrings, preparedPiece<kExact>},
};

}  // namespace

std::span<const MatchingRule> stringRules() { return kStringRules; }

}  // namespace ldapsnap

#include "snapshot/ldap/schema/validation/syntax_grammars.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/definition/schema_element.h"
#include "snapshot/ldap/schema/definition/schema_scanner.h"

namespace ldapsnap::detail {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isKeyCharacter(char c) { return isLetter(c) || isDigit(c) || c == '-'; }

/// PrintableCharacter (RFC 4517, 3.2).
bool isPrintable(char c) {
  return isLetter(c) || isDigit(c) || std::string_view("'()+,-.=/:? ").find(c) != std::string_view::npos;
}

template <typename Test>
bool all(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

/// `number` of RFC 4512, 1.4: no leading zero.
bool isNumber(std::string_view text) {
  return !text.empty() && all(text, isDigit) && (text.size() == 1 || text.front() != '0');
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

bool isOneOf(std::string_view word, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [word](std::string_view each) { return equalsIgnoreAsciiCase(word, each); });
}

/// A backslash is followed by one of `codes`, two hexadecimal digits of either case.
bool hasOnlyEscapes(std::string_view text, std::span<const std::string_view> codes) {
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 3)) {
    if (!isOneOf(text.substr(at + 1, 2), codes)) return false;
  }
  return true;
}

constexpr std::array<std::string_view, 2> kDollarAndBackslash{"24", "5C"};
constexpr std::array<std::string_view, 2> kAsteriskAndBackslash{"2A", "5C"};

/// The search criteria of Guide and Enhanced Guide (RFC 4517, 3.3.14), by recursive descent.
class CriteriaReader {
 public:
  explicit CriteriaReader(std::string_view text) : rest_(text) {}

  bool read() { return readCriteria() && rest_.empty(); }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool takeWord(std::string_view word) {
    if (!equalsIgnoreAsciiCase(rest_.substr(0, word.size()), word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool readCriteria() {
    do {
      if (!readAndTerm()) return false;
    } while (take('|'));
    return true;
  }

  bool readAndTerm() {
    do {
      if (!readTerm()) return false;
    } while (take('&'));
    return true;
  }

  bool readTerm() {
    while (take('!')) {
    }
    if (take('(')) {
      constexpr int kDeepest = 100;  // the text is hostile, the stack is not endless
      if (++depth_ > kDeepest || !readCriteria() || !take(')')) return false;
      --depth_;
      return true;
    }
    if (takeWord("?true") || takeWord("?false")) return true;
    const std::size_t dollar = rest_.find('$');
    if (dollar == std::string_view::npos || !isOid(rest_.substr(0, dollar))) return false;
    rest_.remove_prefix(dollar + 1);
    return takeWord("EQ") || takeWord("SUBSTR") || takeWord("GE") || takeWord("LE") || takeWord("APPROX");
  }

  std::string_view rest_;
  int depth_ = 0;
};

/// Reads DER elements (X.690) one after another.
class DerReader {
 public:
  static constexpr unsigned char kInteger = 0x02, kBitString = 0x03, kOctetString = 0x04, kUtcTime = 0x17,
                                 kGeneralizedTime = 0x18, kSequence = 0x30, kContext = 0xA0;

  explicit DerReader(std::string_view octets) : rest_(octets) {}

  bool atEnd() const { return rest_.empty(); }
  bool nextIs(unsigned char tag) const { return !rest_.empty() && static_cast<unsigned char>(rest_.front()) == tag; }

  /// The contents of the next element if it has that tag (low tag numbers only); otherwise the reader stays there.
  std::optional<std::string_view> take(unsigned char tag) {
    if (!nextIs(tag) || rest_.size() < 2) return std::nullopt;
    std::size_t header = 2, size = static_cast<unsigned char>(rest_[1]);
    if (size & 0x80) {
      const std::size_t count = size & 0x7F;
      if (count == 0 || count > 4 || rest_.size() < 2 + count) return std::nullopt;
      size = 0;
      for (const char c : rest_.substr(2, count)) size = size << 8 | static_cast<unsigned char>(c);
      header += count;
    }
    if (size > rest_.size() - header) return std::nullopt;
    const std::string_view contents = rest_.substr(header, size);
    rest_.remove_prefix(header + size);
    return contents;
  }

  bool skip(unsigned char tag) { return take(tag).has_value(); }
  bool skipTime() { return skip(kUtcTime) || skip(kGeneralizedTime); }

 private:
  std::string_view rest_;
};

/// The contents of a SEQUENCE that fills `value`.
std::optional<std::string_view> sequenceIn(std::string_view value) {
  DerReader reader(value);
  std::optional<std::string_view> contents = reader.take(DerReader::kSequence);
  if (!reader.atEnd()) contents.reset();
  return contents;
}

/// SIGNED { ... } of X.509: what is signed, the algorithm, the signature. Gives the first.
std::optional<std::string_view> signedContents(std::string_view value) {
  const std::optional<std::string_view> sequence = sequenceIn(value);
  if (!sequence) return std::nullopt;
  DerReader reader(*sequence);
  const std::optional<std::string_view> contents = reader.take(DerReader::kSequence);
  const bool isSigned = reader.skip(DerReader::kSequence) && reader.skip(DerReader::kBitString) && reader.atEnd();
  return isSigned ? contents : std::nullopt;
}

using TokenKind = SchemaScanner::Kind;

/// What follows a keyword in a definition.
enum class Part { Nothing, Oid, Oids, RuleIds, Strings };

struct Keyword {
  std::string_view name;
  Part part;
  bool isRequired = false;
};

void readPart(SchemaScanner& scanner, Part part) {
  switch (part) {
    case Part::Nothing:
      return;
    case Part::Oid:
      scanner.oid();
      return;
    case Part::Oids:
      scanner.oids();
      return;
    case Part::Strings:
      scanner.quotedStrings();
      return;
    case Part::RuleIds:  // one number, or several with spaces between
      if (scanner.peek().kind != TokenKind::Open) {
        scanner.expect(TokenKind::Word, "a rule id");
        return;
      }
      scanner.take();
      while (scanner.peek().kind != TokenKind::Close) scanner.expect(TokenKind::Word, "a rule id");
      scanner.take();
      return;
  }
}

/// "( first keywords )" with NAME, DESC, OBSOLETE, extensions and `keywords`, each at most once.
bool isDefinition(std::string_view value, bool (*isFirst)(std::string_view), std::span<const Keyword> keywords) {
  constexpr std::array<Keyword, 3> kCommon{
      {{"NAME", Part::Strings}, {"DESC", Part::Strings}, {"OBSOLETE", Part::Nothing}}};
  try {
    SchemaScanner scanner(value);
    scanner.expect(TokenKind::Open, "\"(\"");
    if (!isFirst(scanner.expect(TokenKind::Word, "an OID").text)) return false;
    std::set<std::string_view> seen;
    while (scanner.peek().kind != TokenKind::Close) {
      const std::string_view word = scanner.expect(TokenKind::Word, "a keyword").text;
      const auto isWord = [word](const Keyword& keyword) { return equalsIgnoreAsciiCase(keyword.name, word); };
      const auto own = std::find_if(keywords.begin(), keywords.end(), isWord);
      const auto* const common = std::find_if(kCommon.begin(), kCommon.end(), isWord);
      const bool isExtension = equalsIgnoreAsciiCase(word.substr(0, 2), "X-");
      if (own == keywords.end() && common == kCommon.end() && !isExtension) return false;
      const Keyword keyword = own != keywords.end()     ? *own
                              : common != kCommon.end() ? *common
                                                        : Keyword{word, Part::Strings};
      if (!seen.insert(keyword.name).second) return false;
      readPart(scanner, keyword.part);
    }
    scanner.take();
    const auto isThere = [&seen](const Keyword& keyword) { return !keyword.isRequired || seen.contains(keyword.name); };
    return scanner.peek().kind == TokenKind::End && std::all_of(keywords.begin(), keywords.end(), isThere);
  } catch (const Error&) {  // the scanner's way to report what it cannot read
    return false;
  }
}

template <typename Parse>
bool isElement(std::string_view value, Parse parse) {
  try {
    return isNumericOid(parse(value).oid);
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

bool isAscii(std::string_view value) {
  return all(value, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool isPrintableString(std::string_view value) { return !value.empty() && all(value, isPrintable); }

bool isNumericString(std::string_view value) {
  return !value.empty() && all(value, [](char c) { return isDigit(c) || c == ' '; });
}

bool isCountryString(std::string_view value) { return value.size() == 2 && isPrintableString(value); }

bool isBitString(std::string_view value) {
  if (value.size() < 3 || !value.starts_with('\'') || !value.ends_with("'B")) return false;
  return all(value.substr(1, value.size() - 3), [](char c) { return c == '0' || c == '1'; });
}

bool isInteger(std::string_view value) {
  if (!value.starts_with('-')) return isNumber(value);
  return isNumber(value.substr(1)) && value != "-0";
}

bool isNumericOid(std::string_view value) {
  const std::vector<std::string_view> arcs = split(value, '.');
  return arcs.size() > 1 && std::all_of(arcs.begin(), arcs.end(), isNumber);
}

bool isOid(std::string_view value) {
  return isNumericOid(value) || (!value.empty() && isLetter(value.front()) && all(value, isKeyCharacter));
}

bool isDeliveryMethod(std::string_view value) {
  constexpr std::array<std::string_view, 10> kMethods{"any",   "mhs",   "physical", "telex",    "teletex",
                                                      "g3fax", "g4fax", "ia5",      "videotex", "telephone"};
  if (value.starts_with(' ') || value.ends_with(' ')) return false;
  const std::vector<std::string_view> methods = split(value, '$');
  return std::all_of(methods.begin(), methods.end(),
                     [&](std::string_view each) { return isOneOf(trimSpaces(each), kMethods); });
}

bool isPostalAddress(std::string_view value) {
  const std::vector<std::string_view> lines = split(value, '$');
  return isUtf8(value) && hasOnlyEscapes(value, kDollarAndBackslash) &&
         std::none_of(lines.begin(), lines.end(), [](std::string_view line) { return line.empty(); });
}

bool isLoosePostalAddress(std::string_view value) {
  return isLooseUtf8(value) && hasOnlyEscapes(value, kDollarAndBackslash);
}

bool isFacsimileNumber(std::string_view value) {
  constexpr std::array<std::string_view, 7> kParameters{
      "twoDimensional", "fineResolution", "unlimitedLength", "b4Length", "a3Width", "b4Width", "uncompressed"};
  const std::vector<std::string_view> parts = split(value, '$');
  return isPrintableString(parts.front()) &&
         std::all_of(parts.begin() + 1, parts.end(), [&](std::string_view each) { return isOneOf(each, kParameters); });
}

bool isOtherMailbox(std::string_view value) {
  const std::size_t dollar = value.find('$');
  return dollar != std::string_view::npos && isPrintableString(value.substr(0, dollar)) &&
         isAscii(value.substr(dollar + 1));
}

bool isTeletexId(std::string_view value) {
  constexpr std::array<std::string_view, 5> kKeys{"graphic", "control", "misc", "page", "private"};
  const std::vector<std::string_view> parts = split(value, '$');
  const auto isParameter = [&](std::string_view part) {
    const std::size_t colon = part.find(':');
    return colon != std::string_view::npos && isOneOf(part.substr(0, colon), kKeys) &&
           hasOnlyEscapes(part.substr(colon + 1), kDollarAndBackslash);
  };
  return isPrintableString(parts.front()) && std::all_of(parts.begin() + 1, parts.end(), isParameter);
}

bool isListOfPrintableStrings(std::string_view value) {
  const std::vector<std::string_view> parts = split(value, '$');
  return std::all_of(parts.begin(), parts.end(), isPrintableString);
}

bool isTelexNumber(std::string_view value) {
  return std::count(value.begin(), value.end(), '$') == 2 && isListOfPrintableStrings(value);
}

bool isGuide(std::string_view value) {
  const std::size_t sharp = value.find('#');
  if (sharp == std::string_view::npos) return CriteriaReader(value).read();
  return isOid(trimSpaces(value.substr(0, sharp))) && CriteriaReader(value.substr(sharp + 1)).read();
}

bool isEnhancedGuide(std::string_view value) {
  constexpr std::array<std::string_view, 3> kSubsets{"baseobject", "oneLevel", "wholeSubtree"};
  const std::vector<std::string_view> parts = split(value, '#');
  return parts.size() == 3 && isOid(trimSpaces(parts[0])) && CriteriaReader(trimSpaces(parts[1])).read() &&
         !parts[2].ends_with(' ') && isOneOf(trimSpaces(parts[2]), kSubsets);
}

bool isSubstringAssertion(std::string_view value) {
  return value.find('*') != std::string_view::npos && value.find("**") == std::string_view::npos && isUtf8(value) &&
         hasOnlyEscapes(value, kAsteriskAndBackslash);
}

bool isNetgroupTriple(std::string_view value) {
  if (value.size() < 2 || !value.starts_with('(') || !value.ends_with(')')) return false;
  const std::vector<std::string_view> names = split(value.substr(1, value.size() - 2), ',');
  const auto isNameCharacter = [](char c) { return isKeyCharacter(c) || c == '.' || c == ';'; };
  return names.size() == 3 &&
         std::all_of(names.begin(), names.end(), [&](std::string_view name) { return all(name, isNameCharacter); });
}

bool isBootParameter(std::string_view value) {
  const std::size_t equals = value.find('=');
  const std::size_t colon = value.find(':', equals == std::string_view::npos ? equals : equals + 1);
  if (equals == std::string_view::npos || colon == std::string_view::npos) return false;
  const auto isNameCharacter = [](char c) { return isKeyCharacter(c) || c == '.' || c == ';'; };
  return all(value.substr(0, equals), isNameCharacter) &&
         all(value.substr(equals + 1, colon - equals - 1), isNameCharacter) &&
         all(value.substr(colon + 1), isPrintable);
}

bool isLooseUtf8(std::string_view value) {
  for (std::size_t i = 0; i < value.size();) {
    const auto lead = static_cast<unsigned char>(value[i]);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF8 ? 4
                             : lead < 0xFC ? 5
                             : lead < 0xFE ? 6
                                           : 0;
    if (size == 0 || size > value.size() - i) return false;
    if (!all(value.substr(i + 1, size - 1), isContinuationByte)) return false;
    // Overlong: the lead has no bit of the value, and neither have the first bits of the octet after it.
    const unsigned leadBits = lead & (0x7FU >> size);
    if (size > 2 && leadBits == 0 && static_cast<unsigned char>(value[i + 1]) < (0x80U | (0x100U >> size)))
      return false;
    i += size;
  }
  return true;
}

bool isDerSequence(std::string_view value) { return sequenceIn(value).has_value(); }

bool isCertificate(std::string_view value) {
  const std::optional<std::string_view> contents = signedContents(value);
  if (!contents) return false;
  DerReader fields(*contents);
  fields.skip(DerReader::kContext);  // version
  if (!fields.skip(DerReader::kInteger)) return false;
  for (int i = 0; i < 5; ++i) {  // signature, issuer, validity, subject, subjectPublicKeyInfo
    if (!fields.skip(DerReader::kSequence)) return false;
  }
  fields.skip(0x81);                     // issuerUniqueID
  fields.skip(0x82);                     // subjectUniqueID
  fields.skip(DerReader::kContext + 3);  // extensions
  return fields.atEnd();
}

bool isCertificateList(std::string_view value) {
  const std::optional<std::string_view> contents = signedContents(value);
  if (!contents) return false;
  DerReader fields(*contents);
  fields.skip(DerReader::kInteger);  // version
  if (!fields.skip(DerReader::kSequence) || !fields.skip(DerReader::kSequence) || !fields.skipTime()) return false;
  fields.skipTime();                  // nextUpdate
  fields.skip(DerReader::kSequence);  // revokedCertificates
  fields.skip(DerReader::kContext);   // crlExtensions
  return fields.atEnd();
}

bool isPrivateKeyInfo(std::string_view value) {
  const std::optional<std::string_view> contents = sequenceIn(value);
  if (!contents) return false;
  DerReader fields(*contents);
  if (!fields.skip(DerReader::kInteger) || !fields.skip(DerReader::kSequence) || !fields.skip(DerReader::kOctetString))
    return false;
  fields.skip(DerReader::kContext);  // attributes
  return fields.atEnd();
}

bool isAttributeTypeDescription(std::string_view value) { return isElement(value, parseAttributeType); }

bool isObjectClassDescription(std::string_view value) { return isElement(value, parseObjectClass); }

bool isContentRuleDescription(std::string_view value) {
  constexpr std::array<Keyword, 4> kKeywords{
      {{"AUX", Part::Oids}, {"MUST", Part::Oids}, {"MAY", Part::Oids}, {"NOT", Part::Oids}}};
  return isDefinition(value, isNumericOid, kKeywords);
}

bool isStructureRuleDescription(std::string_view value) {
  constexpr std::array<Keyword, 2> kKeywords{{{"FORM", Part::Oid, true}, {"SUP", Part::RuleIds}}};
  return isDefinition(value, isNumber, kKeywords);
}

bool isMatchingRuleDescription(std::string_view value) {
  constexpr std::array<Keyword, 1> kKeywords{{{"SYNTAX", Part::Oid, true}}};
  return isDefinition(value, isNumericOid, kKeywords);
}

bool isMatchingRuleUseDescription(std::string_view value) {
  constexpr std::array<Keyword, 1> kKeywords{{{"APPLIES", Part::Oids, true}}};
  return isDefinition(value, isNumericOid, kKeywords);
}

bool isNameFormDescription(std::string_view value) {
  constexpr std::array<Keyword, 3> kKeywords{
      {{"OC", Part::Oid, true}, {"MUST", Part::Oids, true}, {"MAY", Part::Oids}}};
  return isDefinition(value, isNumericOid, kKeywords);
}

bool isSyntaxDescription(std::string_view value) { return isDefinition(value, isNumericOid, {}); }

}  // namespace ldapsnap::detail

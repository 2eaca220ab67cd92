// Parsing RFC 4515 text.
#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/filter/filter.h"

namespace ldapsnap {
namespace {

/// Deeper filters are no one's; the limit keeps a hostile one from exhausting the stack.
constexpr std::size_t kMaxDepth = 100;

class FilterParser {
 public:
  explicit FilterParser(std::string_view text) : text_(text) {}

  Filter parse() {
    skipSpaces();
    Filter filter = parseFilter(0);
    skipSpaces();
    if (position_ < text_.size())
      fail("the filter ends here, but the text goes on", "combine filters as (&(...)(...))");
    return filter;
  }

 private:
  using Kind = Filter::Kind;

  bool atEnd() const { return position_ == text_.size(); }
  char peek() const { return atEnd() ? '\0' : text_[position_]; }
  bool isNext(std::string_view expected) const { return text_.substr(position_, expected.size()) == expected; }
  void skipSpaces() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++position_;
  }
  bool take(std::string_view expected) {
    if (!isNext(expected)) return false;
    position_ += expected.size();
    return true;
  }

  [[noreturn]] void fail(std::string what, std::string_view remedy = {}) const {
    failAt(position_, std::move(what), remedy);
  }
  [[noreturn]] void failAt(std::size_t position, std::string what, std::string_view remedy = {}) const {
    Error error(ErrorKind::BadInput, std::move(what));
    error.at(fmt::format("filter column {}", position + 1));
    if (!remedy.empty()) error.fix(remedy);
    throw error;
  }

  Filter parseFilter(std::size_t depth);
  Filter parseSet(Kind kind, std::size_t depth);
  Filter parseNot(std::size_t depth);
  Filter parseItem();
  Filter parseExtensible(std::string attribute, std::size_t start);
  void parseAssertion(Filter& filter);
  std::string takeName();
  std::string takeValue();
  char takeEscaped();

  std::string_view text_;
  std::size_t position_ = 0;
};

Filter FilterParser::parseFilter(std::size_t depth) {
  if (depth > kMaxDepth) fail(fmt::format("filters nested more than {} deep", kMaxDepth));
  if (!take("(")) fail(atEnd() ? "a filter is missing here" : "'(' is missing here", "a filter is (attribute=value)");
  skipSpaces();
  Filter filter;
  if (take("&")) {
    filter = parseSet(Kind::And, depth);
  } else if (take("|")) {
    filter = parseSet(Kind::Or, depth);
  } else if (take("!")) {
    filter = parseNot(depth);
  } else {
    filter = parseItem();
  }
  if (!take(")")) fail("')' is missing here");
  return filter;
}

Filter FilterParser::parseSet(Kind kind, std::size_t depth) {
  Filter filter;
  filter.kind = kind;
  for (skipSpaces(); peek() == '('; skipSpaces()) filter.operands.push_back(parseFilter(depth + 1));
  return filter;
}

Filter FilterParser::parseNot(std::size_t depth) {
  Filter filter;
  filter.kind = Kind::Not;
  skipSpaces();
  filter.operands.push_back(parseFilter(depth + 1));
  skipSpaces();
  return filter;
}

std::string FilterParser::takeName() {
  const std::size_t start = position_;
  const auto isName = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == ';' || c == '_';
  };
  while (!atEnd() && isName(peek())) ++position_;
  return std::string(text_.substr(start, position_ - start));
}

Filter FilterParser::parseItem() {
  static constexpr std::pair<std::string_view, Kind> kOperators[] = {
      {"=", Kind::Equality}, {">=", Kind::GreaterOrEqual}, {"<=", Kind::LessOrEqual}, {"~=", Kind::Approx}};
  const std::size_t start = position_;
  std::string attribute = takeName();
  if (peek() == ':') return parseExtensible(std::move(attribute), start);
  if (attribute.empty()) fail("an attribute is missing here", "a filter is (attribute=value)");
  for (const auto& [text, kind] : kOperators) {
    if (!take(text)) continue;
    Filter filter;
    filter.kind = kind;
    filter.attribute = std::move(attribute);
    parseAssertion(filter);
    return filter;
  }
  fail("'=', '>=', '<=', '~=' or ':=' is missing here");
}

Filter FilterParser::parseExtensible(std::string attribute, std::size_t start) {
  Filter filter;
  filter.kind = Kind::Extensible;
  filter.attribute = std::move(attribute);
  if (equalsIgnoreAsciiCase(text_.substr(position_, 3), ":dn") && text_.substr(position_ + 3, 1) == ":") {
    filter.dnAttributes = true;
    position_ += 3;
  }
  if (!isNext(":=")) {
    take(":");
    filter.matchingRule = takeName();
    if (filter.matchingRule.empty()) fail("a matching rule's name or OID is missing here");
  }
  if (!take(":=")) fail("':=' is missing here");
  if (filter.attribute.empty() && filter.matchingRule.empty()) {
    failAt(start, "neither an attribute nor a matching rule", "write (attribute:rule:=value)");
  }
  filter.value = takeValue();
  if (peek() == '*') fail("'*' has no meaning after ':='", "write \\2a for the character itself");
  return filter;
}

/// What stands behind the operator; "*" makes a presence or substrings filter of an equality.
void FilterParser::parseAssertion(Filter& filter) {
  std::vector<std::string> parts{takeValue()};
  while (peek() == '*') {
    if (filter.kind != Kind::Equality) fail("'*' only goes with '='", "write \\2a for the character itself");
    ++position_;
    parts.push_back(takeValue());
  }
  if (parts.size() == 1) {
    filter.value = std::move(parts.front());
    return;
  }
  // "a**b" asks nothing more than "a*b".
  parts.erase(std::remove(parts.begin() + 1, parts.end() - 1, ""), parts.end() - 1);
  const bool isEmpty = parts.size() == 2 && parts.front().empty() && parts.back().empty();
  filter.kind = isEmpty ? Kind::Present : Kind::Substrings;
  if (!isEmpty) filter.substrings = std::move(parts);
}

std::string FilterParser::takeValue() {
  std::string value;
  while (!atEnd() && peek() != ')' && peek() != '*') {
    const char c = text_[position_++];
    if (c == '(') failAt(position_ - 1, "'(' within a value", "write \\28 for the character itself");
    if (c == '\0') failAt(position_ - 1, "NUL within a value", "write \\00");
    value += c == '\\' ? takeEscaped() : c;
  }
  return value;
}

char FilterParser::takeEscaped() {
  const std::optional<std::string> byte = fromHex(text_.substr(position_, 2));
  if (!byte || byte->empty()) {
    failAt(position_ - 1, "'\\' without two hexadecimal digits", "write \\5c for the character itself");
  }
  position_ += 2;
  return byte->front();
}

}  // namespace

Filter Filter::parse(std::string_view text) { return FilterParser(text).parse(); }

}  // namespace ldapsnap

#include "snapshot/ldap/schema/definition/schema_scanner.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool endsWord(char c) { return isSpace(c) || c == '(' || c == ')' || c == '$' || c == '\''; }

/// What numeric OIDs, names, macros ("OLcfgOv:3.1") and length bounds are made of.
bool isOidCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view(".-_:;{}").find(c) != std::string_view::npos;
}

/// Words that follow a numeric OID, in any of the eight kinds of definitions.
constexpr std::array<std::string_view, 22> kWordsAfterOid = {"NAME",
                                                             "DESC",
                                                             "OBSOLETE",
                                                             "SUP",
                                                             "EQUALITY",
                                                             "ORDERING",
                                                             "SUBSTR",
                                                             "SYNTAX",
                                                             "SINGLE-VALUE",
                                                             "COLLECTIVE",
                                                             "NO-USER-MODIFICATION",
                                                             "USAGE",
                                                             "ABSTRACT",
                                                             "STRUCTURAL",
                                                             "AUXILIARY",
                                                             "MUST",
                                                             "MAY",
                                                             "APPLIES",
                                                             "AUX",
                                                             "NOT",
                                                             "FORM",
                                                             "OC"};

/// Where a word that begins with a numeric OID, and perhaps its length bound, goes on with a keyword: slapd reads an
/// OID to its last digit and asks for no blank after it. The size of the word where it does not.
std::size_t endOfNumericOid(std::string_view word) {
  const std::size_t digits = std::min(word.find_first_not_of("0123456789."), word.size());
  if (digits == 0 || digits == word.size()) return word.size();
  std::size_t end = digits;
  if (word[end] == '{') {
    const std::size_t close = word.find('}', end);
    if (close == std::string_view::npos) return word.size();
    end = close + 1;
  }
  const std::string_view rest = word.substr(end);
  const bool isKeyword = rest.starts_with("X-") || rest.starts_with("x-") ||
                         std::any_of(kWordsAfterOid.begin(), kWordsAfterOid.end(),
                                     [rest](std::string_view keyword) { return equalsIgnoreAsciiCase(rest, keyword); });
  return isKeyword ? end : word.size();
}

/// How many bytes an ordering prefix "{n}" at the start takes.
std::size_t orderingPrefix(std::string_view text) {
  if (text.empty() || text.front() != '{') return 0;
  const std::size_t end = text.find_first_not_of("0123456789", 1);
  return end != std::string_view::npos && end > 1 && text[end] == '}' ? end + 1 : 0;
}

std::string unescape(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view escape = text.substr(i, 3);
    const bool isQuote = escape == "\\27";
    if (isQuote || escape == "\\5C" || escape == "\\5c") {
      result += isQuote ? '\'' : '\\';
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

}  // namespace

SchemaScanner::SchemaScanner(std::string_view text) : text_(text) {
  skipSpace();
  position_ += orderingPrefix(text_.substr(position_));
  scan();
}

void SchemaScanner::skipSpace() {
  while (position_ < text_.size() && isSpace(text_[position_])) ++position_;
}

void SchemaScanner::scan() {
  skipSpace();
  const std::size_t start = position_;
  token_ = {Kind::End, {}, start + 1};
  if (start == text_.size()) return;
  const char first = text_[start];
  if (first == '\'') {
    const std::size_t end = text_.find('\'', start + 1);
    if (end == std::string_view::npos)
      throw Error(ErrorKind::BadInput, fmt::format("column {}: this quote is not closed", start + 1));
    token_ = {Kind::Quoted, text_.substr(start + 1, end - start - 1), start + 1};
    position_ = end + 1;
    return;
  }
  if (first == '(' || first == ')' || first == '$') {
    token_ = {first == '(' ? Kind::Open : first == ')' ? Kind::Close : Kind::Dollar, text_.substr(start, 1), start + 1};
    ++position_;
    return;
  }
  while (position_ < text_.size() && !endsWord(text_[position_])) ++position_;
  position_ = start + endOfNumericOid(text_.substr(start, position_ - start));
  token_ = {Kind::Word, text_.substr(start, position_ - start), start + 1};
}

SchemaScanner::Token SchemaScanner::take() {
  const Token taken = token_;
  scan();
  return taken;
}

SchemaScanner::Token SchemaScanner::expect(Kind kind, std::string_view expected) {
  if (token_.kind != kind) fail(token_, expected);
  return take();
}

void SchemaScanner::fail(const Token& found, std::string_view expected) {
  const std::string what = found.kind == Kind::End ? "the end" : fmt::format("\"{}\"", found.text);
  throw Error(ErrorKind::BadInput, fmt::format("column {}: expected {}, found {}", found.column, expected, what));
}

std::string SchemaScanner::oid() {
  constexpr std::string_view kExpected = "a name or OID";
  const Token token = token_;
  if (token.kind != Kind::Word && token.kind != Kind::Quoted) fail(token, kExpected);
  const std::string_view text = token.kind == Kind::Quoted ? trimSpaces(token.text) : token.text;
  if (!std::all_of(text.begin(), text.end(), isOidCharacter)) fail(token, kExpected);
  take();
  return std::string(text);
}

std::vector<std::string> SchemaScanner::oids() {
  std::vector<std::string> result;
  const auto add = [&result](std::string oid) {
    if (!oid.empty()) result.push_back(std::move(oid));
  };
  if (token_.kind != Kind::Open) {
    add(oid());
    return result;
  }
  take();
  while (token_.kind != Kind::Close) {
    add(oid());
    if (token_.kind != Kind::Close) expect(Kind::Dollar, "\"$\" or \")\"");
  }
  take();
  return result;
}

std::string SchemaScanner::quotedString() { return unescape(expect(Kind::Quoted, "a quoted string").text); }

std::vector<std::string> SchemaScanner::quotedStrings() {
  std::vector<std::string> result;
  if (token_.kind != Kind::Open) {
    result.push_back(quotedString());
    return result;
  }
  take();
  while (token_.kind != Kind::Close) result.push_back(quotedString());
  take();
  return result;
}

}  // namespace ldapsnap

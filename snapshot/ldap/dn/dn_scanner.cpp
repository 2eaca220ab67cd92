#include "snapshot/ldap/dn/dn_scanner.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kMayFollowBackslash = " \"#+,;<=>\\";           // RFC 4514, 2.4: may follow a backslash
constexpr std::string_view kEndsPlain = std::string_view(",;+\"\\\0", 6);  // where reading a plain value stops

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isKeyChar(char c) { return isLetter(c) || isDigit(c) || c == '-' || c == '_'; }

std::string_view trimTrailingSpaces(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

}  // namespace

bool isAttributeType(std::string_view text) {
  if (text.empty()) return false;
  if (isLetter(text.front())) return std::all_of(text.begin(), text.end(), isKeyChar);
  const bool hasOnlyArcs = isDigit(text.front()) && isDigit(text.back()) && text.find("..") == std::string_view::npos;
  return hasOnlyArcs && std::all_of(text.begin(), text.end(), [](char c) { return isDigit(c) || c == '.'; });
}

DnScanner::Step DnScanner::next() {
  if (after_ == After::Start) {
    if (!readStart()) return Step::Malformed;
    if (atEnd()) return Step::End;
  }
  if (after_ == After::Last) return Step::End;
  startsRdn_ = after_ != After::Plus;
  begin_ = at_;
  return readType() && readValue() && readSeparator() ? Step::Ava : Step::Malformed;
}

/// Skips the spaces and the "<GUID=...>;<SID=...>;" in front of a name ([MS-ADTS] 3.1.1.3.4.1.5).
bool DnScanner::readStart() {
  skipSpaces();
  while (nextIs('<')) {
    const std::size_t end = text_.find('>', at_);
    if (end == std::string_view::npos) return failAt(text_.size(), "'>'");
    at_ = end + 1;
    if (!nextIs(';')) return fail("';' and the name");
    ++at_;
    if (atEnd()) return fail("the name");
  }
  return true;
}

bool DnScanner::readType() {
  constexpr std::string_view kOid = "OID.";
  const std::size_t start = at_;
  while (!atEnd() && (isKeyChar(text_[at_]) || text_[at_] == '.')) ++at_;
  type_ = text_.substr(start, at_ - start);
  if (equalsIgnoreAsciiCase(type_.substr(0, kOid.size()), kOid)) type_.remove_prefix(kOid.size());
  if (!isAttributeType(type_)) return failAt(start, "an attribute type");
  skipSpaces();
  if (!nextIs('=')) return fail("'='");
  ++at_;
  return true;
}

bool DnScanner::readValue() {
  skipSpaces();
  isBer_ = nextIs('#');
  if (isBer_) return readBer();
  return nextIs('"') ? readQuoted() : readPlain();
}

bool DnScanner::readPlain() {
  const std::size_t start = at_;
  at_ = std::min(text_.find_first_of(kEndsPlain, at_), text_.size());
  if (nextIs('\\')) return readEscapes(start);
  value_ = trimTrailingSpaces(text_.substr(start, at_ - start));
  end_ = start + value_.size();
  return true;
}

/// A value that has a backslash at `at_`, from its first character at `start` on. Spaces at the end do not belong to
/// the value unless they are escaped.
bool DnScanner::readEscapes(std::size_t start) {
  unescaped_.assign(text_, start, at_ - start);
  std::size_t kept = 0;
  while (nextIs('\\')) {
    if (!readPair()) return false;
    kept = unescaped_.size();
    end_ = at_;
    const std::size_t end = std::min(text_.find_first_of(kEndsPlain, at_), text_.size());
    const std::string_view plain = text_.substr(at_, end - at_);
    unescaped_.append(plain);
    end_ += trimTrailingSpaces(plain).size();
    at_ = end;
  }
  unescaped_.resize(std::max(kept, unescaped_.find_last_not_of(' ') + 1));
  value_ = unescaped_;
  return true;
}

bool DnScanner::readQuoted() {
  unescaped_.clear();
  ++at_;
  while (!atEnd() && text_[at_] != '"') {
    if (text_[at_] == '\0') return fail("\\00 for a NUL");
    if (text_[at_] != '\\') {
      unescaped_ += text_[at_++];
    } else if (!readPair()) {
      return false;
    }
  }
  if (atEnd()) return fail("'\"'");
  end_ = ++at_;
  skipSpaces();
  value_ = unescaped_;
  return true;
}

bool DnScanner::readBer() {
  const std::size_t start = ++at_;
  at_ = std::min(text_.find_first_of(",;+ ", at_), text_.size());
  std::optional<std::string> octets = fromHex(text_.substr(start, at_ - start));
  if (!octets || octets->empty()) return failAt(start, "pairs of hexadecimal digits after '#'");
  unescaped_ = std::move(*octets);
  value_ = unescaped_;
  end_ = at_;
  skipSpaces();
  return true;
}

/// A backslash with what it escapes: a special character or a byte in hexadecimal (RFC 4514, 3: pair).
bool DnScanner::readPair() {
  const std::string_view escaped = text_.substr(at_ + 1, 2);
  if (!escaped.empty() && kMayFollowBackslash.find(escaped.front()) != std::string_view::npos) {
    unescaped_ += escaped.front();
    at_ += 2;
    return true;
  }
  const std::optional<std::string> byte = fromHex(escaped);
  if (!byte || byte->empty()) return failAt(at_ + 1, "a special character or two hexadecimal digits after '\\'");
  unescaped_ += *byte;
  at_ += 3;
  return true;
}

bool DnScanner::readSeparator() {
  if (atEnd()) {
    after_ = After::Last;
    return true;
  }
  switch (text_[at_]) {
    case ',':
    case ';':
      after_ = After::Comma;
      break;
    case '+':
      after_ = After::Plus;
      break;
    case '"':
      return fail("'\\' before a quotation mark, or the end of the value");
    case '\0':
      return fail("\\00 for a NUL");
    default:
      return fail("',' or '+'");
  }
  // RFC 1779 allows a line break here; no type begins with one.
  at_ = std::min(text_.find_first_not_of(" \r\n", at_ + 1), text_.size());
  return true;
}

void DnScanner::skipSpaces() { at_ = std::min(text_.find_first_not_of(' ', at_), text_.size()); }

bool DnScanner::fail(std::string_view expected) {
  expected_ = expected;
  return false;
}

bool DnScanner::failAt(std::size_t position, std::string_view expected) {
  at_ = position;
  return fail(expected);
}

Error DnScanner::error() const {
  const auto startsCharacter = [](char c) { return !isContinuationByte(c); };
  const auto column =
      std::count_if(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), startsCharacter) + 1;
  return Error(ErrorKind::BadInput, fmt::format("'{}' is not a distinguished name: expected {} at column {}",
                                                visible(text_), expected_, column));
}

}  // namespace ldapsnap

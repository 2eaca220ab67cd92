#include "snapshot/redact/assigned_secrets.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/redact/secret_patterns.h"

namespace ldapsnap {
namespace {

bool isDecimal(char c) { return c >= '0' && c <= '9'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isPunctuation(char c) { return c == '_' || c == '-' || c == '.'; }
bool isWordPart(char c) { return isDecimal(c) || isUpper(c) || isLower(c) || isPunctuation(c); }
bool isSpaceOrTab(char c) { return c == ' ' || c == '\t'; }
bool isEndOfLine(char c) { return c == '\n' || c == '\r'; }
bool isQuote(char c) { return c == '"' || c == '\'' || c == '`'; }

/// The words for passwords.
struct SecretWords {
  NameSet words;    ///< without punctuation
  NameSet ofLines;  ///< as spelled at the start of a line, before a blank
  std::array<bool, 256> last{};
  std::bitset<65536> lastTwo;            ///< by the last two characters
  std::array<bool, 256> firstOfLines{};  ///< of `ofLines`

  static const SecretWords& get() {
    static const SecretWords kWords = [] {
      SecretWords words;
      const EmbeddedSecret& rule = anyTextRule();
      for (const std::string& word : rule.keywords) {
        words.words.insert(word);
        words.last[byteOf(word.back())] = true;
        if (word.size() > 1) words.lastTwo.set(pairOf(word[word.size() - 2], word.back()));
      }
      words.ofLines.insert(rule.lineKeywords.begin(), rule.lineKeywords.end());
      for (const std::string& word : rule.lineKeywords) words.firstOfLines[byteOf(word.front())] = true;
      return words;
    }();
    return kWords;
  }

  static unsigned char byteOf(char c) { return static_cast<unsigned char>(isUpper(c) ? c - 'A' + 'a' : c); }
  static std::size_t pairOf(char a, char b) { return static_cast<std::size_t>(byteOf(a)) << 8U | byteOf(b); }

  /// Without looking a word up: nearly every value of a directory has a '=' or a ':' after some other word.
  bool mayMatch(std::string_view word) const {
    if (word.size() < 2 || !last[byteOf(word.back())]) return false;
    const char before = word[word.size() - 2];
    return isPunctuation(before) || isPunctuation(word.back()) || lastTwo.test(pairOf(before, word.back()));
  }

  /// Whether `word` ends with one of the words, at the start of a part.
  bool matches(std::string_view word) const {
    if (!mayMatch(word)) return false;
    std::string suffix;
    for (std::size_t i = word.size(); i > 0; --i) {
      const char c = word[i - 1];
      if (isPunctuation(c)) continue;
      suffix.insert(suffix.begin(), c);
      const char before = i > 1 ? word[i - 2] : '.';
      const bool isStart = isPunctuation(before) || (isUpper(c) && (isLower(before) || isDecimal(before)));
      if (isStart && words.contains(suffix)) return true;
    }
    return false;
  }
};

struct Assigned {
  std::size_t begin = 0, end = 0;
};

std::size_t skipBlanks(std::string_view value, std::size_t at) {
  while (at < value.size() && isSpaceOrTab(value[at])) ++at;
  return at;
}

/// The word that ends before `end`, but for blanks, a bracket and a closing quote. In a URL, "%3F" is not a part of it.
std::string_view wordBefore(std::string_view value, std::size_t end) {
  constexpr std::size_t kLongest = 64;
  while (end > 0 && isSpaceOrTab(value[end - 1])) --end;
  if (end > 0 && value[end - 1] == ']') --end;
  if (end > 0 && isQuote(value[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && end - begin < kLongest && isWordPart(value[begin - 1])) --begin;
  if (begin > 0 && value[begin - 1] == '%' && end - begin > 2) begin += 2;
  return value.substr(begin, end - begin);
}

/// The end of a quoted text after the quote at `begin`: the next one that no backslash precedes.
std::size_t closingQuote(std::string_view value, std::size_t begin) {
  for (std::size_t i = begin + 1; i < value.size(); ++i) {
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == value[begin]) {
      return i;
    }
  }
  return value.size();
}

bool startsWithAny(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [text](std::string_view start) { return startsWithIgnoreAsciiCase(text, start); });
}

enum class Within { Text, Url, Filter };

/// The password at `begin`, up to what ends it.
std::optional<Assigned> passwordAt(std::string_view value, std::size_t begin, Within within) {
  if (begin < value.size() && isQuote(value[begin])) return Assigned{begin + 1, closingQuote(value, begin)};
  const std::string_view ends = within == Within::Filter ? ")" : " \t\r\n;&";
  std::size_t end = std::min(value.find_first_of(ends, begin), value.size());
  for (std::size_t i = begin; within == Within::Url && i < end; ++i)
    if (startsWithAny(value.substr(i), {"%26", "%3B", "%20", "%0A", "%2C"})) end = i;
  const std::string_view password = value.substr(begin, end - begin);
  if (password.starts_with('*') || isPlainSetting(password)) return std::nullopt;
  return Assigned{begin, end};
}

/// After "word:": one word, with nothing after it but the end of the line, punctuation or another "word:".
std::optional<Assigned> onlyWordAt(std::string_view value, std::size_t begin) {
  if (begin < value.size() && isQuote(value[begin])) return passwordAt(value, begin, Within::Text);
  std::size_t end = begin;
  while (end < value.size() && !isBlank(value[end])) ++end;
  const std::size_t next = skipBlanks(value, end);
  std::size_t nextEnd = next;
  while (nextEnd < value.size() && isWordPart(value[nextEnd])) ++nextEnd;
  const bool endsLine = next == value.size() || isEndOfLine(value[next]);
  const bool isLabelled = nextEnd < value.size() && (value[nextEnd] == ':' || value[nextEnd] == '=');
  const char last = end > begin ? value[end - 1] : '\0';
  const bool isPunctuated = last == ',' || last == ';' || last == ')' || last == '|' || last == '}' || last == ']';
  const bool startsOther =
      next < value.size() && std::string_view(",;|)]}/(").find(value[next]) != std::string_view::npos;
  if (!endsLine && !isLabelled && !isPunctuated && !startsOther) return std::nullopt;
  if (isPunctuated) --end;
  const std::string_view password = value.substr(begin, end - begin);
  if (password.empty() || password.starts_with('*') || password.starts_with("//") || isPlainSetting(password))
    return std::nullopt;
  return Assigned{begin, end};
}

/// After "Authorization:": a scheme and what is given to it (RFC 9110, 11.4).
std::optional<Assigned> credentialsAt(std::string_view value, std::size_t at) {
  const std::size_t scheme = skipBlanks(value, at);
  if (!startsWithAny(value.substr(scheme), {"Basic ", "Bearer ", "Digest ", "Negotiate "})) return std::nullopt;
  const std::size_t begin = skipBlanks(value, value.find(' ', scheme));
  return Assigned{begin, std::min(value.find_first_of("\r\n\"'", begin), value.size())};
}

/// The password of a URL that is itself percent-encoded: "ldap%3A%2F%2Fuser%3Apassword%40host", whose "%3A%2F%2F" is at
/// `at`.
std::optional<Assigned> passwordInEncodedUrl(std::string_view value, std::size_t at) {
  constexpr std::size_t kMark = 9, kEncoded = 3;
  const std::size_t begin = at + kMark;
  std::size_t end = std::min(value.find_first_of(" \t\r\n&\"'<>", begin), value.size()), separator = end, host = end;
  for (std::size_t i = begin; i < end; ++i) {
    const std::string_view here = value.substr(i, kEncoded);
    if (startsWithAny(here, {"%2F", "%3F"})) end = i;
    if (separator >= end && startsWithAny(here, {"%3A"})) separator = i;
    if (startsWithAny(here, {"%40"})) host = i;
  }
  if (separator >= host || host >= end) return std::nullopt;
  return Assigned{separator + kEncoded, host};
}

/// The password that the separator at `at` announces.
std::optional<Assigned> assignedAt(std::string_view value, std::size_t at) {
  const SecretWords& words = SecretWords::get();
  switch (value[at]) {
    case '=': {
      const std::size_t end = at > 0 && value[at - 1] == ':' ? at - 1 : at;
      const std::string_view word = wordBefore(value, end);
      if (!words.matches(word)) return std::nullopt;
      if (word.data() > value.data() && word.data()[-1] == '(') return passwordAt(value, at + 1, Within::Filter);
      std::size_t begin = at + 1;
      if (begin < value.size() && value[begin] == '>') ++begin;
      return passwordAt(value, skipBlanks(value, begin), Within::Text);
    }
    case ':': {
      if (equalsIgnoreAsciiCase(wordBefore(value, at), "authorization")) return credentialsAt(value, at + 1);
      if (!words.matches(wordBefore(value, at)) || startsWithAny(value.substr(at), {":="})) return std::nullopt;
      const std::size_t begin = at + (startsWithAny(value.substr(at), {"::"}) ? 2 : 1);
      return onlyWordAt(value, skipBlanks(value, begin));
    }
    case '>': {
      const std::string_view word = wordBefore(value, at);
      const std::size_t before = at - word.size();
      const bool isElement = !word.empty() && before > 0 && (value[before - 1] == '<' || value[before - 1] == ':');
      const std::size_t end = value.find('<', at);
      if (!isElement || end == at + 1 || end == std::string_view::npos || !words.matches(word)) return std::nullopt;
      return Assigned{at + 1, end};
    }
    case '%': {
      if (startsWithAny(value.substr(at), {"%3A%2F%2F"})) return passwordInEncodedUrl(value, at);
      const bool isEquals = startsWithAny(value.substr(at), {"%3D", "%3A"});
      if (!isEquals || !words.matches(wordBefore(value, at))) return std::nullopt;
      return passwordAt(value, at + 3, Within::Url);
    }
    case ' ': {
      const std::string_view word = wordBefore(value, at);
      const std::size_t begin = skipBlanks(value, at);
      if (!word.starts_with("--") || begin == value.size() || value[begin] == '-' || !words.matches(word))
        return std::nullopt;
      return passwordAt(value, begin, Within::Text);
    }
    default:
      return std::nullopt;
  }
}

/// A setting of one keyword and one value that begins at `line`: nslcd.conf(5) and slapd.conf(5) separate them by
/// blanks alone.
std::optional<Assigned> settingAt(std::string_view value, std::size_t line) {
  const std::size_t begin = skipBlanks(value, line);
  if (begin == value.size() || !SecretWords::get().firstOfLines[SecretWords::byteOf(value[begin])]) return std::nullopt;
  std::size_t end = begin;
  while (end < value.size() && !isBlank(value[end]) && value[end] != '=') ++end;
  if (end == begin || end == value.size() || !isSpaceOrTab(value[end])) return std::nullopt;
  if (!SecretWords::get().ofLines.contains(value.substr(begin, end - begin))) return std::nullopt;
  const std::size_t word = skipBlanks(value, end);
  if (word == value.size() || isEndOfLine(value[word]) || value[word] == '=' || value[word] == ':') return std::nullopt;
  // A setting is a keyword and one value. More words are a sentence: "bindpw is kept in the vault".
  const bool isQuoted = isQuote(value[word]);
  std::size_t last = isQuoted ? closingQuote(value, word) : word;
  while (!isQuoted && last < value.size() && !isBlank(value[last])) ++last;
  const std::size_t rest = skipBlanks(value, std::min(last + (isQuoted ? 1 : 0), value.size()));
  if (rest < value.size() && !isEndOfLine(value[rest])) return std::nullopt;
  return Assigned{word + (isQuoted ? 1 : 0), last};
}

/// Whether a password may follow one of the characters `mark` in `value`.
bool mayFollow(std::string_view value, char mark) {
  for (std::size_t at = value.find(mark); at != std::string_view::npos; at = value.find(mark, at + 1))
    if (assignedAt(value, at)) return true;
  return false;
}

bool startsWithSetting(std::string_view value) {
  for (std::size_t line = 0; line < value.size();) {
    if (settingAt(value, line)) return true;
    line = value.find('\n', line);
    if (line == std::string_view::npos) return false;
    ++line;
  }
  return false;
}

/// The searches are memchr(3) and memmem(3).
bool mayHoldAssigned(std::string_view value) {
  return mayFollow(value, '=') || mayFollow(value, ':') ||
         (value.find("</") != std::string_view::npos && mayFollow(value, '>')) ||
         (value.find("%3") != std::string_view::npos && mayFollow(value, '%')) ||
         (value.find("--") != std::string_view::npos && mayFollow(value, ' ')) || startsWithSetting(value);
}

}  // namespace

std::optional<std::string> withoutAssignedSecrets(std::string_view value, const SecretDigest& digest) {
  if (!mayHoldAssigned(value)) return std::nullopt;
  std::string result;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < value.size();) {
    const bool startsLine = at == 0 || value[at - 1] == '\n';
    std::optional<Assigned> found = startsLine ? settingAt(value, at) : std::nullopt;
    if (!found) found = assignedAt(value, at);
    if (!found || value.substr(found->begin).starts_with(kRedactedMark)) {
      ++at;
      continue;
    }
    result += value.substr(copied, found->begin - copied);
    result += digest(value.substr(found->begin, found->end - found->begin));
    copied = found->end;
    at = std::max(found->end, at + 1);
  }
  if (copied == 0) return std::nullopt;
  return result + std::string(value.substr(copied));
}

}  // namespace ldapsnap

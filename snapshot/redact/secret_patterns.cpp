#include "snapshot/redact/secret_patterns.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <vector>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// A name with '*' for any characters. A pattern with an upper-case letter is compared as spelled ("*Pin" is the end
/// of gatePin, not of mappin), any other without regard to case.
class NamePattern {
 public:
  explicit NamePattern(std::string pattern) : pattern_(std::move(pattern)) {
    isSpelled_ = std::any_of(pattern_.begin(), pattern_.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  bool matches(std::string_view spelled, std::string_view folded) const {
    return matchesFrom(pattern_, isSpelled_ ? spelled : folded);
  }

 private:
  /// The text between two asterisks is taken where it is found first, which is never wrong; the last must be the end.
  static bool matchesFrom(std::string_view pattern, std::string_view text) {
    std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    text.remove_prefix(star);
    pattern.remove_prefix(star + 1);
    for (star = pattern.find('*'); star != std::string_view::npos; star = pattern.find('*')) {
      const std::size_t at = text.find(pattern.substr(0, star));
      if (at == std::string_view::npos) return false;
      text.remove_prefix(at + star);
      pattern.remove_prefix(star + 1);
    }
    return text.ends_with(pattern);
  }

  std::string pattern_;
  bool isSpelled_ = false;
};

using NamePatterns = std::vector<NamePattern>;

void addPatterns(NamePatterns& patterns, const boost::json::value& holder, std::string_view member) {
  for (std::string& pattern : stringListMember(holder, member)) patterns.emplace_back(std::move(pattern));
}

struct SecretPatterns {
  NamePatterns names, settings, secretsOfAnySyntax;
  NameSet settingSyntaxes, settingWords, settingNames, switches;
  NamePatterns schemes;
  std::vector<std::string> cryptPrefixes;
};

const SecretPatterns& secretPatterns() {
  static const SecretPatterns kPatterns = [] {
    const boost::json::value data = readJsonData("redact/secret-patterns.json");
    SecretPatterns patterns;
    for (const boost::json::value& group : data.at("names").as_array()) addPatterns(patterns.names, group, "patterns");
    for (const boost::json::value& group : data.at("settings").as_array()) {
      addPatterns(patterns.settings, group, "patterns");
      for (std::string& name : stringListMember(group, "names")) patterns.settingNames.insert(std::move(name));
    }
    const boost::json::value& syntaxes = data.at("not_secret_syntaxes");
    for (std::string& oid : stringListMember(syntaxes, "oids")) patterns.settingSyntaxes.insert(std::move(oid));
    addPatterns(patterns.secretsOfAnySyntax, syntaxes, "although");
    for (std::string& word : stringListMember(data.at("not_secret_values"), "words"))
      patterns.settingWords.insert(std::move(word));
    for (std::string& name : stringListMember(data.at("switches"), "attributes"))
      patterns.switches.insert(std::move(name));
    addPatterns(patterns.schemes, data.at("schemes"), "names");
    patterns.cryptPrefixes = stringListMember(data.at("crypt_prefixes"), "prefixes");
    return patterns;
  }();
  return kPatterns;
}

bool matchesAny(const NamePatterns& patterns, std::string_view name) {
  const std::string folded = asciiLower(name);
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const NamePattern& pattern) { return pattern.matches(name, folded); });
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// RFC 4517, 3.3.13, as far as it tells a time from a number: YYYYMMDDHH, more digits or a fraction, and "Z" or an
/// offset.
bool isGeneralizedTime(std::string_view value) {
  constexpr std::size_t kShortest = 10;
  const auto end = std::find_if_not(value.begin(), value.end(), isDigit);
  if (end - value.begin() < static_cast<std::ptrdiff_t>(kShortest)) return false;
  const std::string_view rest = value.substr(static_cast<std::size_t>(end - value.begin()));
  if (rest.empty() || (rest.back() != 'Z' && rest.find_first_of("+-") == std::string_view::npos)) return false;
  return std::all_of(rest.begin(), rest.end(),
                     [](char c) { return isDigit(c) || c == '.' || c == ',' || c == 'Z' || c == '+' || c == '-'; });
}

/// The part of a value that is a secret; empty when there is none.
struct Range {
  std::size_t begin = 0, end = 0;
  bool empty() const { return begin >= end; }
};

std::size_t endOfUnquotedWord(std::string_view value, std::size_t begin) {
  while (begin < value.size() && !isBlank(value[begin]) && value[begin] != '"' && value[begin] != '\'') ++begin;
  return begin;
}

/// "{SSHA}..." whose brace is at `open`: with the scheme, because a scheme without a hash is not a secret. A scheme in
/// the middle of a text counts only after a character that can precede a value.
Range hashAt(std::string_view value, std::size_t open) {
  constexpr std::size_t kLongestScheme = 24, kShortestHash = 4;
  const std::size_t close = value.substr(0, open + kLongestScheme).find('}', open);
  if (close == std::string_view::npos) return {};
  if (!matchesAny(secretPatterns().schemes, value.substr(open + 1, close - open - 1))) return {};
  const std::size_t end =
      open == 0 && value.find('\n') == std::string_view::npos ? value.size() : endOfUnquotedWord(value, close + 1);
  if (end - close - 1 < kShortestHash || value[close + 1] == ' ') return {};
  return {open, end};
}

/// A crypt(3) hash that begins at `dollar`: a known prefix, and a second part of enough characters.
Range cryptAt(std::string_view value, std::size_t dollar) {
  constexpr std::size_t kShortest = 16;
  const std::string_view text = value.substr(dollar);
  const std::vector<std::string>& prefixes = secretPatterns().cryptPrefixes;
  if (std::none_of(prefixes.begin(), prefixes.end(), [&](const std::string& one) { return text.starts_with(one); }))
    return {};
  const auto isHash = [](char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("./+$=,_-").find(c) != std::string_view::npos;
  };
  const auto end = std::find_if_not(text.begin(), text.end(), isHash);
  const auto size = static_cast<std::size_t>(end - text.begin());
  if (size < kShortest) return {};
  return {dollar, dollar + size};
}

/// A private key in PEM whose five dashes are at `dash`; up to the end of the value where the last line is missing.
Range privateKeyAt(std::string_view value, std::size_t dash) {
  constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----", kKind = "PRIVATE KEY";
  if (!value.substr(dash).starts_with(kBegin)) return {};
  const std::size_t close = value.find(kDashes, dash + kBegin.size());
  if (close == std::string_view::npos) return {};
  const std::string_view label = value.substr(dash + kBegin.size(), close - dash - kBegin.size());
  if (label.find(kKind) == std::string_view::npos || label.find('\n') != std::string_view::npos) return {};
  std::size_t end = value.find(kEnd, close);
  if (end != std::string_view::npos) end = value.find(kDashes, end + kEnd.size());
  return {dash, end == std::string_view::npos ? value.size() : end + kDashes.size()};
}

/// The password of "scheme://user:password@host" whose "://" is at `colon`.
Range passwordInUrlAt(std::string_view value, std::size_t colon) {
  const std::size_t begin = colon + 3;
  const std::size_t end = std::min(value.find_first_of("/?# \t\r\n\"<>", begin), value.size());
  const std::string_view authority = value.substr(begin, end - begin);
  const std::size_t at = authority.rfind('@'), separator = authority.find(':');
  if (at == std::string_view::npos || separator == std::string_view::npos || separator >= at) return {};
  return {begin + separator + 1, begin + at};
}

/// The secret that begins at or, in a URL, after the character at `at`.
Range secretAt(std::string_view value, std::size_t at) {
  switch (value[at]) {
    case '{':
      return hashAt(value, at);
    case '$':
      return cryptAt(value, at);
    case '-':
      return privateKeyAt(value, at);
    case ':':
      return value.substr(at, 3) == "://" ? passwordInUrlAt(value, at) : Range();
    default:
      return {};
  }
}

/// Whether a value has a character sequence with which one of the forms begins. The searches are memchr(3).
bool mayHaveSecretForm(std::string_view value) {
  return value.find('{') != std::string_view::npos || value.find('$') != std::string_view::npos ||
         value.find("://") != std::string_view::npos || value.find("-----BEGIN ") != std::string_view::npos;
}

/// Base64 of text that begins with "{", "$" or "-----", and is long enough for a secret.
bool mayBeEncodedSecret(std::string_view value) {
  constexpr std::size_t kShortest = 16;
  if (value.size() < kShortest || value.size() % 4 != 0) return false;
  return value.starts_with("e") || value.starts_with("JD") || value.starts_with("LS0tLS1CRUdJTi");
}

}  // namespace

bool hasSecretName(std::string_view type, const Schema& schema) {
  const SecretPatterns& patterns = secretPatterns();
  const AttributeType* const definition = schema.attributeType(type);
  const auto anyName = [&](const NamePatterns& list) {
    if (matchesAny(list, type)) return true;
    return definition != nullptr && std::any_of(definition->names.begin(), definition->names.end(),
                                                [&](const std::string& name) { return matchesAny(list, name); });
  };
  const auto isSettingName = [&] {
    if (patterns.settingNames.contains(type)) return true;
    return definition != nullptr &&
           std::any_of(definition->names.begin(), definition->names.end(),
                       [&](const std::string& name) { return patterns.settingNames.contains(name); });
  };
  if (!anyName(patterns.names) || isSettingName() || anyName(patterns.settings)) return false;
  return !patterns.settingSyntaxes.contains(schema.syntax(type)) || anyName(patterns.secretsOfAnySyntax);
}

bool isSwitchOrSecret(std::string_view type) { return secretPatterns().switches.contains(type); }

bool isPlainSetting(std::string_view value) {
  return secretPatterns().settingWords.contains(value) || isGeneralizedTime(value);
}

std::optional<std::string> withoutSecretForms(std::string_view value, const SecretDigest& digest) {
  if (mayBeEncodedSecret(value)) {
    const std::optional<std::string> decoded = fromBase64(value);
    if (decoded && withoutSecretForms(*decoded, digest)) return digest(value);
  }
  if (!mayHaveSecretForm(value)) return std::nullopt;
  std::string result;
  std::size_t copied = 0;
  for (std::size_t at = value.find_first_of("{$-:"); at != std::string_view::npos;
       at = value.find_first_of("{$-:", at)) {
    const Range secret = secretAt(value, at);
    if (secret.empty()) {
      ++at;
      continue;
    }
    result += value.substr(copied, secret.begin - copied);
    result += digest(value.substr(secret.begin, secret.end - secret.begin));
    copied = at = secret.end;
  }
  if (copied == 0) return std::nullopt;
  return result + std::string(value.substr(copied));
}

}  // namespace ldapsnap

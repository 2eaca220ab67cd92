#include "snapshot/redact/embedded_secrets.h"

#include <algorithm>
#include <boost/json.hpp>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "snapshot/redact/assigned_secrets.h"

namespace ldapsnap {

namespace {

EmbeddedForm formNamed(std::string_view name) {
  if (name == "keywords") return EmbeddedForm::Keywords;
  if (name == "text") return EmbeddedForm::Text;
  if (name == "modification") return EmbeddedForm::Modification;
  if (name == "ldif") return EmbeddedForm::Ldif;
  if (name == "history") return EmbeddedForm::History;
  if (name == "filter") return EmbeddedForm::Filter;
  return EmbeddedForm::None;
}

std::vector<std::string> lowerCased(const boost::json::value& list) {
  std::vector<std::string> names;
  for (const boost::json::value& name : list.as_array()) names.push_back(asciiLower(name.as_string()));
  return names;
}

std::vector<EmbeddedSecret> readRules() {
  const boost::json::value file = boost::json::parse(readFile(dataFile("redact/embedded-secrets.json")));
  std::vector<EmbeddedSecret> rules;
  for (const boost::json::value& item : file.at("attributes").as_array()) {
    EmbeddedSecret rule;
    rule.form = formNamed(item.at("form").as_string());
    rule.names = lowerCased(item.at("names"));
    if (const boost::json::value* keywords = item.as_object().if_contains("keywords")) {
      rule.keywords = lowerCased(*keywords);
    }
    if (const boost::json::value* keywords = item.as_object().if_contains("line_keywords")) {
      rule.lineKeywords = lowerCased(*keywords);
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

const std::vector<EmbeddedSecret>& rules() {
  static const std::vector<EmbeddedSecret> kRules = readRules();
  return kRules;
}

bool nameMatches(std::string_view pattern, std::string_view type) {
  if (pattern.ends_with('*')) return type.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == type;
}

/// The end of the word that starts at `begin`, as slapd splits a line: blanks inside double quotes and after a
/// backslash belong to the word.
std::size_t endOfWord(std::string_view value, std::size_t begin) {
  bool quoted = false;
  std::size_t i = begin;
  for (; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      ++i;
    } else if (value[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && isBlank(value[i])) {
      break;
    }
  }
  return i;
}

/// "{0}" before the first word of an ordered value.
std::size_t sizeOfOrderPrefix(std::string_view value) {
  if (!value.starts_with('{')) return 0;
  const std::size_t close = value.find('}');
  if (close == std::string_view::npos || close == 1) return 0;
  const std::string_view number = value.substr(1, close - 1);
  const bool isNumber =
      std::all_of(number.begin(), number.end(), [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
  return isNumber ? close + 1 : 0;
}

/// `word` with the password after `keyword=` replaced. Quotes around the password stay; they are not part of the
/// digest, so that adding quotes is not a change.
std::string replaceInWord(const EmbeddedSecret& rule, std::string_view word, const SecretDigest& digest) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return std::string(word);
  std::string keyword(word.substr(0, equals));
  std::erase(keyword, '"');  // slapd takes cred"entials=x" too
  if (std::find(rule.keywords.begin(), rule.keywords.end(), asciiLower(keyword)) == rule.keywords.end()) {
    return std::string(word);
  }
  const std::string_view head = word.substr(0, equals + 1);
  std::string_view password = word.substr(equals + 1);
  // A quote that begins before the equals sign ends after the password: credentials"=a b".
  const bool beginsInHead = std::count(head.begin(), head.end(), '"') % 2 == 1;
  const bool beginsHere = !beginsInHead && password.size() >= 2 && password.front() == '"';
  const bool isQuoted = (beginsInHead || beginsHere) && password.ends_with('"');
  if (isQuoted) password.remove_suffix(1);
  if (isQuoted && beginsHere) password.remove_prefix(1);
  return std::string(head) + (isQuoted && beginsHere ? "\"" : "") + digest(password) + (isQuoted ? "\"" : "");
}

std::string replaceKeywords(const EmbeddedSecret& rule, std::string_view value, const SecretDigest& digest) {
  std::size_t position = sizeOfOrderPrefix(value);
  std::string result(value.substr(0, position));
  while (position < value.size()) {
    if (isBlank(value[position])) {
      result += value[position++];
      continue;
    }
    const std::size_t end = endOfWord(value, position);
    result += replaceInWord(rule, value.substr(position, end - position), digest);
    position = end;
  }
  return result;
}

bool isWordCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// The value in a change of `type`: replaced in full when the type is secret, otherwise by the rule for that type.
std::string replaceInChange(std::string_view type, const std::string& value, const SecretDigest& digest,
                            const IsSecretType& isSecret) {
  if (isSecret(type)) return digest(value);
  const EmbeddedSecret* inner = embeddedSecret(type);
  const bool isNested = inner != nullptr && inner->form == EmbeddedForm::Keywords;
  const std::string replaced = isNested ? replaceEmbedded(*inner, value, digest, isSecret) : value;
  return withoutAssignedSecrets(replaced, digest).value_or(replaced);
}

/// "userPassword:+ value" (operations + - = #) and "userPassword: value".
std::string replaceModification(std::string_view value, const SecretDigest& digest, const IsSecretType& isSecret) {
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos) return std::string(value);
  const std::size_t space = value.find(' ', colon);
  if (space == std::string_view::npos) return std::string(value);
  return std::string(value.substr(0, space + 1)) +
         replaceInChange(value.substr(0, colon), std::string(value.substr(space + 1)), digest, isSecret);
}

/// "userPassword:CSN:operation:value": the value is what follows the third colon.
std::string replaceHistory(std::string_view value, const SecretDigest& digest, const IsSecretType& isSecret) {
  const std::size_t first = value.find(':');
  std::size_t colon = first;
  for (int i = 0; i < 2 && colon != std::string_view::npos; ++i) colon = value.find(':', colon + 1);
  if (colon == std::string_view::npos) return std::string(value);
  return std::string(value.substr(0, colon + 1)) +
         replaceInChange(value.substr(0, first), std::string(value.substr(colon + 1)), digest, isSecret);
}

bool isNameCharacter(char c) { return isWordCharacter(c) || c == '-' || c == '.' || c == ';' || c == '_'; }

/// "attribute=value" once or within the parentheses of a filter (RFC 4515), where a ')' ends a value.
std::string replaceFilter(std::string_view value, const SecretDigest& digest, const IsSecretType& isSecret) {
  const bool isFilter = value.starts_with('(');
  std::string result;
  std::size_t copied = 0;
  for (std::size_t equals = value.find('='); equals != std::string_view::npos; equals = value.find('=', equals + 1)) {
    std::size_t end = equals;
    if (end > copied &&
        (value[end - 1] == '~' || value[end - 1] == '>' || value[end - 1] == '<' || value[end - 1] == ':'))
      --end;
    std::size_t begin = end;
    while (begin > copied && isNameCharacter(value[begin - 1])) --begin;
    const std::size_t last = isFilter ? std::min(value.find(')', equals), value.size()) : value.size();
    if (begin == end || !isSecret(value.substr(begin, end - begin))) continue;
    result +=
        std::string(value.substr(copied, equals + 1 - copied)) + digest(value.substr(equals + 1, last - equals - 1));
    copied = last;
    equals = last - 1;
  }
  return result + std::string(value.substr(copied));
}

/// The end of a logical line: a line that begins with a space continues the one before (RFC 2849, note 2).
std::size_t endOfLogicalLine(std::string_view text, std::size_t begin) {
  std::size_t end = text.find('\n', begin);
  while (end != std::string_view::npos && end + 1 < text.size() && text[end + 1] == ' ') end = text.find('\n', end + 1);
  return end == std::string_view::npos ? text.size() : end;
}

/// The bytes of an LDIF value: lines joined, base64 decoded when `text` begins with a second colon.
std::string valueOfLdifLine(std::string_view text) {
  std::string joined;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') continue;
    if (text[i] == '\n') {
      ++i;
    } else {
      joined += text[i];
    }
  }
  const bool isBase64 = joined.starts_with(':');
  const std::string_view bytes = trimSpaces(std::string_view(joined).substr(isBase64 ? 1 : 0));
  if (isBase64) return fromBase64(bytes).value_or(std::string(bytes));
  return std::string(bytes);
}

/// A logical line of LDIF; unchanged when there is no secret in it.
std::string replaceInLine(std::string_view line, std::size_t colon, const SecretDigest& digest,
                          const IsSecretType& isSecret) {
  const std::string_view type = line.substr(0, colon);
  const std::string value = valueOfLdifLine(line.substr(colon + 1));
  const std::string replaced = replaceInChange(type, value, digest, isSecret);
  return replaced == value ? std::string(line) : std::string(type) + ": " + replaced;
}

std::string replaceLdif(std::string_view text, const SecretDigest& digest, const IsSecretType& isSecret) {
  std::string result;
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t end = endOfLogicalLine(text, position);
    const std::string_view line = text.substr(position, end - position);
    const std::size_t colon = line.find(':');
    result += colon == std::string_view::npos ? std::string(line) : replaceInLine(line, colon, digest, isSecret);
    if (end < text.size()) result += '\n';
    position = end + 1;
  }
  return result;
}

}  // namespace

const EmbeddedSecret* embeddedSecret(std::string_view type) {
  const std::string wanted = asciiLower(type);
  for (const EmbeddedSecret& rule : rules()) {
    if (rule.form == EmbeddedForm::Text) continue;
    for (const std::string& name : rule.names) {
      if (nameMatches(name, wanted)) return &rule;
    }
  }
  return nullptr;
}

const EmbeddedSecret& anyTextRule() {
  const auto found = std::find_if(rules().begin(), rules().end(),
                                  [](const EmbeddedSecret& rule) { return rule.form == EmbeddedForm::Text; });
  if (found == rules().end()) throw Error(ErrorKind::Internal, "embedded-secrets.json has no rule for any text");
  return *found;
}

std::string replaceEmbedded(const EmbeddedSecret& rule, std::string_view value, const SecretDigest& digest,
                            const IsSecretType& isSecret) {
  switch (rule.form) {
    case EmbeddedForm::Keywords:
      return replaceKeywords(rule, value, digest);
    case EmbeddedForm::Modification:
      return replaceModification(value, digest, isSecret);
    case EmbeddedForm::Ldif:
      return replaceLdif(value, digest, isSecret);
    case EmbeddedForm::History:
      return replaceHistory(value, digest, isSecret);
    case EmbeddedForm::Filter:
      return replaceFilter(value, digest, isSecret);
    case EmbeddedForm::Text:
      return withoutAssignedSecrets(value, digest).value_or(std::string(value));
    case EmbeddedForm::None:
      break;
  }
  return std::string(value);
}

}  // namespace ldapsnap

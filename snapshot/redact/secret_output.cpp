#include "snapshot/redact/secret_output.h"

#include <algorithm>
#include <boost/json.hpp>
#include <regex>

#include "snapshot/base/file/data_files.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kMask = "***";
constexpr std::string_view kSpaces = " \t", kQuotes = "\"'";
/// Longer than any option or label. Output can be hostile, and std::regex uses a stack frame for each character.
constexpr std::size_t kLongestLabel = 256;
/// A shorter secret would be found in words that have nothing to do with it.
constexpr std::size_t kShortestReplacedSecret = 4;

struct Patterns {
  std::regex next, rest, inside;
};

const Patterns& patterns() {
  static const Patterns kPatterns = [] {
    const boost::json::value data = boost::json::parse(readFile(dataFile("redact/secret-arguments.json")));
    const auto pattern = [&](const char* key) {
      return std::regex(std::string(data.at(key).as_string()), std::regex::ECMAScript | std::regex::icase);
    };
    return Patterns{pattern("next_word_is_secret"), pattern("rest_of_word_is_secret"), pattern("inside_a_script")};
  }();
  return kPatterns;
}

bool isScript(const std::string& word) { return word.find(' ') != std::string::npos; }

/// The number of bytes in `word` before the secret at its end; 0 when there is no secret.
std::size_t beforeSecret(const std::string& word) {
  std::smatch match;
  const std::string label = word.substr(0, kLongestLabel);
  return std::regex_search(label, match, patterns().rest) ? static_cast<std::size_t>(match.length(0)) : 0;
}

bool announcesSecret(const std::string& word) {
  return word.size() <= kLongestLabel && std::regex_match(word, patterns().next);
}

std::string withoutQuotes(std::string text) {
  if (text.size() > 1 && text.front() == text.back() && kQuotes.find(text.front()) != std::string_view::npos)
    return text.substr(1, text.size() - 2);
  return text;
}

void replaceAll(std::string& text, const std::string& what) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + kMask.size()))
    text.replace(at, what.size(), kMask);
}

/// The end of the word that begins at `begin`; inside quotes it may have spaces.
std::size_t endOfOutputWord(std::string_view line, std::size_t begin) {
  const bool isQuoted = kQuotes.find(line[begin]) != std::string_view::npos;
  const std::size_t close = isQuoted ? line.find(line[begin], begin + 1) : std::string_view::npos;
  return std::min(line.find_first_of(kSpaces, isQuoted && close != std::string_view::npos ? close : begin),
                  line.size());
}

/// True for "password:", "userPassword::", "\"secret\":" with nothing after it: the next word is the secret.
bool isLabel(std::string_view word, std::size_t labelSize) {
  return labelSize > 0 && word.find_first_not_of(":=", labelSize) == std::string_view::npos;
}

/// Without quotes, and without brackets of JSON before it.
std::string bare(std::string_view word) {
  std::string text;
  word.remove_prefix(std::min(word.find_first_not_of("{[("), word.size()));
  for (const char c : word.substr(0, kLongestLabel))
    if (kQuotes.find(c) == std::string_view::npos) text += c;
  return text;
}

}  // namespace

std::vector<std::string> maskSecrets(const std::vector<std::string>& argv) {
  std::vector<std::string> masked = argv;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    if (isScript(argv[i])) {  // sh -c "..."
      masked[i] = std::regex_replace(argv[i], patterns().inside, "$1***");
    } else if (const std::size_t label = beforeSecret(argv[i]); label > 0) {
      masked[i] = argv[i].substr(0, label) + std::string(kMask);
    } else if (i + 1 < argv.size() && announcesSecret(argv[i])) {
      masked[++i] = kMask;
    }
  }
  for (const std::string& secret : secretsIn(argv)) {
    if (secret.size() < kShortestReplacedSecret) continue;
    for (std::string& word : masked) replaceAll(word, secret);
  }
  return masked;
}

std::vector<std::string> secretsIn(const std::vector<std::string>& argv) {
  std::vector<std::string> secrets;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    if (isScript(argv[i])) {
      for (std::sregex_iterator match(argv[i].begin(), argv[i].end(), patterns().inside), none; match != none; ++match)
        secrets.push_back(withoutQuotes((*match)[2]));
    } else if (const std::size_t label = beforeSecret(argv[i]); label > 0) {
      secrets.push_back(argv[i].substr(label));
    } else if (i + 1 < argv.size() && announcesSecret(argv[i])) {
      secrets.push_back(argv[++i]);
    }
  }
  secrets.erase(std::remove(secrets.begin(), secrets.end(), ""), secrets.end());
  return secrets;
}

std::string maskSecretsInLine(std::string_view line, const std::vector<std::string>& secrets) {
  std::string text(line);
  for (const std::string& secret : secrets)
    if (!secret.empty()) replaceAll(text, secret);
  std::string masked;
  bool isNext = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = std::min(text.find_first_not_of(kSpaces, at), text.size());
    masked += text.substr(at, begin - at);
    if (begin == text.size()) break;
    at = isNext ? endOfOutputWord(text, begin) : std::min(text.find_first_of(kSpaces, begin), text.size());
    const std::string word = text.substr(begin, at - begin), plain = bare(word);
    const std::size_t label = isNext ? 0 : beforeSecret(plain);
    if (isNext) {
      masked += kMask;
    } else if (label > 0 && !isLabel(plain, label)) {
      masked += plain.substr(0, label) + std::string(kMask);
    } else {
      masked += word;
    }
    isNext = !isNext && (isLabel(plain, label) || announcesSecret(plain));
  }
  return masked;
}

}  // namespace ldapsnap

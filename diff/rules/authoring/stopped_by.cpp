#include "diff/rules/authoring/stopped_by.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <string_view>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// A setup names the object in the line that fails, or in the one before, where it says what it is about to do.
constexpr std::size_t kLinesAbove = 2;
constexpr std::size_t kShortestWord = 3;

const std::vector<std::string>& failureWords() {
  static const std::vector<std::string> kWords = [] {
    std::vector<std::string> words;
    const boost::json::value data = readJsonData("setups/failure-words.json");
    for (const boost::json::value& word : data.at("words").as_array())
      words.push_back(asciiLower(stringMember(word, "text")));
    return words;
  }();
  return kWords;
}

bool saysThatItIsThere(const std::string& line) {
  const std::string text = asciiLower(line);
  return std::any_of(failureWords().begin(), failureWords().end(),
                     [&text](const std::string& word) { return text.find(word) != std::string::npos; });
}

/// The text between two quotation marks of a kind: "x", 'x', `x'.
std::vector<std::string> quotedIn(std::string_view line) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '"' && line[i] != '\'' && line[i] != '`') continue;
    const char closing = line[i] == '`' ? '\'' : line[i];
    const std::size_t end = line.find(closing, i + 1);
    if (end == std::string_view::npos) continue;
    found.emplace_back(line.substr(i + 1, end - i - 1));
    i = end;
  }
  return found;
}

/// Words between blanks, without the punctuation around them.
std::vector<std::string> wordsIn(std::string_view line) {
  constexpr std::string_view kAround = " \t.,;:!?()[]<>\"'`";
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin < line.size();) {
    const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    const std::size_t from = word.find_first_not_of(kAround), to = word.find_last_not_of(kAround);
    if (from != std::string_view::npos && to - from + 1 >= kShortestWord)
      words.emplace_back(word.substr(from, to - from + 1));
    begin = end + 1;
  }
  return words;
}

std::optional<Entry> entryNamed(const std::string& text, const Snapshot& before) {
  if (text.find('=') == std::string::npos) return std::nullopt;
  const std::optional<Dn> dn = Dn::tryParse(text);
  if (!dn || dn->empty()) return std::nullopt;
  return before.find(*dn);
}

class Search {
 public:
  explicit Search(const Snapshot& before) : before_(before) {}

  /// What is quoted, else the longest DN from each word with a "=" on; a DN may have blanks in it.
  void byDn(const std::string& line) {
    for (const std::string& name : quotedIn(line))
      if (std::optional<Entry> entry = entryNamed(name, before_)) keep(*std::move(entry));
    if (!isEmpty()) return;
    for (std::size_t begin = 0; begin < line.size();) {
      const std::size_t end = keepLongestAt(line, begin);
      begin = std::min(line.find_first_of(" \t", end), line.size() - 1) + 1;
    }
  }

  /// Quoted names go before other words: who writes 'EXAMPLE.COM' means a name.
  void byRdn(const std::string& line) {
    std::vector<std::string> words = quotedIn(line);
    if (words.empty()) words = wordsIn(line);
    std::set<std::string> wanted;
    for (const std::string& word : words) wanted.insert(asciiLower(word));
    before_.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
      if (!entry.dn.empty() && isNamedBy(entry, wanted)) keep(entry);
      return Snapshot::Visit::Continue;
    });
  }

  std::vector<Entry> take() { return std::move(found_); }
  bool isEmpty() const { return found_.empty(); }

 private:
  static bool isNamedBy(const Entry& entry, const std::set<std::string>& words) {
    const std::optional<Dn> dn = Dn::tryParse(entry.dn);
    return dn && std::any_of(dn->rdn().begin(), dn->rdn().end(),
                             [&words](const Ava& ava) { return words.contains(asciiLower(ava.value)); });
  }

  /// Returns where the name that begins at `begin` ends; `begin` when there is none.
  std::size_t keepLongestAt(const std::string& line, std::size_t begin) {
    if (line.find('=', begin) > line.find_first_of(" \t", begin)) return begin;
    for (std::size_t end = line.size(); end != std::string::npos && end > begin;
         end = line.find_last_of(" \t", end - 1)) {
      const std::size_t last = line.find_last_not_of(" \t.,;:!)]>", end - 1);
      if (last == std::string::npos || last < begin) return begin;
      std::optional<Entry> entry = entryNamed(line.substr(begin, last + 1 - begin), before_);
      if (!entry) continue;
      keep(*std::move(entry));
      return end;
    }
    return begin;
  }

  void keep(Entry entry) {
    if (names_.insert(entry.dn).second) found_.push_back(std::move(entry));
  }

  const Snapshot& before_;
  std::vector<Entry> found_;
  std::set<std::string> names_;
};

}  // namespace

std::optional<StoppedBy> whatStopped(const CommandOutput& output, const Snapshot& before) {
  const auto last = std::find_if(output.lines.rbegin(), output.lines.rend(), saysThatItIsThere);
  if (last == output.lines.rend()) return std::nullopt;
  StoppedBy stopped;
  stopped.message = std::string(trimSpaces(*last));
  Search search(before);
  const auto above =
      std::next(last, std::min<std::ptrdiff_t>(kLinesAbove + 1, std::distance(last, output.lines.rend())));
  for (auto line = last; line != above && search.isEmpty(); ++line) search.byDn(*line);
  for (auto line = last; line != above && search.isEmpty(); ++line) search.byRdn(*line);
  stopped.objects = search.take();
  return stopped;
}

}  // namespace ldapsnap

#include "report/evidence/redaction/hidden_names.h"

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// What findings show of a long value (Finding::was).
constexpr std::size_t kShortened = 80;
/// The most bytes allowed between two words of a name: "\, " and a quote.
constexpr std::size_t kLongestGap = 4;

std::string shortened(std::string_view name) {
  std::size_t end = kShortened;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
  return std::string(name.substr(0, end));
}

/// "Doe\2C Jane", as OpenLDAP writes names.
std::string hexEscaped(std::string_view name) {
  std::string escaped;
  for (const char c : name) {
    if (std::string_view(",+\"\\<>;=#").find(c) == std::string_view::npos) {
      escaped += c;
    } else {
      escaped += "\\" + hex(std::string_view(&c, 1));
    }
  }
  return escaped;
}

/// `words` as one name: up to the first that is too far from the one before.
std::string joined(const std::vector<Word>& words, std::size_t first, std::size_t count) {
  std::string name = words[first].folded;
  for (std::size_t i = first + 1; i < first + count; ++i) {
    if (words[i].begin - words[i - 1].end > kLongestGap) return {};
    name += " " + words[i].folded;
  }
  return name;
}

}  // namespace

void HiddenNames::addSpelling(std::string_view spelling, const std::string& form) {
  const std::vector<Word> words = wordsOf(spelling);
  if (words.empty()) return;
  std::string name;
  for (const Word& word : words) name += (name.empty() ? "" : " ") + word.folded;
  names_.try_emplace(std::move(name), Name{form, isTelling(spelling)});
  lengths_[words.front().folded].insert(words.size());
}

void HiddenNames::add(std::string_view name) {
  const std::string form = nameForm(name);
  addSpelling(name, form);
  addSpelling(hexEscaped(name), form);
  if (name.size() > kShortened) addSpelling(shortened(name), form);
}

std::optional<NamePlace> HiddenNames::longestAt(const std::vector<Word>& words, std::size_t first, Which which) const {
  const auto lengths = lengths_.find(words[first].folded);
  if (lengths == lengths_.end()) return std::nullopt;
  for (const std::size_t count : lengths->second) {
    if (first + count > words.size()) continue;
    const auto name = names_.find(joined(words, first, count));
    if (name != names_.end() && (name->second.isTelling || which == Which::All))
      return NamePlace{words[first].begin, words[first + count - 1].end, name->second.form};
  }
  return std::nullopt;
}

std::vector<NamePlace> HiddenNames::findIn(std::string_view text, Which which) const {
  std::vector<NamePlace> places;
  if (empty()) return places;
  const std::vector<Word> words = wordsOf(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto place = longestAt(words, i, which);
    if (!place) continue;
    while (i + 1 < words.size() && words[i + 1].end <= place->end) ++i;
    places.push_back(std::move(*place));
  }
  return places;
}

}  // namespace ldapsnap

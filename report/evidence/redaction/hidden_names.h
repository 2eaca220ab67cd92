// Names that are looked for in text, word by word, however many there are.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "report/evidence/redaction/name_words.h"

namespace ldapsnap {

/// A part of a text that is a name.
struct NamePlace {
  std::size_t begin = 0, end = 0;  ///< bytes
  std::string form;                ///< nameForm() of the name as it was added
};

class HiddenNames {
 public:
  /// A name in UTF-8; one without words is left out. It is also found as finding texts shorten long values, and with
  /// the hexadecimal escapes of RFC 4514.
  void add(std::string_view name);

  enum class Which { Telling, All };
  /// Where names occur in `text` as complete words: the longest at each place, none over another. Takes time in
  /// proportion to the text.
  std::vector<NamePlace> findIn(std::string_view text, Which which) const;

  bool empty() const { return names_.empty(); }

 private:
  struct Name {
    std::string form;
    bool isTelling = true;
  };
  void addSpelling(std::string_view spelling, const std::string& form);
  std::optional<NamePlace> longestAt(const std::vector<Word>& words, std::size_t first, Which which) const;

  std::unordered_map<std::string, Name> names_;  ///< by their folded words, joined by spaces
  /// How many words names have that begin with a word: a directory may hold a million that begin with "User".
  std::unordered_map<std::string, std::set<std::size_t, std::greater<>>> lengths_;
};

}  // namespace ldapsnap

#include "report/evidence/redaction/name_words.h"

#include <algorithm>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "snapshot/base/text.h"
#include "snapshot/ldap/matching/string_prep.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kFewestBytes = 3;

bool isWordCharacter(UChar32 c) {
  return c >= 0 && (u_isalnum(c) != 0 || u_hasBinaryProperty(c, UCHAR_ALPHABETIC) != 0 ||
                    u_charType(c) == U_NON_SPACING_MARK || u_charType(c) == U_COMBINING_SPACING_MARK);
}

bool isLetterOfWord(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

bool hasLetter(const std::vector<Word>& words) {
  return std::any_of(words.begin(), words.end(), [](const Word& word) {
    return std::any_of(word.folded.begin(), word.folded.end(), isLetterOfWord);
  });
}

Word wordAt(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view word = text.substr(begin, end - begin);
  return {begin, end, prepareString(word, CaseHandling::Ignore).value_or(std::string(word))};
}

}  // namespace

std::vector<Word> wordsOf(std::string_view text) {
  std::vector<Word> words;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  std::int64_t at = 0, begin = -1;
  while (at < size) {
    const std::int64_t start = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (isWordCharacter(c)) {
      if (begin < 0) begin = start;
    } else if (begin >= 0) {
      words.push_back(wordAt(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(start)));
      begin = -1;
    }
  }
  if (begin >= 0) words.push_back(wordAt(text, static_cast<std::size_t>(begin), text.size()));
  return words;
}

std::string nameForm(std::string_view name) {
  const std::vector<Word> words = wordsOf(name);
  if (!isUtf8(name) || !hasLetter(words)) return std::string(1, '\0') + std::string(name);
  std::string form;
  for (const Word& word : words) form += (form.empty() ? "" : " ") + word.folded;
  return form;
}

bool isTelling(std::string_view name) { return name.size() >= kFewestBytes && hasLetter(wordsOf(name)); }

}  // namespace ldapsnap

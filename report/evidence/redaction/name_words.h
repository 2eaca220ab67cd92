// Names as words: what is one name in "Doe, Jane", "doe\, jane" and "DOE.JANE@example.com" is recognised in the rest
// by words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// A run of letters and digits of any script.
struct Word {
  std::size_t begin = 0, end = 0;  ///< bytes of the text
  std::string folded;              ///< without case (RFC 4518)
};

/// The words of UTF-8 text, in its order. What is not UTF-8 separates words.
std::vector<Word> wordsOf(std::string_view text);

/// Equal for two spellings of one name: its words without case, whatever separates them. Names without a letter
/// (numbers, binary values) are equal by bytes alone.
std::string nameForm(std::string_view name);

/// True for a name that can be looked for in any text: three characters or more, one of them a letter. Others ("7",
/// "TX") would be found in the middle of something else.
bool isTelling(std::string_view name);

}  // namespace ldapsnap

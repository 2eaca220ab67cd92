// Finding the records and the logical lines of LDIF text without decoding them (RFC 2849, notes 1 to 4).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ldapsnap {

/// A record found but not decoded: the lines between two blank lines, comments included, in the scanned text.
struct RawLdifRecord {
  std::size_t line = 0;   ///< number of its first line, from 1
  std::string_view text;  ///< the last line's end may be missing
  bool isLast = false;    ///< nothing follows: what is wrong here may come from a file that was cut short
};

/// Steps from record to record at the speed of memory.
class LdifScanner {
 public:
  /// `firstLine` is the number of the first line of `text`, which may be a part of a file. A UTF-8 byte order mark is
  /// passed over. Throws Error(BadInput) for text in UTF-16.
  explicit LdifScanner(std::string_view text, std::size_t firstLine = 1);

  std::optional<RawLdifRecord> next();

 private:
  void skipBlankLines();

  std::string_view text_;
  std::size_t position_ = 0, line_;
};

/// One logical line: folding undone, its end (LF or CRLF) taken off.
struct LdifLine {
  std::size_t number = 0;  ///< of its first physical line
  std::string_view text;   ///< into the scanned text, or, of a folded line, into the LdifLines that gave it
};

/// The logical lines of a record, comments passed over.
class LdifLines {
 public:
  explicit LdifLines(const RawLdifRecord& raw) : text_(raw.text), number_(raw.line) {}

  /// Fills in the next line, which is valid until the call after. False at the end. A continuation line that continues
  /// nothing is given as it is, with its space.
  bool next(LdifLine& line);
  bool atEnd() const { return position_ == text_.size(); }

 private:
  std::string_view takePhysical();
  bool isContinued() const { return position_ < text_.size() && text_[position_] == ' '; }

  std::string_view text_;
  std::size_t position_ = 0, number_;
  std::string unfolded_;
};

/// What a line says: `name: text`, `name:: base64`, `name:< url`, or "-" alone.
struct LdifField {
  enum class Form { Text, Base64, Url, Separator, Broken };
  Form form = Form::Broken;
  std::string_view name;  ///< before the colon; of a broken line what could be read of it
  std::string_view text;  ///< behind the colons and their spaces, not decoded
};

/// Takes a logical line apart. Broken: no colon, or a character that no attribute description has.
LdifField splitLdifLine(std::string_view line);
/// "-" alone, or with the spaces behind it that stand in schema updates which Microsoft publishes (Sch57.ldf).
bool isLdifSeparator(std::string_view line);

/// True for the characters of attribute descriptions: letters, digits, '-', '.', ';', and what vendors add: '_', and
/// '=' of `range=0-1499`.
bool isDescriptionCharacter(char c);

}  // namespace ldapsnap

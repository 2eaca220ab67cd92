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
  bool isLast = false;    ///< no record follows: an error in it may mean that the file was cut short
};

/// Steps from record to record at the speed of memory.
class LdifScanner {
 public:
  /// `firstLine` is the number of the first line of `text`, which may be a part of a file. A UTF-8 byte order mark is
  /// skipped. Throws Error(BadInput) for text in UTF-16, and for text that is recognisable as another format.
  explicit LdifScanner(std::string_view text, std::size_t firstLine = 1);

  std::optional<RawLdifRecord> next();

 private:
  void skipBlankLines();

  std::string_view text_;
  std::size_t position_ = 0, line_;
};

/// One logical line: unfolded, without its line end (LF or CRLF).
struct LdifLine {
  std::size_t number = 0;  ///< of its first physical line
  std::string_view text;   ///< a view into the scanned text or, for a folded line, into the LdifLines object
};

/// The logical lines of a record, without its comments.
class LdifLines {
 public:
  explicit LdifLines(const RawLdifRecord& raw) : text_(raw.text), number_(raw.line) {}

  /// Fills in the next line, which is valid until the next call; false at the end. A continuation line without a line
  /// to continue is returned as it is, with its space.
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
  std::string_view name;  ///< before the colon; for a broken line the characters that could be read
  std::string_view text;  ///< after the colons and the spaces that follow, not decoded
};

/// Splits a logical line. Broken: without a colon, or with a character that attribute descriptions do not have.
LdifField splitLdifLine(std::string_view line);
/// True for "-" alone, or followed by spaces or TABs as in schema updates that Microsoft publishes (Sch57.ldf).
bool isLdifSeparator(std::string_view line);

/// `text` without the spaces and TABs around it.
std::string_view trimBlanks(std::string_view text);

/// The attribute description at the start of a line, as far as its characters are those of one. Accepted are also the
/// "@" with which ldb's own attributes begin ("@IDXATTR"), and the "*" at the end of `range=1500-*`.
std::string_view descriptionOf(std::string_view line);

/// True for the characters of attribute descriptions: letters, digits, '-', '.', ';', and what vendors add: '_', and
/// '=' of `range=0-1499`.
bool isDescriptionCharacter(char c);

}  // namespace ldapsnap

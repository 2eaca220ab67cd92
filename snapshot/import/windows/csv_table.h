// Tables in CSV, as csvde and the Administrator program of Exchange 5.5 write them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

struct CsvRow {
  std::size_t line = 0;  ///< of its first character, from 1
  std::vector<std::string> fields;
};

/// Reads row by row: fields apart by `separator`, in quotes where they hold it, a quote or a line end; a quote within
/// quotes is written twice. Rows end with LF or CRLF; empty lines are passed over.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, char separator = ',', char quote = '"')
      : text_(text), separator_(separator), quote_(quote) {}

  /// False at the end. Throws Error(BadInput), with "line N" in its text, for quotes that do not end or that something
  /// follows; reading goes on with the next line then.
  bool next(CsvRow& row);

 private:
  std::string field();
  std::string quotedField();
  [[noreturn]] void fail(std::size_t line, const std::string& what);

  std::string_view text_;
  char separator_, quote_;
  std::size_t position_ = 0, line_ = 1;
};

/// `text` where it is UTF-8; otherwise the same from Windows code page 1252, in which these programs write in Western
/// Europe and America.
struct CodePageText {
  std::string converted;  ///< only when it is not UTF-8
  std::string_view text;
  bool isGuess = false;  ///< it was converted
};
CodePageText decodeCodePage(std::string_view text);

}  // namespace ldapsnap

#include "snapshot/import/windows/csv_table.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/text_encoding.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

void CsvReader::fail(std::size_t line, const std::string& what) {
  const std::size_t end = text_.find('\n', position_);
  position_ = end == std::string_view::npos ? text_.size() : end + 1;
  ++line_;
  throw Error(ErrorKind::BadInput, fmt::format("line {}: {}", line, what));
}

std::string CsvReader::quotedField() {
  const std::size_t first = line_, start = position_;
  std::string value;
  ++position_;
  for (;;) {
    const std::size_t end = text_.find(quote_, position_);
    if (end == std::string_view::npos) {
      position_ = start;
      line_ = first;
      fail(first, "a quoted field that does not end");
    }
    const std::string_view part = text_.substr(position_, end - position_);
    value += part;
    line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    position_ = end + 1;
    if (position_ == text_.size() || text_[position_] != quote_) break;
    value += quote_;
    ++position_;
  }
  const std::string_view rest = text_.substr(position_);
  if (!rest.empty() && rest[0] != separator_ && rest[0] != '\n' && !rest.starts_with("\r\n") && rest != "\r")
    fail(first, "text after a quoted field");
  return value;
}

std::string CsvReader::field() {
  if (position_ < text_.size() && text_[position_] == quote_) return quotedField();
  const std::size_t start = position_;
  while (position_ < text_.size() && text_[position_] != separator_ && text_[position_] != '\n') ++position_;
  std::size_t end = position_;
  const bool isAtEnd = position_ == text_.size() || text_[position_] == '\n';
  if (isAtEnd && end > start && text_[end - 1] == '\r') --end;
  return std::string(text_.substr(start, end - start));
}

bool CsvReader::next(CsvRow& row) {
  while (position_ < text_.size() && (text_[position_] == '\n' || text_[position_] == '\r')) {
    if (text_[position_] == '\n') ++line_;
    ++position_;
  }
  row.line = line_;
  row.fields.clear();
  if (position_ == text_.size()) return false;
  for (;;) {
    row.fields.push_back(field());
    if (position_ < text_.size() && text_[position_] == separator_) {
      ++position_;
      continue;
    }
    if (text_.substr(position_).starts_with("\r\n")) ++position_;
    if (position_ < text_.size()) ++position_;
    ++line_;
    return true;
  }
}

CodePageText decodeCodePage(std::string_view text) {
  CodePageText result;
  result.text = text;
  if (isUtf8(text)) return result;
  result.isGuess = true;
  result.converted = toUtf8(text, "windows-1252");
  result.text = result.converted;
  return result;
}

}  // namespace ldapsnap

#include "report/json/json_writer.h"

#include <fmt/format.h>
#include <ostream>
#include <string>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

bool mustEscape(UChar32 c) {
  if (c >= ' ' && c < 0x7F) return c == '"' || c == '\\';
  return isHiddenCharacter(static_cast<char32_t>(c));
}

/// RFC 8259, section 7.
std::string escaped(UChar32 c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (c <= 0xFFFF) return fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  return fmt::format("\\u{:04x}\\u{:04x}", static_cast<unsigned>(U16_LEAD(c)), static_cast<unsigned>(U16_TRAIL(c)));
}

}  // namespace

void JsonWriter::key(std::string_view name) {
  separate();
  out_ << '"' << name << "\": ";
  afterKey_ = true;
}

void JsonWriter::string(std::string_view text) {
  separate();
  out_ << '"';
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t written = 0;  // what precedes needs no escape and is written in one piece
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, text.size(), c);
    if (c >= 0 && !mustEscape(c)) continue;
    if (c < 0) i = start + 1;
    out_ << text.substr(written, start - written) << (c < 0 ? fmt::format("\\\\x{:02x}", bytes[start]) : escaped(c));
    written = i;
  }
  out_ << text.substr(written) << '"';
}

void JsonWriter::number(std::uint64_t number) {
  separate();
  out_ << number;
}

void JsonWriter::boolean(bool value) {
  separate();
  out_ << (value ? "true" : "false");
}

void JsonWriter::strings(std::string_view name, const std::vector<std::string>& texts, Layout layout) {
  key(name);
  beginArray(layout);
  for (const std::string& text : texts) string(text);
  endArray();
}

void JsonWriter::null() {
  separate();
  out_ << "null";
}

void JsonWriter::begin(char bracket, Layout layout) {
  separate();
  if (!levels_.empty() && levels_.back().layout == Layout::OneLine) layout = Layout::OneLine;
  out_ << bracket;
  levels_.push_back({layout});
}

void JsonWriter::end(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.isEmpty && level.layout == Layout::Lines) newLine();
  out_ << bracket;
  if (levels_.empty()) out_ << '\n';
}

/// Before every key, and every value that has none.
void JsonWriter::separate() {
  if (afterKey_ || levels_.empty()) {
    afterKey_ = false;
    return;
  }
  Level& level = levels_.back();
  if (!level.isEmpty) out_ << (level.layout == Layout::OneLine ? ", " : ",");
  level.isEmpty = false;
  if (level.layout == Layout::Lines) newLine();
}

void JsonWriter::newLine() { out_ << '\n' << std::string(levels_.size() * 2, ' '); }

}  // namespace ldapsnap

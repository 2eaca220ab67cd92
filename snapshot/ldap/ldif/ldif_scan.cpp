#include "snapshot/ldap/ldif/ldif_scan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "snapshot/base/error.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/ldif/ldif_start.h"

namespace ldapsnap {
namespace {

constexpr std::array<bool, 256> makeDescriptionCharacters() {
  std::array<bool, 256> allowed{};
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.;_=")) {
    allowed[static_cast<unsigned char>(c)] = true;
  }
  return allowed;
}
constexpr std::array<bool, 256> kDescriptionCharacters = makeDescriptionCharacters();

/// Where the line that starts at `start` ends: the position of its line feed, or the end of the text.
std::size_t lineEnd(std::string_view text, std::size_t start) {
  const void* feed = std::memchr(text.data() + start, '\n', text.size() - start);
  return feed ? static_cast<std::size_t>(static_cast<const char*>(feed) - text.data()) : text.size();
}

/// How many bytes a blank line at `position` has; 0 when the line there is not blank.
std::size_t blankLineSize(std::string_view text, std::size_t position) {
  if (position == text.size()) return 0;
  if (text[position] == '\n') return 1;
  if (text[position] != '\r') return 0;
  if (position + 1 == text.size()) return 1;
  return text[position + 1] == '\n' ? 2 : 0;
}

/// The same where no record has begun: a line of spaces and TABs has nothing to continue there.
std::size_t blankLineSizeBetweenRecords(std::string_view text, std::size_t position) {
  const std::size_t end = std::min(text.find_first_not_of(" \t", position), text.size());
  const std::size_t size = blankLineSize(text, end);
  return size > 0 || end == text.size() ? end - position + size : 0;
}

/// Throws for what administrators have besides LDIF: no line of LDIF begins like this.
void refuseOtherFormats(std::string_view text) {
  struct Format {
    std::string_view start, name, remedy;
  };
  static constexpr std::array<Format, 4> kFormats = {{
      {"win-ad-", "a snapshot of AD Explorer", "export the directory with ldifde, or capture it"},
      {"<?xml", "XML (DSML?)", "export the directory as LDIF"},
      {"<dsml", "DSML", "export the directory as LDIF"},
      {"DN,", "a CSV file of csvde", "export the directory with ldifde"},
  }};
  for (const Format& format : kFormats) {
    if (!text.starts_with(format.start)) continue;
    throw Error(ErrorKind::BadInput, "the file is " + std::string(format.name) + ", not LDIF").fix(format.remedy);
  }
}

/// What ldapsearch's standard error begins a line with (OpenLDAP, clients/tools/common.c).
constexpr std::array<std::string_view, 5> kClientMessages = {
    "SASL/", "SASL username: ", "SASL SSF: ", "SASL data security layer installed.", "Enter LDAP Password:"};

bool isClientMessage(std::string_view line) {
  return std::any_of(kClientMessages.begin(), kClientMessages.end(),
                     [line](std::string_view start) { return line.starts_with(start); });
}

}  // namespace

std::size_t ldifStart(std::string_view text) {
  std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  while (at < text.size()) {
    const std::size_t end = lineEnd(text, at);
    if (!isClientMessage(text.substr(at, end - at))) break;
    at = std::min(end + 1, text.size());
  }
  return at;
}

LdifScanner::LdifScanner(std::string_view text, std::size_t firstLine) : text_(text), line_(firstLine) {
  const std::string_view start = text.substr(0, 2);
  if (start == "\xff\xfe" || start == "\xfe\xff") {
    throw Error(ErrorKind::BadInput, "the file is UTF-16 text (ldifde -u), LDIF is UTF-8")
        .fix("export it without -u, or convert it: iconv -f UTF-16 -t UTF-8");
  }
  position_ = ldifStart(text);
  line_ +=
      static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position_), '\n'));
  refuseOtherFormats(text.substr(position_));
}

void LdifScanner::skipBlankLines() {
  while (const std::size_t size = blankLineSizeBetweenRecords(text_, position_)) {
    position_ += size;
    ++line_;
  }
}

std::optional<RawLdifRecord> LdifScanner::next() {
  skipBlankLines();
  if (position_ == text_.size()) return std::nullopt;
  RawLdifRecord raw;
  raw.line = line_;
  const std::size_t start = position_;
  do {
    position_ = lineEnd(text_, position_);
    if (position_ < text_.size()) ++position_;
    ++line_;
  } while (position_ < text_.size() && blankLineSize(text_, position_) == 0);
  raw.text = text_.substr(start, position_ - start);
  skipBlankLines();
  raw.isLast = position_ == text_.size();
  return raw;
}

std::string_view LdifLines::takePhysical() {
  const std::size_t start = position_;
  const std::size_t end = lineEnd(text_, start);
  position_ = end < text_.size() ? end + 1 : end;
  ++number_;
  std::string_view line = text_.substr(start, end - start);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool LdifLines::next(LdifLine& line) {
  while (position_ < text_.size() && text_[position_] == '#') {
    takePhysical();
    while (isContinued()) takePhysical();
  }
  if (position_ == text_.size()) return false;
  line.number = number_;
  line.text = takePhysical();
  if (!isContinued()) return true;
  unfolded_.assign(line.text);
  while (isContinued()) unfolded_.append(takePhysical().substr(1));
  line.text = unfolded_;
  return true;
}

bool isLdifSeparator(std::string_view line) {
  return line.starts_with('-') && line.find_first_not_of(" \t", 1) == std::string_view::npos;
}

std::string_view trimBlanks(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return text.substr(0, 0);
  return text.substr(start, text.find_last_not_of(" \t") + 1 - start);
}

std::string_view descriptionOf(std::string_view line) {
  std::size_t size = line.starts_with('@') ? 1 : 0;
  while (size < line.size() && isDescriptionCharacter(line[size])) ++size;
  if (size < line.size() && line[size] == '*') {
    const std::size_t option = line.substr(0, size).rfind(';') + 1;  // 0 if there is none
    if (option > 0 && parseValueRange(line.substr(option, size + 1 - option))) ++size;
    while (size < line.size() && isDescriptionCharacter(line[size])) ++size;
  }
  return line.substr(0, size);
}

LdifField splitLdifLine(std::string_view line) {
  if (isLdifSeparator(line)) return {LdifField::Form::Separator, line, {}};
  LdifField field;
  field.name = descriptionOf(line);
  const std::size_t colon = field.name.size();
  if (colon == 0 || colon == line.size() || line[colon] != ':') return field;
  field.form = LdifField::Form::Text;
  std::size_t start = colon + 1;
  if (start < line.size() && line[start] == ':') {
    field.form = LdifField::Form::Base64;
    ++start;
  } else if (start < line.size() && line[start] == '<') {
    field.form = LdifField::Form::Url;
    ++start;
  }
  while (start < line.size() && line[start] == ' ') ++start;
  field.text = line.substr(start);
  return field;
}

bool isDescriptionCharacter(char c) { return kDescriptionCharacters[static_cast<unsigned char>(c)]; }

}  // namespace ldapsnap

#include "snapshot/import/format/xml_reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostAttributes = 64;

bool isXmlBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool isXmlNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

/// The character of "#65" or "#x41"; none for other text and for what XML does not allow.
std::optional<char32_t> characterOf(std::string_view reference) {
  reference.remove_prefix(1);
  const bool isHex = reference.starts_with('x');
  if (isHex) reference.remove_prefix(1);
  const auto value = wholeNumber<std::uint32_t>(reference, isHex ? 16 : 10);
  if (!value) return std::nullopt;
  const bool isControl = *value < 0x20 && *value != '\t' && *value != '\n' && *value != '\r';
  if (isControl || *value > 0x10FFFF || (*value >= 0xD800 && *value < 0xE000)) return std::nullopt;
  return static_cast<char32_t>(*value);
}

}  // namespace

std::size_t XmlReader::line() const {
  const std::size_t end = std::min(position_, text_.size());
  const std::string_view passed = text_.substr(counted_, end - counted_);
  line_ += static_cast<std::size_t>(std::count(passed.begin(), passed.end(), '\n'));
  counted_ = end;
  return line_;
}

void XmlReader::fail(const std::string& what) const {
  throw Error(ErrorKind::BadInput, fmt::format("line {}: {}", line(), what));
}

const std::string* XmlReader::attribute(std::string_view name) const {
  for (const auto& [known, value] : attributes_) {
    const std::size_t colon = known.find(':');
    if (std::string_view(known).substr(colon == std::string::npos ? 0 : colon + 1) == name) return &value;
  }
  return nullptr;
}

std::string XmlReader::spaceOf(std::string_view prefix) const {
  for (auto space = spaces_.rbegin(); space != spaces_.rend(); ++space)
    if (space->first == prefix) return space->second;
  if (!prefix.empty() && prefix != "xml") fail(fmt::format("the prefix '{}' has no namespace", visible(prefix)));
  return {};
}

void XmlReader::skipBlanks() {
  while (position_ < text_.size() && isXmlBlank(text_[position_])) ++position_;
}

std::string XmlReader::readName() {
  const std::size_t start = position_;
  while (position_ < text_.size() && isXmlNameCharacter(text_[position_])) ++position_;
  if (start == position_) fail("a name is missing");
  return std::string(text_.substr(start, position_ - start));
}

/// Text with its references replaced and line ends as LF.
std::string XmlReader::decoded(std::string_view raw) const {
  std::string out;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] == '\r') {
      if (at + 1 == raw.size() || raw[at + 1] != '\n') out += '\n';
      continue;
    }
    if (raw[at] != '&') {
      out += raw[at];
      continue;
    }
    const std::size_t end = raw.find(';', at);
    if (end == std::string_view::npos) fail("'&' without ';'");
    const std::string_view name = raw.substr(at + 1, end - at - 1);
    if (name == "lt") {
      out += '<';
    } else if (name == "gt") {
      out += '>';
    } else if (name == "amp") {
      out += '&';
    } else if (name == "quot") {
      out += '"';
    } else if (name == "apos") {
      out += '\'';
    } else if (const auto character = name.starts_with('#') ? characterOf(name) : std::nullopt) {
      appendUtf8(out, *character);
    } else {
      fail(fmt::format("the reference '&{};' means nothing without a DTD", visible(name.substr(0, 40))));
    }
    at = end;
  }
  return out;
}

/// Passes over a comment or an instruction at the position; false when there is none.
bool XmlReader::skipMarkup() {
  const auto skipPast = [this](std::string_view end, const char* what) {
    const std::size_t found = text_.find(end, position_);
    if (found == std::string_view::npos) fail(fmt::format("{} that does not end", what));
    position_ = found + end.size();
    return true;
  };
  const std::string_view rest = text_.substr(position_, 9);
  if (rest.starts_with("<!--")) return skipPast("-->", "a comment");
  if (rest.starts_with("<?")) return skipPast("?>", "an instruction");
  if (rest.starts_with("<!DOCTYPE")) fail("a document type definition (DOCTYPE), which ldapsnap does not read");
  return false;
}

void XmlReader::readStart() {
  ++position_;
  Element element;
  element.tag = readName();
  element.declared = spaces_.size();
  attributes_.clear();
  for (;;) {
    skipBlanks();
    if (position_ >= text_.size()) fail("an element that does not end");
    if (text_[position_] == '>' || text_[position_] == '/') break;
    std::string name = readName();
    skipBlanks();
    if (position_ >= text_.size() || text_[position_] != '=') fail("an attribute without '='");
    ++position_;
    skipBlanks();
    const char quote = position_ < text_.size() ? text_[position_] : ' ';
    const std::size_t end = quote == '"' || quote == '\'' ? text_.find(quote, position_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) fail("an attribute without quotes around its value");
    std::string value = decoded(text_.substr(position_ + 1, end - position_ - 1));
    position_ = end + 1;
    if (name == "xmlns") {
      spaces_.emplace_back("", std::move(value));
    } else if (name.starts_with("xmlns:")) {
      spaces_.emplace_back(name.substr(6), std::move(value));
    } else {
      attributes_.emplace_back(std::move(name), std::move(value));
    }
    if (attributes_.size() > kMostAttributes || spaces_.size() > kMostAttributes) fail("too many attributes");
  }
  isEmptyElement_ = text_[position_] == '/';
  if (isEmptyElement_) ++position_;
  if (position_ >= text_.size() || text_[position_] != '>') fail("an element that does not end with '>'");
  ++position_;
  const std::size_t colon = element.tag.find(':');
  element.name = element.tag.substr(colon == std::string::npos ? 0 : colon + 1);
  element.space = spaceOf(std::string_view(element.tag).substr(0, colon == std::string::npos ? 0 : colon));
  if (open_.empty() && sawRoot_) fail("a second root element");
  if (open_.size() == kDeepest) fail("elements nested too deep");
  sawRoot_ = true;
  name_ = element.name;
  space_ = element.space;
  open_.push_back(std::move(element));
}

void XmlReader::readEnd() {
  position_ += 2;
  const std::string tag = readName();
  skipBlanks();
  if (position_ >= text_.size() || text_[position_] != '>') fail("an end tag without '>'");
  ++position_;
  if (open_.empty() || open_.back().tag != tag) fail(fmt::format("'</{}>' ends nothing", visible(tag)));
  name_ = open_.back().name;
  space_ = open_.back().space;
  spaces_.resize(open_.back().declared);
  open_.pop_back();
}

/// Up to the next element; CDATA sections and comments are within the text.
void XmlReader::readText() {
  constexpr std::string_view kData = "<![CDATA[", kDataEnd = "]]>";
  content_.clear();
  while (position_ < text_.size()) {
    if (text_.substr(position_).starts_with(kData)) {
      const std::size_t end = text_.find(kDataEnd, position_);
      if (end == std::string_view::npos) fail("a CDATA section that does not end");
      content_ += text_.substr(position_ + kData.size(), end - position_ - kData.size());
      position_ = end + kDataEnd.size();
    } else if (text_[position_] == '<') {
      if (skipMarkup()) continue;
      if (text_.substr(position_).starts_with("<!")) fail("'<!' that begins neither a comment nor a CDATA section");
      return;
    } else {
      const std::size_t end = std::min(text_.find('<', position_), text_.size());
      content_ += decoded(text_.substr(position_, end - position_));
      position_ = end;
    }
  }
}

XmlReader::Event XmlReader::next() {
  if (isEmptyElement_) {
    isEmptyElement_ = false;
    spaces_.resize(open_.back().declared);
    open_.pop_back();
    return Event::End;
  }
  if (open_.empty()) {
    for (skipBlanks(); position_ < text_.size() && skipMarkup();) skipBlanks();
    if (position_ == text_.size()) {
      if (!sawRoot_) fail("no element");
      return Event::EndOfFile;
    }
    if (text_[position_] != '<') fail("text outside the root element");
    readStart();
    return Event::Start;
  }
  if (position_ == text_.size()) fail(fmt::format("the file ends within <{}>", visible(open_.back().tag)));
  const std::string_view rest = text_.substr(position_, 9);
  if (rest.starts_with("</")) {
    readEnd();
    return Event::End;
  }
  if (rest.starts_with('<') && !rest.starts_with("<!") && !rest.starts_with("<?")) {
    readStart();
    return Event::Start;
  }
  readText();
  return Event::Text;
}

}  // namespace ldapsnap

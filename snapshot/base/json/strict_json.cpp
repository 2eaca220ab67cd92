#include "snapshot/base/json/strict_json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cstddef>
#include <fmt/format.h>
#include <optional>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

struct Position {
  std::size_t line = 1, column = 1;
};

/// Receives what boost::json::basic_parser finds and builds the tree. The parser says what it found but not where, so
/// the feeder below hands it one byte at a time and keeps `here` and `tokenStart`.
struct TreeBuilder {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using ErrorCode = boost::json::error_code;
  using View = boost::json::string_view;

  Position here, tokenStart;
  bool inToken = false;
  std::string pending;  ///< the part of a string or key so far
  JsonValue root;
  std::vector<JsonValue> open;         ///< containers that are not closed yet, outermost first
  std::vector<JsonMember> openKeys;    ///< the key under which each object's next value goes
  std::optional<std::string> problem;  ///< what we refuse though it is JSON
  Position problemAt;

  void put(JsonValue value) {
    if (open.empty()) {
      root = std::move(value);
    } else if (open.back().kind == JsonValue::Kind::Array) {
      open.back().items.push_back(std::move(value));
    } else {
      openKeys.back().value = std::move(value);
      open.back().members.push_back(std::move(openKeys.back()));
      openKeys.pop_back();
    }
  }
  bool scalar(JsonValue::Kind kind, std::int64_t number = 0) {
    inToken = false;
    JsonValue value;
    value.kind = kind;
    value.line = tokenStart.line;
    value.column = tokenStart.column;
    value.number = number;
    if (kind == JsonValue::Kind::String) value.text = std::move(pending);
    pending.clear();
    put(std::move(value));
    return true;
  }
  bool begin(JsonValue::Kind kind) {
    JsonValue value;
    value.kind = kind;
    value.line = here.line;
    value.column = here.column;
    open.push_back(std::move(value));
    return true;
  }
  bool end() {
    JsonValue value = std::move(open.back());
    open.pop_back();
    put(std::move(value));
    return true;
  }
  bool key() {
    inToken = false;
    const auto same = [this](const JsonMember& member) { return member.key == pending; };
    const auto& members = open.back().members;
    if (const auto first = std::find_if(members.begin(), members.end(), same); first != members.end()) {
      problem = fmt::format("duplicate key \"{}\", first in line {}", pending, first->line);
      problemAt = tokenStart;
    }
    openKeys.push_back({std::move(pending), tokenStart.line, tokenStart.column, {}});
    pending.clear();
    return true;
  }
  bool part(View text) {
    pending.append(text.data(), text.size());
    return true;
  }

  // What basic_parser calls. The count that comes with each is of no use here.
  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_array_begin(ErrorCode&) { return begin(JsonValue::Kind::Array); }
  bool on_array_end(std::size_t, ErrorCode&) { return end(); }
  bool on_object_begin(ErrorCode&) { return begin(JsonValue::Kind::Object); }
  bool on_object_end(std::size_t, ErrorCode&) { return end(); }
  bool on_string_part(View text, std::size_t, ErrorCode&) { return part(text); }
  bool on_string(View text, std::size_t, ErrorCode&) { return part(text) && scalar(JsonValue::Kind::String); }
  bool on_key_part(View text, std::size_t, ErrorCode&) { return part(text); }
  bool on_key(View text, std::size_t, ErrorCode&) { return part(text) && key(); }
  bool on_number_part(View, ErrorCode&) { return true; }
  bool on_int64(std::int64_t number, View, ErrorCode&) { return scalar(JsonValue::Kind::Integer, number); }
  bool on_uint64(std::uint64_t, View, ErrorCode&) { return scalar(JsonValue::Kind::Double); }
  bool on_double(double, View, ErrorCode&) { return scalar(JsonValue::Kind::Double); }
  bool on_bool(bool value, ErrorCode&) { return scalar(JsonValue::Kind::Boolean, value ? 1 : 0); }
  bool on_null(ErrorCode&) { return scalar(JsonValue::Kind::Null); }
  bool on_comment_part(View, ErrorCode&) { return true; }
  bool on_comment(View, ErrorCode&) { return true; }
};

Error errorIn(const std::string& file, Position where, const std::string& what) {
  return Error(ErrorKind::BadInput, what).at(fmt::format("{}:{}:{}", file, where.line, where.column));
}

bool isStructure(char c) { return std::string_view(" \t\r\n,:{}[]").find(c) != std::string_view::npos; }

/// Plain text within a string: neither ends the string nor can be wrong there.
bool isPlain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

/// Feeds a parser so that its handler always knows where it is: byte by byte, but for plain text within a string and
/// spaces between tokens, which are most of a file and go in one piece.
class Feeder {
 public:
  explicit Feeder(const std::string& file) : file_(file), parser_({}) {}

  void feed(std::string_view text) {
    while (!text.empty()) {
      const std::string_view piece = text.substr(0, pieceIn(text));
      feedPiece(piece);
      text.remove_prefix(piece.size());
    }
  }
  JsonValue finish() {
    TreeBuilder::ErrorCode failure;
    parser_.write_some(false, "", 0, failure);
    if (failure) throw errorIn(file_, parser_.handler().here, "invalid JSON: the file ends in the middle of a value");
    return std::move(parser_.handler().root);
  }

 private:
  /// How many bytes of `text`, which is not empty, can be fed at once.
  std::size_t pieceIn(std::string_view text) const {
    const bool isInToken = parser_.handler().inToken;
    if (isInToken && !isInString_) return 1;
    std::size_t size = 0;
    while (size < text.size() && (isInToken ? isPlain(text[size]) : text[size] == ' ')) ++size;
    return std::max<std::size_t>(size, 1);
  }
  void feedPiece(std::string_view piece) {
    TreeBuilder& tree = parser_.handler();
    if (!tree.inToken && !isStructure(piece.front())) {
      tree.inToken = true;
      tree.tokenStart = tree.here;
      isInString_ = piece.front() == '"';
    }
    TreeBuilder::ErrorCode failure;
    const std::size_t taken = parser_.write_some(true, piece.data(), piece.size(), failure);
    if (tree.problem) throw errorIn(file_, tree.problemAt, *tree.problem);
    if (failure) throw errorIn(file_, tree.here, "invalid JSON: " + failure.message());
    if (taken == 0) throw errorIn(file_, tree.here, "invalid JSON: unexpected text after the end of the value");
    step(piece);
  }
  void step(std::string_view piece) {
    Position& here = parser_.handler().here;
    if (piece.front() == '\n') {
      ++here.line;
      here.column = 1;
    } else {
      here.column += piece.size();
    }
  }

  const std::string& file_;
  boost::json::basic_parser<TreeBuilder> parser_;
  bool isInString_ = false;  ///< of the current token, if there is one
};

/// Reads what nearly every file is made of, at once: text without \u escapes, integers of a usual size, values that are
/// not nested too deep. What it does not take, the Feeder reads from the start, and says what is wrong and where.
class QuickReader {
 public:
  explicit QuickReader(std::string_view text) : text_(text) {}

  std::optional<JsonValue> read() {
    JsonValue root;
    skipSpace();
    if (!readValue(root, 0)) return std::nullopt;
    skipSpace();
    if (at_ != text_.size()) return std::nullopt;
    return root;
  }

 private:
  static constexpr int kDeepest = 30;  // the Feeder's parser goes down to 32

  bool startsWith(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!startsWith(c)) return false;
    ++at_;
    return true;
  }
  bool takeWord(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skipSpace() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        lineStart_ = at_ + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }

  bool readValue(JsonValue& value, int depth) {
    if (at_ == text_.size() || depth > kDeepest) return false;
    value.line = line_;
    value.column = at_ - lineStart_ + 1;
    switch (text_[at_]) {
      case '{':
        return readObject(value, depth);
      case '[':
        return readArray(value, depth);
      case '"':
        value.kind = JsonValue::Kind::String;
        return readString(value.text);
      case 't':
      case 'f':
        value.kind = JsonValue::Kind::Boolean;
        value.number = text_[at_] == 't' ? 1 : 0;
        return takeWord(value.number == 1 ? "true" : "false");
      case 'n':
        return takeWord("null");
      default:
        return readInteger(value);
    }
  }

  bool readObject(JsonValue& value, int depth) {
    value.kind = JsonValue::Kind::Object;
    ++at_;
    skipSpace();
    if (take('}')) return true;
    do {
      skipSpace();
      JsonMember& member = value.members.emplace_back();
      member.line = line_;
      member.column = at_ - lineStart_ + 1;
      if (!startsWith('"') || !readString(member.key) || isRepeated(value.members)) return false;
      skipSpace();
      if (!take(':')) return false;
      skipSpace();
      if (!readValue(member.value, depth + 1)) return false;
      skipSpace();
    } while (take(','));
    return take('}');
  }

  /// Whether an earlier member has the key of the last one. Objects of our files have few members; of one that has many
  /// the Feeder's answer counts.
  static bool isRepeated(const std::vector<JsonMember>& members) {
    constexpr std::size_t kMany = 64;
    const JsonMember& last = members.back();
    return members.size() > kMany || std::any_of(members.begin(), members.end() - 1,
                                                 [&last](const JsonMember& other) { return other.key == last.key; });
  }

  bool readArray(JsonValue& value, int depth) {
    value.kind = JsonValue::Kind::Array;
    ++at_;
    skipSpace();
    if (take(']')) return true;
    do {
      skipSpace();
      if (!readValue(value.items.emplace_back(), depth + 1)) return false;
      skipSpace();
    } while (take(','));
    return take(']');
  }

  bool readString(std::string& result) {
    std::size_t begin = ++at_;
    bool isAscii = true;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (isPlain(c)) continue;
      if (c == '"') {
        result.append(text_, begin, at_++ - begin);
        return isAscii || isUtf8(result);
      }
      if (c == '\\') {
        result.append(text_, begin, at_ - begin);
        if (++at_ == text_.size()) return false;
        const std::size_t escape = std::string_view("\"\\/bfnrt").find(text_[at_]);
        if (escape == std::string_view::npos) return false;
        result += "\"\\/\b\f\n\r\t"[escape];
        begin = at_ + 1;
      } else if (static_cast<unsigned char>(c) >= 0x80) {
        isAscii = false;
      } else if (c != '\x7F') {
        return false;
      }
    }
    return false;
  }

  bool readInteger(JsonValue& value) {
    constexpr std::ptrdiff_t kMostDigits = 18;  // fit into 64 bits whatever they are
    const char *const begin = text_.data() + at_, *const end = text_.data() + text_.size();
    const char* const digits = *begin == '-' ? begin + 1 : begin;
    const auto [last, failure] = std::from_chars(begin, end, value.number);
    const bool isUsual =
        failure == std::errc() && last - digits <= kMostDigits && (*digits != '0' || last - begin == 1);
    if (!isUsual || (last != end && !isStructure(*last))) return false;
    value.kind = JsonValue::Kind::Integer;
    at_ += static_cast<std::size_t>(last - begin);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1, lineStart_ = 0;
};

const char* nameOf(JsonValue::Kind kind) {
  switch (kind) {
    case JsonValue::Kind::Null:
      return "null";
    case JsonValue::Kind::Boolean:
      return "true or false";
    case JsonValue::Kind::Integer:
      return "a number";
    case JsonValue::Kind::Double:
      return "a number that is not a 64-bit integer";
    case JsonValue::Kind::String:
      return "a string";
    case JsonValue::Kind::Array:
      return "an array";
    case JsonValue::Kind::Object:
      return "an object";
  }
  return "";
}

/// A key as a token of a JSON pointer (RFC 6901, section 3).
std::string pointerToken(std::string_view key) {
  std::string token;
  for (const char c : key) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return token;
}

std::string listOf(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "\"" : ", \"") + word + "\"";
  return list;
}

}  // namespace

JsonValue parseStrictJson(std::string_view text, const std::string& name) {
  if (std::optional<JsonValue> value = QuickReader(text).read()) return *std::move(value);
  Feeder feeder(name);
  feeder.feed(text);
  return feeder.finish();
}

void JsonReader::requireObject(const std::vector<std::string>& known) const {
  if (!is(JsonValue::Kind::Object)) throw error(fmt::format("expected an object, found {}", nameOf(value_->kind)));
  for (const JsonMember& member : value_->members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    Error unknown = errorAt(member.line, member.column, fmt::format("unknown key \"{}\"", member.key));
    if (const auto near = didYouMean(member.key, known)) throw unknown.fix(fmt::format("did you mean \"{}\"?", *near));
    throw unknown.fix("known are " + listOf(known));
  }
}

bool JsonReader::has(std::string_view key) const {
  const auto& members = value_->members;
  return std::any_of(members.begin(), members.end(), [key](const JsonMember& member) { return member.key == key; });
}

JsonReader JsonReader::at(std::string_view key) const {
  for (const JsonMember& member : value_->members) {
    if (member.key == key) return {member.value, *file_, pointer_ + "/" + pointerToken(key)};
  }
  throw error(fmt::format("missing key \"{}\"", key));
}

std::vector<JsonReader> JsonReader::items() const {
  if (!is(JsonValue::Kind::Array)) throw error(fmt::format("expected an array, found {}", nameOf(value_->kind)));
  std::vector<JsonReader> result;
  for (const JsonValue& item : value_->items) {
    result.push_back({item, *file_, pointer_ + "/" + std::to_string(result.size())});
  }
  return result;
}

const std::string& JsonReader::string() const {
  if (!is(JsonValue::Kind::String)) throw error(fmt::format("expected a string, found {}", nameOf(value_->kind)));
  return value_->text;
}

const std::string& JsonReader::text() const {
  if (trimSpaces(string()).empty()) throw error("this must not be empty");
  return value_->text;
}

std::vector<std::string> JsonReader::texts() const {
  std::vector<std::string> texts;
  for (const JsonReader& item : items()) texts.push_back(item.text());
  return texts;
}

bool JsonReader::boolean() const {
  if (!is(JsonValue::Kind::Boolean)) throw error("expected true or false");
  return value_->number != 0;
}

std::uint64_t JsonReader::unsignedInteger() const {
  if (!is(JsonValue::Kind::Integer)) throw error(fmt::format("expected a number, found {}", nameOf(value_->kind)));
  if (value_->number < 0) throw error("the number must not be negative");
  return static_cast<std::uint64_t>(value_->number);
}

const std::string& JsonReader::word(const std::vector<std::string>& words) const {
  const std::string& given = string();
  if (std::find(words.begin(), words.end(), given) != words.end()) return given;
  const auto near = didYouMean(given, words);
  throw error(fmt::format("unexpected \"{}\"", given))
      .fix(near ? fmt::format("did you mean \"{}\"?", *near) : "known are " + listOf(words));
}

Time JsonReader::lastDay() const {
  constexpr std::size_t kDateSize = 10;
  constexpr std::chrono::hours kDay{24};
  const std::string& text = string();
  try {
    if (text.size() == kDateSize) return parseTime(text + "T00:00:00Z") + kDay;
  } catch (const Error&) {
    // 2027-02-31: told below, with every other text that is not a date.
  }
  throw error(fmt::format("\"{}\" is not a date; write it as 2027-05-31", text));
}

Error JsonReader::error(const std::string& what) const { return errorAt(value_->line, value_->column, what); }

Error JsonReader::error(const std::string& what, std::string_view wrong,
                        const std::vector<std::string>& candidates) const {
  Error result = error(what);
  if (const auto near = didYouMean(wrong, candidates)) result.fix(fmt::format("did you mean \"{}\"?", *near));
  return result;
}

/// What is wrong quotes the file, which may hold anything: one line of it, and no more than a reader looks at.
Error JsonReader::errorAt(std::size_t line, std::size_t column, const std::string& what) const {
  constexpr std::size_t kMost = 600;
  std::string place = visible(pointer_.empty() ? what : pointer_ + ": " + what);
  if (place.size() > kMost) {
    std::size_t end = kMost;
    while (isContinuationByte(place[end])) --end;
    place = place.substr(0, end) + "...";
  }
  return errorIn(*file_, {line, column}, place);
}

}  // namespace ldapsnap

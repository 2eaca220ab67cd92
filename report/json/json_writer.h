// JSON piece by piece to a stream: a report of any size needs no tree in memory.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// Writes values in the order of the calls; the caller pairs begin and end. Two spaces of indentation, or
/// all on one line.
class JsonWriter {
 public:
  enum class Layout { Lines, OneLine };

  explicit JsonWriter(std::ostream& out) : out_(out) {}

  void beginObject(Layout layout = Layout::Lines) { begin('{', layout); }
  void endObject() { end('}'); }
  void beginArray(Layout layout = Layout::Lines) { begin('[', layout); }
  void endArray() { end(']'); }
  void key(std::string_view name);

  /// Control, format and bidirectional characters are written as \uXXXX, so that a terminal that shows the file is
  /// safe; bytes that are not UTF-8 as the text "\xff".
  void string(std::string_view text);
  void number(std::uint64_t number);
  void boolean(bool value);
  void null();

  void member(std::string_view name, std::string_view text) { key(name), string(text); }
  void member(std::string_view name, std::uint64_t value) { key(name), number(value); }
  // A string literal would rather become a bool than a string_view.
  void member(std::string_view name, const char* text) { member(name, std::string_view(text)); }
  void flag(std::string_view name, bool value) { key(name), boolean(value); }
  /// A member that is null where there is no text.
  void textOrNull(std::string_view name, std::string_view text) { key(name), text.empty() ? null() : string(text); }
  /// A member that is an array of these strings.
  void strings(std::string_view name, const std::vector<std::string>& texts, Layout layout = Layout::Lines);

 private:
  struct Level {
    Layout layout;
    bool isEmpty = true;
  };
  void begin(char bracket, Layout layout);
  void end(char bracket);
  void separate();
  void newLine();

  std::ostream& out_;
  std::vector<Level> levels_;
  bool afterKey_ = false;
};

}  // namespace ldapsnap

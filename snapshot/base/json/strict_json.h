// JSON that people write: every value knows its line and column, and readers are strict about keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/time.h"

namespace ldapsnap {

struct JsonMember;

/// One value of a file. Objects keep their members in the order written.
struct JsonValue {
  enum class Kind { Null, Boolean, Integer, Double, String, Array, Object } kind = Kind::Null;
  std::size_t line = 0, column = 0;  ///< of its first character, from 1; columns count bytes
  std::string text;                  ///< of a String, unescaped, UTF-8
  std::int64_t number = 0;           ///< of an Integer; 0 or 1 of a Boolean
  std::vector<JsonValue> items;      ///< of an Array
  std::vector<JsonMember> members;   ///< of an Object
};

struct JsonMember {
  std::string key;
  std::size_t line = 0, column = 0;  ///< of the key
  JsonValue value;
};

/// Reads one JSON text (RFC 8259, no comments, UTF-8). `name` is the file's, for messages. Throws Error(BadInput) at
/// "file:line:column" for what is not JSON and for a key that an object has twice.
JsonValue parseStrictJson(std::string_view text, const std::string& name);

/// Walks a parsed file and knows the way there: its errors are "file:line:column: /when/filter: ...".
/// A view: the value and the name outlive it.
class JsonReader {
 public:
  JsonReader(const JsonValue& value, const std::string& file) : value_(&value), file_(&file) {}

  const JsonValue& value() const { return *value_; }
  bool is(JsonValue::Kind kind) const { return value_->kind == kind; }

  /// To be called once for every object: throws when it is none, and for a member that is not in `known`.
  void requireObject(const std::vector<std::string>& known) const;
  bool has(std::string_view key) const;
  /// The member, which must be there.
  JsonReader at(std::string_view key) const;
  /// The elements; throws if the value is not an array.
  std::vector<JsonReader> items() const;

  /// Each throws when the value is of another kind.
  const std::string& string() const;
  /// A string with something in it besides spaces.
  const std::string& text() const;
  /// The elements of an array, as text() each.
  std::vector<std::string> texts() const;
  std::uint64_t unsignedInteger() const;
  bool boolean() const;
  /// The string, which must be one of `words`.
  const std::string& word(const std::vector<std::string>& words) const;

  /// A last day, "2027-05-31": the moment at which it is over, UTC.
  Time lastDay() const;

  /// An error at this value.
  Error error(const std::string& what) const;
  /// The same with "did you mean ..." when one of `candidates` is near to `wrong`.
  Error error(const std::string& what, std::string_view wrong, const std::vector<std::string>& candidates) const;

 private:
  JsonReader(const JsonValue& value, const std::string& file, std::string pointer)
      : value_(&value), file_(&file), pointer_(std::move(pointer)) {}
  Error errorAt(std::size_t line, std::size_t column, const std::string& what) const;

  const JsonValue* value_;
  const std::string* file_;
  std::string pointer_;  ///< RFC 6901
};

}  // namespace ldapsnap

// The tokens of a schema description (RFC 4512, 4.1), with the place of each for messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// Reads one description from left to right. What the vendors write differently at the level of words is settled here:
/// any white space, none around parentheses or after a numeric OID, quotes where the grammar has bare words, `''` and
/// `( )` for nothing.
class SchemaScanner {
 public:
  enum class Kind { Open, Close, Dollar, Quoted, Word, End };
  struct Token {
    Kind kind = Kind::End;
    std::string_view text;   ///< of a quoted string: what is between the quotes, escapes as written
    std::size_t column = 1;  ///< in bytes, from 1
  };

  /// `text` outlives the scanner. A leading "{n}" is passed over: cn=config orders its values with it.
  explicit SchemaScanner(std::string_view text);

  const Token& peek() const { return token_; }
  Token take();
  /// Takes a token of that kind; `expected` names it in the error.
  Token expect(Kind kind, std::string_view expected);
  /// Throws Error(BadInput) "column 12: expected <expected>, found <token>".
  [[noreturn]] static void fail(const Token& found, std::string_view expected);

  /// A name or OID (`oid` in the RFC's grammar), bare or quoted; empty for ''.
  std::string oid();
  /// `oids`: one, or a list in parentheses with '$' between; the empty ones are left out.
  std::vector<std::string> oids();
  /// `qdstring`, unescaped (\27 and \5C; another backslash stands for itself).
  std::string quotedString();
  /// `qdescrs` and `qdstrings`: one quoted string, or a list of them in parentheses.
  std::vector<std::string> quotedStrings();

 private:
  void scan();
  void skipSpace();

  std::string_view text_;
  std::size_t position_ = 0;
  Token token_;
};

}  // namespace ldapsnap

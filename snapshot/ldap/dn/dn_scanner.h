// Reads a DN's text AVA by AVA. Shared by Dn::parse, keyOf, normalForm and splitRdns; use those elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "snapshot/base/error.h"

namespace ldapsnap {

/// True for an attribute type (RFC 4512, 1.4): a descr, in which underscores are accepted because many schemas have
/// them, or a numericoid.
bool isAttributeType(std::string_view text);

/// A pull parser for the forms that Dn::parse() describes. It allocates only for a value with an escape, a quote or a
/// BER encoding in it, and does not throw: millions of values are tried, and one that is not a DN is nothing unusual.
class DnScanner {
 public:
  enum class Step { Ava, End, Malformed };

  /// `text` must outlive the scanner.
  explicit DnScanner(std::string_view text) : text_(text) {}

  /// Moves to the next AVA, leaf first. After End and Malformed it must not be called again.
  Step next();

  // The AVA that next() came to; views are valid until it is called again.
  std::string_view type() const { return type_; }    ///< as written, without "OID."
  std::string_view value() const { return value_; }  ///< unescaped, or the BER octets
  bool isBer() const { return isBer_; }
  bool startsRdn() const { return startsRdn_; }  ///< false: joined to the one before by '+'
  /// Offsets in the text of the AVA as written: its first byte, and the one after its last; spaces around it excluded.
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }

  /// After Malformed: the text, the column (characters, from 1) and what was expected there.
  Error error() const;

 private:
  bool readStart();
  bool readType();
  bool readValue();
  bool readPlain();
  bool readEscapes(std::size_t start);
  bool readQuoted();
  bool readBer();
  bool readPair();
  bool readSeparator();

  bool atEnd() const { return at_ == text_.size(); }
  bool nextIs(char c) const { return !atEnd() && text_[at_] == c; }
  void skipSpaces();
  /// Both return false, for the reader to return.
  bool fail(std::string_view expected);
  bool failAt(std::size_t position, std::string_view expected);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0, end_ = 0;
  std::string_view type_, value_;
  std::string unescaped_;  ///< holds value_ where the text does not
  bool isBer_ = false;
  bool startsRdn_ = true;
  enum class After { Start, Comma, Plus, Last } after_ = After::Start;  ///< what the next AVA follows
  std::string_view expected_;
};

}  // namespace ldapsnap

// Pseudonyms: what evidence shows in place of what its reader must not see.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ldapsnap {

/// One name has one pseudonym for each key. Without the key no one can find out what one stands for, or test a guess.
class Pseudonyms {
 public:
  /// `key`: 32 random bytes.
  explicit Pseudonyms(std::string key) : key_(std::move(key)) {}

  /// "redacted-" and 16 hexadecimal digits of HMAC-SHA-256 over nameForm(): a value, a word in a text, and the name of
  /// an attribute (RFC 4512, 1.4), too.
  std::string of(std::string_view name);
  /// The same where the name's form is known; `spelling` is for the table.
  std::string of(const std::string& form, std::string_view spelling);

  /// Tells keys apart: 8 hexadecimal digits.
  std::string keyId() const;
  /// All that were given out, with the first spelling of what they stand for.
  const std::map<std::string, std::string>& table() const { return table_; }

 private:
  std::string digest(std::string_view purpose, std::string_view text) const;

  std::string key_;
  std::map<std::string, std::string> table_;
};

/// The key in `file`: 64 hexadecimal digits in a line. A file that is not there is made, mode 0600. Throws
/// Error(BadInput) for a file that is not a key, or cannot be made.
std::string pseudonymKey(const std::string& file);

}  // namespace ldapsnap

// The small parts that all byte formats of the store are made of (FORMAT.md, "Numbers and strings").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "snapshot/base/hash.h"

namespace ldapsnap {

/// Unsigned LEB128: seven bits a byte, the lowest first, the high bit set on all bytes but the last.
void appendNumber(std::string& out, std::uint64_t number);
/// How many bytes appendNumber() adds.
std::size_t sizeOfNumber(std::uint64_t number);
/// The length as a number, then the bytes.
void appendString(std::string& out, std::string_view bytes);

/// Reads what the functions above wrote. Everything read is a view into the text given. Throws Error(Integrity) for
/// bytes that end early and for numbers longer than they need to be: one value has one encoding.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool atEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  std::uint64_t number();
  std::string_view string();
  std::string_view raw(std::uint64_t size);
  Hash hash();

 private:
  std::string_view rest_;
};

}  // namespace ldapsnap

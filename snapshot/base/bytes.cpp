#include "snapshot/base/bytes.h"

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

constexpr unsigned kBitsPerByte = 7;
constexpr unsigned char kMore = 0x80;

[[noreturn]] void failDecoding(const char* what) { throw Error(ErrorKind::Integrity, what); }

}  // namespace

void appendNumber(std::string& out, std::uint64_t number) {
  for (; number >= kMore; number >>= kBitsPerByte) out.push_back(static_cast<char>((number & (kMore - 1)) | kMore));
  out.push_back(static_cast<char>(number));
}

std::size_t sizeOfNumber(std::uint64_t number) {
  std::size_t size = 1;
  for (; number >= kMore; number >>= kBitsPerByte) ++size;
  return size;
}

void appendString(std::string& out, std::string_view bytes) {
  appendNumber(out, bytes.size());
  out.append(bytes);
}

std::uint64_t ByteReader::number() {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64; shift += kBitsPerByte) {
    const auto byte = static_cast<unsigned char>(raw(1).front());
    const std::uint64_t bits = byte & (kMore - 1);
    if (shift == 63 && bits > 1) break;
    number |= bits << shift;
    if (byte < kMore) {
      if (byte == 0 && shift > 0) failDecoding("a number has needless bytes");
      return number;
    }
  }
  failDecoding("a number is longer than 64 bits");
}

std::string_view ByteReader::string() { return raw(number()); }

std::string_view ByteReader::raw(std::uint64_t size) {
  if (size > rest_.size()) failDecoding("the bytes end early");
  const std::string_view bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}

Hash ByteReader::hash() { return *Hash::fromBytes(raw(Hash::kSize)); }

}  // namespace ldapsnap

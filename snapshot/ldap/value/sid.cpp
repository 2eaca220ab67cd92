#include "snapshot/ldap/value/sid.h"

#include <cstdint>
#include <fmt/format.h>
#include <iterator>
#include <limits>

#include "snapshot/base/little_endian.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kSidHeaderSize = 8;  // revision, count, six bytes of authority
constexpr std::size_t kMaxSubAuthorities = 15;
constexpr char kSidRevision = 1;

/// Takes a number of at most `most` and the "-" behind it from the start of `text`. Authorities may be hexadecimal.
std::optional<std::uint64_t> takeNumber(std::string_view& text, std::uint64_t most) {
  const bool isHex = text.substr(0, 2) == "0x" || text.substr(0, 2) == "0X";
  const std::size_t end = text.find('-');
  const std::string_view digits = text.substr(0, end).substr(isHex ? 2 : 0);
  const auto value = wholeNumber<std::uint64_t>(digits, isHex ? 16 : 10);
  if (!value || *value > most) return std::nullopt;
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return value;
}

}  // namespace

std::size_t sizeOfSid(std::string_view bytes) {
  if (bytes.size() < kSidHeaderSize || bytes[0] != kSidRevision) return 0;
  const std::size_t count = static_cast<unsigned char>(bytes[1]);
  const std::size_t size = kSidHeaderSize + 4 * count;
  return count <= kMaxSubAuthorities && size <= bytes.size() ? size : 0;
}

bool isSid(std::string_view bytes) { return !bytes.empty() && sizeOfSid(bytes) == bytes.size(); }

std::optional<std::string> sidToText(std::string_view bytes) {
  if (!isSid(bytes)) return std::nullopt;
  std::uint64_t authority = 0;
  for (const char c : bytes.substr(2, 6)) authority = authority << 8 | static_cast<unsigned char>(c);
  const bool isLarge = authority > std::numeric_limits<std::uint32_t>::max();
  std::string text = isLarge ? fmt::format("S-1-0x{:x}", authority) : fmt::format("S-1-{}", authority);
  for (std::size_t at = kSidHeaderSize; at < bytes.size(); at += 4) {
    fmt::format_to(std::back_inserter(text), "-{}", littleEndian32(bytes, at));
  }
  return text;
}

std::optional<std::string> sidFromText(std::string_view text) {
  constexpr std::string_view kStart = "S-1-";
  if (!equalsIgnoreAsciiCase(text.substr(0, kStart.size()), kStart) || text.back() == '-') return std::nullopt;
  text.remove_prefix(kStart.size());
  const std::optional<std::uint64_t> authority = takeNumber(text, 0xFFFFFFFFFFFF);
  if (!authority) return std::nullopt;
  std::string bytes = {kSidRevision, 0};
  for (int shift = 40; shift >= 0; shift -= 8) bytes += static_cast<char>(*authority >> shift & 0xFF);
  while (!text.empty()) {
    const std::optional<std::uint64_t> next = takeNumber(text, std::numeric_limits<std::uint32_t>::max());
    if (!next || static_cast<std::size_t>(bytes[1]) == kMaxSubAuthorities) return std::nullopt;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(*next >> shift & 0xFF);
    ++bytes[1];
  }
  return bytes;
}

}  // namespace ldapsnap

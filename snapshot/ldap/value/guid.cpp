#include "snapshot/ldap/value/guid.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/little_endian.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

std::optional<std::string> guidToText(std::string_view bytes) {
  if (bytes.size() != kGuidSize) return std::nullopt;
  return fmt::format("{:08x}-{:04x}-{:04x}-{}-{}", littleEndian32(bytes, 0), littleEndian16(bytes, 4),
                     littleEndian16(bytes, 6), hex(bytes.substr(8, 2)), hex(bytes.substr(10)));
}

std::optional<std::string> guidFromText(std::string_view text) {
  constexpr std::size_t kTextSize = 36;
  if (text.size() == kTextSize + 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, kTextSize);
  if (text.size() != kTextSize) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < kTextSize; ++i) {
    const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
    if (isDash != (text[i] == '-')) return std::nullopt;
    if (!isDash) digits += text[i];
  }
  std::optional<std::string> bytes = fromHex(digits);
  if (!bytes) return std::nullopt;
  std::reverse(bytes->begin(), bytes->begin() + 4);
  std::reverse(bytes->begin() + 4, bytes->begin() + 6);
  std::reverse(bytes->begin() + 6, bytes->begin() + 8);
  return bytes;
}

}  // namespace ldapsnap

// SHA-256: the name of everything in the store.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ldapsnap {

/// A SHA-256 digest. Ordered bytewise.
struct Hash {
  static constexpr std::size_t kSize = 32;
  std::array<char, kSize> bytes{};

  std::string_view view() const { return {bytes.data(), bytes.size()}; }
  /// 64 lower-case hexadecimal digits.
  std::string hex() const;
  /// The inverse of hex(); empty for anything else.
  static std::optional<Hash> fromHex(std::string_view text);
  /// From exactly 32 bytes; empty for another length.
  static std::optional<Hash> fromBytes(std::string_view raw);

  std::strong_ordering operator<=>(const Hash& other) const { return view() <=> other.view(); }
  bool operator==(const Hash&) const = default;
};

Hash sha256(std::string_view bytes);

}  // namespace ldapsnap

template <>
struct std::hash<ldapsnap::Hash> {
  /// A digest is as good as random: any eight bytes of it serve.
  std::size_t operator()(const ldapsnap::Hash& digest) const noexcept {
    std::size_t first = 0;
    std::memcpy(&first, digest.bytes.data(), sizeof first);
    return first;
  }
};

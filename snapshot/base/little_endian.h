// Integers as Windows protocols lay them out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ldapsnap {

/// The integer at `at`, all of which must lie within `bytes`.
inline std::uint64_t littleEndian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
inline std::uint16_t littleEndian16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(littleEndian(bytes, at, 2));
}
inline std::uint32_t littleEndian32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(littleEndian(bytes, at, 4));
}

}  // namespace ldapsnap

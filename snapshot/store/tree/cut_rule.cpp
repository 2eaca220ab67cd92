#include "snapshot/store/tree/cut_rule.h"

#include <array>
#include <bit>
#include <sodium.h>

namespace ldapsnap {
namespace {

constexpr std::string_view kLevelKeyPrefix = "ldapsnap-level";
/// How many bits of the hash are compared with the size of an item: the probability is item size / 2^bits.
constexpr unsigned bitsOf(std::size_t size) { return static_cast<unsigned>(std::countr_zero(size)); }
static_assert(std::has_single_bit(targetSize(0)) && std::has_single_bit(targetSize(1)));

/// SipHash-2-4 under a key for the level: with one key for all levels, every level would be cut at the same places.
std::uint64_t hashOf(unsigned level, std::string_view key) {
  std::array<unsigned char, crypto_shorthash_KEYBYTES> levelKey{};
  static_assert(crypto_shorthash_KEYBYTES == kLevelKeyPrefix.size() + 2);
  for (std::size_t i = 0; i < kLevelKeyPrefix.size(); ++i) levelKey[i] = static_cast<unsigned char>(kLevelKeyPrefix[i]);
  levelKey[14] = static_cast<unsigned char>(level >> 8);
  levelKey[15] = static_cast<unsigned char>(level);
  std::array<unsigned char, crypto_shorthash_BYTES> out{};
  crypto_shorthash(out.data(), reinterpret_cast<const unsigned char*>(key.data()), key.size(), levelKey.data());
  std::uint64_t hash = 0;
  for (std::size_t i = out.size(); i-- > 0;) hash = hash << 8 | out[i];
  return hash;
}

}  // namespace

bool endsAfter(unsigned level, std::string_view key, std::size_t itemSize, std::size_t chunkSize) {
  if (chunkSize < minimumSize(level)) return false;
  if (chunkSize > maximumSize(level)) return true;
  // Up to the target, a chunk ends with probability itemSize / (4 * target); from there on it is 16 times as likely.
  // Large items count by their bytes, so the sizes of chunks do not depend on the sizes of entries.
  const std::size_t target = targetSize(level);
  const unsigned bits = bitsOf(chunkSize < target ? target * 4 : target / 4);
  return hashOf(level, key) >> (64 - bits) < itemSize;
}

}  // namespace ldapsnap

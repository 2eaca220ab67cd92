#include "snapshot/store/cut_rule.h"

#include <array>
#include <sodium.h>

namespace ldapsnap {
namespace {

constexpr std::string_view kLevelKeyPrefix = "ldapsnap-level";
constexpr unsigned kSlowShift = 64 - 15;  // odds below the target: item size in 2^15, that is 4 x target
constexpr unsigned kFastShift = 64 - 11;  // odds above the target: item size in 2^11, that is target / 4
static_assert(kTargetSize == std::size_t{1} << 13);

/// SipHash-2-4 under a key of the level: with one key for all, every level would be cut at the same places.
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

bool cutsBehind(unsigned level, std::string_view key, std::size_t itemSize, std::size_t chunkSize) {
  if (chunkSize < kMinimumSize) return false;
  if (chunkSize > kMaximumSize) return true;
  return hashOf(level, key) >> (chunkSize < kTargetSize ? kSlowShift : kFastShift) < itemSize;
}

}  // namespace ldapsnap

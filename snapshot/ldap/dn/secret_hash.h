// secretHash() of dn_hash.h for inner loops: inline, since its result is summed up line by line.
#pragma once

#include <array>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "snapshot/ldap/dn/dn_hash.h"

namespace ldapsnap {

using HashSecret = std::array<unsigned char, XXH3_SECRET_DEFAULT_SIZE>;
/// Drawn when the process starts (dn_hash.cpp).
extern const HashSecret kHashSecret;

inline SecretHash secretHashInline(std::string_view bytes) {
  const XXH128_hash_t hash =
      XXH3_128bits_withSecret(bytes.data(), bytes.size(), kHashSecret.data(), kHashSecret.size());
  return {hash.low64, hash.high64};
}

}  // namespace ldapsnap

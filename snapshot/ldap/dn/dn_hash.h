// Hashes of names: what an index of a million entries joins and looks up by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ldapsnap {

/// 128 bits that no one outside this process can predict: XXH3 under a secret drawn when the process starts. Equal
/// bytes, equal hashes, within one process.
struct SecretHash {
  std::uint64_t low = 0, high = 0;

  bool operator==(const SecretHash&) const = default;
  /// A sum of hashes represents a set, regardless of order.
  SecretHash& operator+=(const SecretHash& other) {
    low += other.low;
    high += other.high;
    return *this;
  }
};
SecretHash secretHash(std::string_view bytes);

/// Names of equal paths (dn.h: case and spacing folded, no schema needed) have equal hashes. Different paths
/// nearly always have different ones, so a join by hash still has to compare the names.
std::uint64_t hashOfPath(std::string_view dn);

}  // namespace ldapsnap

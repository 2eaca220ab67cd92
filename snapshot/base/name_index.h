// A map by names that are ASCII and have no case (RFC 4512, 1.4), looked up without a copy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "snapshot/base/text.h"

namespace ldapsnap {

struct NameHash {
  using is_transparent = void;
  /// FNV-1a over the lower-cased bytes.
  std::size_t operator()(std::string_view name) const {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : name) {
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      hash = (hash ^ static_cast<unsigned char>(lower)) * 1099511628211U;
    }
    return hash;
  }
};

struct NameEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return equalsIgnoreAsciiCase(a, b); }
};

template <typename Value>
using NameIndex = std::unordered_map<std::string, Value, NameHash, NameEqual>;

using NameSet = std::unordered_set<std::string, NameHash, NameEqual>;

}  // namespace ldapsnap

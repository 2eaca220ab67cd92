// Ranges of keys: what is left out when a snapshot takes over from an earlier one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// The keys from `begin` on that are below `end`.
struct KeyRange {
  std::string begin;
  std::string end;  ///< empty: up to the last key

  bool contains(std::string_view key) const { return key >= begin && (end.empty() || key < end); }
  bool operator==(const KeyRange&) const = default;
};

/// The range of that one key.
KeyRange rangeOfKey(std::string_view key);
/// The entry with that path (dn.h) and all entries below it. The empty path: every key.
KeyRange rangeOfSubtree(std::string_view path);

/// The same keys in ascending ranges that neither overlap nor touch.
std::vector<KeyRange> merged(std::vector<KeyRange> ranges);
/// All keys that are in none of `ranges`, which are as merged() gives them.
std::vector<KeyRange> complementOf(const std::vector<KeyRange>& ranges);

}  // namespace ldapsnap

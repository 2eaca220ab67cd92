// Ranges of keys: what is left out when a snapshot takes over from an earlier one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// The keys from `begin` (included) to `end` (not included).
struct KeyRange {
  std::string begin;
  std::string end;  ///< empty: to the end

  bool contains(std::string_view key) const { return key >= begin && (end.empty() || key < end); }
  bool operator==(const KeyRange&) const = default;
};

/// The range of that one key.
KeyRange rangeOfKey(std::string_view key);
/// The keys of the entry with that path (dn.h) and of all entries below it. For the empty path, every key.
KeyRange rangeOfSubtree(std::string_view path);

/// The same keys in ascending ranges that neither overlap nor touch.
std::vector<KeyRange> merged(std::vector<KeyRange> ranges);
/// All keys that are in none of `ranges`, which are as merged() returns them.
std::vector<KeyRange> complementOf(const std::vector<KeyRange>& ranges);

}  // namespace ldapsnap

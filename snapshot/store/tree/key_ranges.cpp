#include "snapshot/store/tree/key_ranges.h"

#include <algorithm>

#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

KeyRange rangeOfKey(std::string_view key) { return {std::string(key), std::string(key) + '\0'}; }

KeyRange rangeOfSubtree(std::string_view path) { return {std::string(path), endOfSubtree(path)}; }

std::vector<KeyRange> merged(std::vector<KeyRange> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const KeyRange& a, const KeyRange& b) { return a.begin < b.begin; });
  std::vector<KeyRange> result;
  for (KeyRange& range : ranges) {
    if (!range.end.empty() && range.end <= range.begin) continue;
    if (result.empty() || (!result.back().end.empty() && result.back().end < range.begin)) {
      result.push_back(std::move(range));
    } else if (!result.back().end.empty() && (range.end.empty() || range.end > result.back().end)) {
      result.back().end = std::move(range.end);
    }
  }
  return result;
}

std::vector<KeyRange> complementOf(const std::vector<KeyRange>& ranges) {
  std::vector<KeyRange> result;
  std::string from;
  for (const KeyRange& range : ranges) {
    if (range.begin > from) result.push_back({from, range.begin});
    if (range.end.empty()) return result;
    from = range.end;
  }
  result.push_back({from, {}});
  return result;
}

}  // namespace ldapsnap

#include "snapshot/server/range_retrieval.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kRangeOption = "range=";

/// The parts of "member;range=0-1499".
struct Range {
  std::string description;  ///< "member"
  std::size_t low = 0;
  std::optional<std::size_t> high;  ///< empty: "*", the last piece
};

bool readNumber(std::string_view text, std::size_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<Range> rangeOf(std::string_view description) {
  const AttributeDescription parts = AttributeDescription::split(description);
  Range range{std::string(parts.type), 0, std::nullopt};
  bool found = false;
  for (const std::string_view option : parts.options) {
    if (!asciiLower(option).starts_with(kRangeOption)) {
      range.description += ";" + std::string(option);
      continue;
    }
    const std::string_view bounds = option.substr(kRangeOption.size());
    const std::size_t dash = bounds.find('-');
    std::size_t high = 0;
    if (dash == std::string_view::npos || !readNumber(bounds.substr(0, dash), range.low)) return std::nullopt;
    const std::string_view end = bounds.substr(dash + 1);
    if (end != "*" && !readNumber(end, high)) return std::nullopt;
    if (end != "*") range.high = high;
    found = true;
  }
  return found ? std::optional<Range>(range) : std::nullopt;
}

/// The piece of `wanted` that begins at `low`. A server may also send the attribute without a range, empty: that is not
/// a piece.
const Attribute* pieceAt(const Entry& entry, const std::string& wanted, std::size_t low) {
  for (const Attribute& attribute : entry.attributes) {
    const std::optional<Range> range = rangeOf(attribute.description);
    if (range && range->low == low && equalsIgnoreAsciiCase(range->description, wanted)) return &attribute;
  }
  return nullptr;
}

/// Reads one more piece. Empty if the server does not return it.
std::optional<Entry> readPiece(ServerConnection& server, const SearchRequest& pattern, const std::string& dn,
                               const std::string& description, std::size_t low) {
  SearchRequest request = pattern;
  request.base = dn;
  request.scope = Scope::Base;
  request.filter = "(objectClass=*)";
  request.attributes = {description + ";range=" + std::to_string(low) + "-*"};
  request.pageSize = 0;
  std::optional<Entry> piece;
  const SearchResult result = server.search(request, [&](Entry entry) { piece = std::move(entry); });
  return result.ok() ? piece : std::nullopt;
}

/// Appends the pieces after `range` to `values`. False if the server stops returning them.
bool readRest(ServerConnection& server, const SearchRequest& pattern, const std::string& dn, Range range,
              std::vector<std::string>& values) {
  while (range.high.has_value()) {
    const std::size_t low = *range.high + 1;
    const std::optional<Entry> answer = readPiece(server, pattern, dn, range.description, low);
    if (!answer) return false;
    const Attribute* piece = pieceAt(*answer, range.description, low);
    if (piece == nullptr) return true;  // the remaining values were deleted meanwhile
    const std::optional<Range> next = rangeOf(piece->description);
    if (next->high.has_value() && *next->high < low) return false;  // no progress: this would never end
    values.insert(values.end(), piece->values.begin(), piece->values.end());
    range = *next;
  }
  return true;
}

}  // namespace

std::vector<std::string> completeRanges(ServerConnection& server, const SearchRequest& request, Entry& entry) {
  std::vector<std::string> incomplete;
  std::vector<std::string> completed;
  for (Attribute& attribute : entry.attributes) {
    if (attribute.description.find(';') == std::string::npos) continue;
    const std::optional<Range> range = rangeOf(attribute.description);
    if (!range) continue;
    const bool whole = range->low == 0 && readRest(server, request, entry.dn, *range, attribute.values);
    if (!whole) incomplete.push_back(range->description);
    attribute.description = range->description;
    completed.push_back(range->description);
  }
  std::erase_if(entry.attributes, [&](const Attribute& attribute) {
    return attribute.values.empty() &&
           std::find(completed.begin(), completed.end(), attribute.description) != completed.end();
  });
  return incomplete;
}

}  // namespace ldapsnap

#include "snapshot/ldap/entry/entry.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// foldDescription(a) == foldDescription(b), without folding where no options are in play.
bool isSameDescription(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.find(';') == std::string_view::npos && b.find(';') == std::string_view::npos) {
    return equalsIgnoreAsciiCase(a, b);
  }
  return foldDescription(a) == foldDescription(b);
}

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// An attribute's place in the canonical order: by its folded description, then by the description as spelled.
struct SortedAttribute {
  std::string_view description;
  std::string_view folded;  ///< but for its case
  std::size_t position;     ///< in the entry

  /// Negative, 0 or positive as the folded descriptions compare.
  int compareFolded(const SortedAttribute& other) const {
    const std::size_t shared = std::min(folded.size(), other.folded.size());
    for (std::size_t i = 0; i < shared; ++i) {
      const auto a = static_cast<unsigned char>(lowered(folded[i]));
      const auto b = static_cast<unsigned char>(lowered(other.folded[i]));
      if (a != b) return a < b ? -1 : 1;
    }
    if (folded.size() == other.folded.size()) return 0;
    return folded.size() < other.folded.size() ? -1 : 1;
  }
  bool operator<(const SortedAttribute& other) const {
    const int order = compareFolded(other);
    return order < 0 || (order == 0 && description < other.description);
  }
};

void sortValues(std::vector<std::string>& values) {
  const auto isOutOfOrder = [](const std::string& a, const std::string& b) { return a >= b; };
  if (std::adjacent_find(values.begin(), values.end(), isOutOfOrder) == values.end()) return;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

const Attribute* Entry::find(std::string_view description) const {
  for (const Attribute& attribute : attributes) {
    if (isSameDescription(attribute.description, description)) return &attribute;
  }
  return nullptr;
}

const std::string* Entry::first(std::string_view description) const {
  const Attribute* attribute = find(description);
  return attribute && !attribute->values.empty() ? &attribute->values.front() : nullptr;
}

void Entry::add(std::string_view description, std::string value) {
  const auto isWanted = [&](const Attribute& a) { return isSameDescription(a.description, description); };
  // From the back: values of one attribute come one after the other.
  const auto found = std::find_if(attributes.rbegin(), attributes.rend(), isWanted);
  if (found != attributes.rend()) {
    found->values.push_back(std::move(value));
    return;
  }
  Attribute created{std::string(description), {}};
  created.values.push_back(std::move(value));
  attributes.push_back(std::move(created));
}

void Entry::canonicalise() {
  std::vector<SortedAttribute> sorted;
  sorted.reserve(attributes.size());
  std::deque<std::string> folded;  // of descriptions with options, of which there are few
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const std::string_view description = attributes[i].description;
    const bool hasOptions = description.find(';') != std::string_view::npos;
    const std::string_view text = hasOptions ? folded.emplace_back(foldDescription(description)) : description;
    sorted.push_back({description, text, i});
  }
  const auto isOutOfOrder = [](const SortedAttribute& a, const SortedAttribute& b) { return a.compareFolded(b) >= 0; };
  if (std::adjacent_find(sorted.begin(), sorted.end(), isOutOfOrder) != sorted.end()) {
    std::sort(sorted.begin(), sorted.end());
    std::vector<Attribute> ordered;
    ordered.reserve(sorted.size());
    std::vector<bool> isPiece;  // one attribute in two pieces: "cn" and "CN", "x" and "x;binary"
    for (std::size_t i = 0; i < sorted.size(); ++i)
      isPiece.push_back(i > 0 && sorted[i].compareFolded(sorted[i - 1]) == 0);
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      Attribute& next = attributes[sorted[i].position];
      if (isPiece[i])
        std::move(next.values.begin(), next.values.end(), std::back_inserter(ordered.back().values));
      else
        ordered.push_back(std::move(next));
    }
    attributes = std::move(ordered);
  }
  for (Attribute& attribute : attributes) sortValues(attribute.values);
}

}  // namespace ldapsnap

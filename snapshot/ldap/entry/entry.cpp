#include "snapshot/ldap/entry/entry.h"

#include <algorithm>
#include <iterator>
#include <tuple>
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

struct FoldedAttribute {
  std::string folded;
  Attribute attribute;

  bool operator<(const FoldedAttribute& other) const {
    return std::tie(folded, attribute.description) < std::tie(other.folded, other.attribute.description);
  }
};

void sortValues(std::vector<std::string>& values) {
  if (values.size() < 2) return;
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
  std::vector<FoldedAttribute> sorted;
  sorted.reserve(attributes.size());
  for (Attribute& attribute : attributes) {
    std::string folded = foldDescription(attribute.description);
    sorted.push_back({std::move(folded), std::move(attribute)});
  }
  std::sort(sorted.begin(), sorted.end());
  attributes.clear();
  const std::string* previous = nullptr;
  for (FoldedAttribute& next : sorted) {
    std::vector<std::string>& values = next.attribute.values;
    if (previous && *previous == next.folded) {  // one attribute in two pieces: "cn" and "CN", "x" and "x;binary"
      std::move(values.begin(), values.end(), std::back_inserter(attributes.back().values));
    } else {
      attributes.push_back(std::move(next.attribute));
    }
    previous = &next.folded;
  }
  for (Attribute& attribute : attributes) sortValues(attribute.values);
}

}  // namespace ldapsnap

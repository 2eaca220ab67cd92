#include "diff/apply/edit/ordered_values.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>

namespace ldapsnap {
namespace {

struct Numbered {
  std::size_t number = std::numeric_limits<std::size_t>::max();  ///< without one: after all others
  std::string text;
};

Numbered split(const std::string& value) {
  Numbered result;
  result.text = value;
  const std::size_t end = value.starts_with('{') ? value.find('}') : std::string::npos;
  if (end == std::string::npos) return result;
  std::size_t number = 0;
  if (std::from_chars(value.data() + 1, value.data() + end, number).ptr != value.data() + end) return result;
  return {number, value.substr(end + 1)};
}

}  // namespace

OrderedValues::OrderedValues(const std::vector<std::string>& values) {
  std::vector<Numbered> given;
  for (const std::string& value : values) given.push_back(split(value));
  std::stable_sort(given.begin(), given.end(),
                   [](const Numbered& a, const Numbered& b) { return a.number < b.number; });
  for (Numbered& value : given) texts_.push_back(std::move(value.text));
}

void OrderedValues::insert(const std::string& value) {
  Numbered wanted = split(value);
  const std::size_t place = std::min(wanted.number, texts_.size());
  texts_.insert(texts_.begin() + static_cast<std::ptrdiff_t>(place), std::move(wanted.text));
}

bool OrderedValues::removeAt(const std::string& value) {
  const Numbered wanted = split(value);
  if (!wanted.text.empty() || wanted.number >= texts_.size()) return false;
  texts_.erase(texts_.begin() + static_cast<std::ptrdiff_t>(wanted.number));
  return true;
}

std::vector<std::string> OrderedValues::values() const {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < texts_.size(); ++i) values.push_back(fmt::format("{{{}}}{}", i, texts_[i]));
  return values;
}

}  // namespace ldapsnap

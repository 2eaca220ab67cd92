#include "diff/selection/selection.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

struct NamedKind {
  ChangeKind kind;
  std::string_view name;
};
constexpr std::array<NamedKind, 5> kKinds{{{ChangeKind::Added, "added"},
                                           {ChangeKind::Removed, "removed"},
                                           {ChangeKind::Modified, "modified"},
                                           {ChangeKind::Renamed, "renamed"},
                                           {ChangeKind::Moved, "moved"}}};

constexpr std::array<std::uint64_t Deselected::*, 8> kLeftOutCounters{
    &Deselected::entries,      &Deselected::attributes, &Deselected::definitions, &Deselected::findings,
    &Deselected::consequences, &Deselected::steps,      &Deselected::listed,      &Deselected::values};

}  // namespace

std::string_view nameOf(ChangeKind kind) { return kKinds.at(static_cast<std::size_t>(kind)).name; }

ChangeKind parseChangeKind(std::string_view text) {
  std::vector<std::string> names;
  for (const NamedKind& one : kKinds) {
    if (one.name == text) return one.kind;
    names.emplace_back(one.name);
  }
  const auto meant = didYouMean(text, names);
  throw Error(ErrorKind::Usage, fmt::format("no kind of change is called \"{}\"", visible(text)))
      .fix(meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("there are: {}", fmt::join(names, ", ")));
}

bool Selection::empty() const {
  return under.empty() && notUnder.empty() && attributes.empty() && notAttributes.empty() && classes.empty() &&
         filters.empty() && changes.empty() && expected.empty();
}

std::vector<std::string> Selection::words() const {
  std::vector<std::string> words;
  for (const Dn& dn : under) words.insert(words.end(), {"--under", dn.toString()});
  for (const Dn& dn : notUnder) words.insert(words.end(), {"--not-under", dn.toString()});
  for (const std::string& name : attributes) words.insert(words.end(), {"--attr", name});
  for (const std::string& name : notAttributes) words.insert(words.end(), {"--no-attr", name});
  for (const std::string& name : classes) words.insert(words.end(), {"--class", name});
  for (const Filter& filter : filters) words.insert(words.end(), {"--filter", filter.toString()});
  for (const ChangeKind kind : changes) words.insert(words.end(), {"--change", std::string(nameOf(kind))});
  return words;
}

std::uint64_t Deselected::total() const {
  std::uint64_t sum = 0;
  for (const auto counter : kLeftOutCounters) sum += this->*counter;
  return sum;
}

void addLeftOut(std::vector<Deselected>& sum, const std::vector<Deselected>& more) {
  for (const Deselected& one : more) {
    const auto same = std::find_if(sum.begin(), sum.end(), [&one](const Deselected& other) {
      return other.selector == one.selector && other.why == one.why;
    });
    if (same == sum.end()) {
      sum.push_back(one);
      continue;
    }
    for (const auto counter : kLeftOutCounters) (*same).*counter += one.*counter;
  }
}

Selection reversed(Selection selection) {
  const auto reverse = [](std::vector<ChangeKind>& kinds) {
    for (ChangeKind& kind : kinds) {
      if (kind == ChangeKind::Added) {
        kind = ChangeKind::Removed;
      } else if (kind == ChangeKind::Removed) {
        kind = ChangeKind::Added;
      }
    }
  };
  reverse(selection.changes);
  for (ExpectedChange& change : selection.expected) reverse(change.changes);
  return selection;
}

}  // namespace ldapsnap

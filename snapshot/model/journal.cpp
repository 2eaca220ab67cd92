#include "snapshot/model/journal.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::array<std::pair<JournalOperation, std::string_view>, 5> kOperations = {{
    {JournalOperation::Added, "added"},
    {JournalOperation::Modified, "modified"},
    {JournalOperation::Deleted, "deleted"},
    {JournalOperation::Renamed, "renamed"},
    {JournalOperation::Written, "written"},
}};

/// What became of one name.
struct Fate {
  std::string dn;  ///< as first reported
  std::uint64_t changes = 0;
  bool wasAdded = false;  ///< while we watched, by its first change
  bool isGone = false;    ///< by its last change
};

/// Follows names through renames: what was changed under the old name counts for the new one.
class Fates {
 public:
  void add(const JournalEntry& entry) {
    const bool isRename = entry.operation == JournalOperation::Renamed;
    const std::string& dn = isRename && entry.dn.empty() ? entry.newDn : entry.dn;
    Fate& fate = find(dn);
    if (fate.changes == 0) fate.wasAdded = entry.operation == JournalOperation::Added;
    ++fate.changes;
    fate.isGone = entry.operation == JournalOperation::Deleted;
    if (isRename) move(dn, entry.newDn);
  }
  const std::vector<Fate>& all() const { return fates_; }

 private:
  Fate& find(const std::string& dn) {
    const auto [place, isNew] = places_.try_emplace(asciiLower(dn), fates_.size());
    if (isNew) fates_.push_back({dn});
    return fates_[place->second];
  }
  void move(const std::string& from, const std::string& to) {
    const auto place = places_.find(asciiLower(from));
    const std::size_t index = place->second;
    fates_[index].dn = to;
    places_.erase(place);
    places_[asciiLower(to)] = index;
  }

  std::vector<Fate> fates_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

std::string_view nameOf(JournalOperation operation) {
  return kOperations.at(static_cast<std::size_t>(operation)).second;
}

std::optional<JournalOperation> journalOperationNamed(std::string_view name) {
  for (const auto& [operation, known] : kOperations)
    if (name == known) return operation;
  return std::nullopt;
}

JournalSummary summarise(const Journal& journal) {
  Fates fates;
  for (const JournalEntry& entry : journal.entries) fates.add(entry);
  JournalSummary summary;
  for (const Fate& fate : fates.all()) {
    if (fate.wasAdded && fate.isGone) summary.cameAndWent.push_back(fate.dn);
    if (!fate.isGone && fate.changes > 1) summary.repeated.push_back({fate.dn, fate.changes});
  }
  std::stable_sort(summary.repeated.begin(), summary.repeated.end(),
                   [](const auto& a, const auto& b) { return a.times > b.times; });
  return summary;
}

}  // namespace ldapsnap

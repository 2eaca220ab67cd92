#include "diff/rehearse/steps/recorded_order.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_map>

#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

namespace {

/// When something happened to an entry of a name: positions in the journal, the first one is 1.
struct Times {
  std::size_t first = 0, last = 0;

  void add(std::size_t position) {
    if (first == 0) first = position;
    last = position;
  }
};

class RecordedOrder {
 public:
  RecordedOrder(const std::vector<RehearsalStep>& steps, const Journal& journal, const Schema& schema)
      : steps_(steps), schema_(schema), emitted_(steps.size()) {
    for (std::size_t i = 0; i < journal.entries.size(); ++i) {
      const JournalEntry& entry = journal.entries[i];
      const std::string& dn = entry.dn.empty() ? entry.newDn : entry.dn;
      times_[keyOf(entry.operation, nameOf(dn))].add(i + 1);
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
      names_.push_back(nameOf(steps[i].record.entry.dn));
      if (steps[i].record.change == ChangeType::Add || steps[i].record.change == ChangeType::None)
        adds_.emplace(names_[i], i);
      if (steps[i].record.change == ChangeType::Delete) deletesBelow_[parentOf(i)].push_back(i);
    }
  }

  std::vector<std::size_t> positions() {
    const std::vector<std::size_t> ranks = ranksOfSteps();
    std::vector<std::size_t> order(steps_.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&ranks](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
    for (const std::size_t step : order) emit(step);
    return std::move(result_);
  }

 private:
  std::string nameOf(const std::string& dn) const { return tryNormalForm(dn, schema_).value_or(dn); }
  static std::string keyOf(JournalOperation operation, const std::string& name) {
    return std::to_string(static_cast<int>(operation)) + " " + name;
  }
  std::string parentOf(std::size_t step) const {
    try {
      return normalForm(Dn::parse(steps_[step].record.entry.dn).parent(), schema_);
    } catch (const std::exception&) {
      return {};
    }
  }

  Times timesOf(JournalOperation operation, const std::string& name) const {
    const auto found = times_.find(keyOf(operation, name));
    return found == times_.end() ? Times() : found->second;
  }

  bool holdsSchema(const LdifRecord& record) const {
    return std::any_of(record.modifications.begin(), record.modifications.end(), [](const Modification& each) {
      const std::string& name = each.attribute.description;
      return name == "attributeTypes" || name == "objectClasses" || name == "olcAttributeTypes" ||
             name == "olcObjectClasses";
    });
  }

  /// 0: not in the journal.
  std::size_t recorded(std::size_t step) const {
    const LdifRecord& record = steps_[step].record;
    const Times written = timesOf(JournalOperation::Written, names_[step]);
    Times times;
    switch (record.change) {
      case ChangeType::Delete:
        return timesOf(JournalOperation::Deleted, names_[step]).last;
      case ChangeType::ModifyDn:
        times = timesOf(JournalOperation::Renamed, names_[step]);
        break;
      case ChangeType::Modify:
        times = timesOf(JournalOperation::Modified, names_[step]);
        if (holdsSchema(record) && times.first > 0) return times.first;
        break;
      case ChangeType::Add:
      case ChangeType::None:
        times = timesOf(JournalOperation::Added, names_[step]);
        break;
    }
    return times.last > 0 ? times.last : written.last;
  }

  std::vector<std::size_t> ranksOfSteps() const {
    std::vector<std::size_t> ranks;
    std::unordered_map<std::string, std::size_t> latestOfName;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const std::size_t told = recorded(i);
      std::size_t& latest = latestOfName[names_[i]];
      const std::size_t rank = std::max(told > 0 || ranks.empty() ? told : ranks.back(), latest);
      ranks.push_back(rank);
      latest = rank;
    }
    return ranks;
  }

  void emit(std::size_t step) {
    std::vector<std::size_t> waiting{step};
    while (!waiting.empty()) {
      const std::size_t next = waiting.back();
      const std::size_t size = waiting.size();
      if (!emitted_[next]) addWhatGoesBefore(next, waiting);
      if (waiting.size() > size) continue;
      waiting.pop_back();
      if (emitted_[next]) continue;
      emitted_[next] = true;
      result_.push_back(next);
    }
  }

  void addWhatGoesBefore(std::size_t step, std::vector<std::size_t>& waiting) const {
    const ChangeType change = steps_[step].record.change;
    if (change == ChangeType::Delete) {
      const auto below = deletesBelow_.find(names_[step]);
      if (below == deletesBelow_.end()) return;
      for (const std::size_t child : below->second)
        if (!emitted_[child] && child != step) waiting.push_back(child);
    } else if (change == ChangeType::Add || change == ChangeType::None) {
      const auto parent = adds_.find(parentOf(step));
      if (parent != adds_.end() && !emitted_[parent->second] && parent->second != step)
        waiting.push_back(parent->second);
    }
  }

  const std::vector<RehearsalStep>& steps_;
  const Schema& schema_;
  std::vector<bool> emitted_;
  std::vector<std::size_t> result_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, Times> times_;
  std::unordered_map<std::string, std::size_t> adds_;
  std::unordered_map<std::string, std::vector<std::size_t>> deletesBelow_;
};

}  // namespace

void orderAsRecorded(std::vector<RehearsalStep>& steps, const Journal& journal, const Schema& schema) {
  const std::vector<std::size_t> positions = RecordedOrder(steps, journal, schema).positions();
  std::vector<RehearsalStep> ordered;
  ordered.reserve(steps.size());
  for (const std::size_t position : positions) ordered.push_back(std::move(steps[position]));
  steps = std::move(ordered);
}

}  // namespace ldapsnap

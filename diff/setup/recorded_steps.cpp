#include "diff/setup/recorded_steps.h"

#include <fmt/format.h>

#include "diff/compare/change_records.h"

namespace ldapsnap {
namespace {

std::string lineOf(const LeftOut& leftOut) {
  return leftOut.description.empty() ? fmt::format("{}: {}", leftOut.dn, leftOut.reason)
                                     : fmt::format("{} {}: {}", leftOut.dn, leftOut.description, leftOut.reason);
}

}  // namespace

RecordedSteps stepsBetween(const Difference& difference, const Snapshot& before, const Snapshot& after) {
  ChangeRecords records = changeRecordsOf(difference, before, after);
  RecordedSteps recorded;
  for (ChangeStep& step : records.steps) {
    std::optional<Entry> entry;
    if (step.record.change == ChangeType::Modify) entry = before.find(Dn::parse(step.record.entry.dn));
    for (const LeftOut& leftOut : step.leftOut) recorded.leftOut.push_back(lineOf(leftOut));
    recorded.steps.push_back({std::move(step.record), std::move(entry)});
  }
  for (const LeftOut& leftOut : records.leftOut) recorded.leftOut.push_back(lineOf(leftOut));
  return recorded;
}

}  // namespace ldapsnap

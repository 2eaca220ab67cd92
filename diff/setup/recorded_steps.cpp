#include "diff/setup/recorded_steps.h"

#include <fmt/format.h>

#include "diff/compare/change_records.h"

namespace ldapsnap {
namespace {

std::string lineOf(const LeftOut& leftOut) {
  return leftOut.description.empty() ? fmt::format("{}: {}", leftOut.dn, leftOut.reason)
                                     : fmt::format("{} {}: {}", leftOut.dn, leftOut.description, leftOut.reason);
}

/// The schema of Active Directory says of objectClass that no client writes it; an add that does not is refused.
void nameClasses(LdifRecord& record, const Snapshot& after) {
  if (record.change != ChangeType::Add || record.entry.find("objectClass") != nullptr) return;
  const auto entry = after.find(Dn::parse(record.entry.dn));
  if (!entry) return;
  if (const Attribute* classes = entry->find("objectClass")) record.entry.attributes.push_back(*classes);
}

}  // namespace

RecordedSteps stepsBetween(const Difference& difference, const Snapshot& before, const Snapshot& after) {
  ChangeRecords records = changeRecordsOf(difference, before, after);
  RecordedSteps recorded;
  for (ChangeStep& step : records.steps) {
    std::optional<Entry> entry;
    if (step.record.change == ChangeType::Modify || step.record.change == ChangeType::Delete)
      entry = before.find(Dn::parse(step.record.entry.dn));
    for (const LeftOut& leftOut : step.leftOut) recorded.leftOut.push_back(lineOf(leftOut));
    nameClasses(step.record, after);
    recorded.steps.push_back({std::move(step.record), std::move(entry)});
  }
  for (const LeftOut& leftOut : records.leftOut) recorded.leftOut.push_back(lineOf(leftOut));
  return recorded;
}

}  // namespace ldapsnap

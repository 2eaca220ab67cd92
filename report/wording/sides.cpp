#include "report/wording/sides.h"

#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kLongestName = 24;

bool arePlaces(const Report& report) {
  const Difference& difference = *report.difference;
  if (report.mapping && !report.mapping->names.empty()) return true;
  if (!difference.otherDirectories.empty()) return true;
  const SnapshotInfo &before = difference.before, &after = difference.after;
  return before.kind == SnapshotInfo::Kind::Captured && after.kind == SnapshotInfo::Kind::Captured &&
         before.site != after.site;
}

}  // namespace

const std::string& Sides::wordOf(Change change) const {
  switch (change) {
    case Change::Added:
      return added;
    case Change::Removed:
      return removed;
    case Change::Renamed:
      return renamed;
    case Change::Modified:
      break;
  }
  return changed;
}

const Sides& twoTimes() {
  static const Sides times = {.arePlaces = false,
                              .before = "Before",
                              .after = "After",
                              .added = "added",
                              .removed = "removed",
                              .renamed = "renamed",
                              .changed = "changed",
                              .changedPlural = "changed",
                              .earlier = "earlier",
                              .later = "later",
                              .held = "Already present before",
                              .resolved = "No longer found"};
  return times;
}

Sides sidesOf(const Report& report) {
  if (!report.difference || !arePlaces(report)) return twoTimes();
  std::string first = shortName(report.beforeName, report.difference->before);
  std::string second = shortName(report.afterName, report.difference->after);
  const auto isLong = [](const std::string& name) { return name.size() > kLongestName || name.empty(); };
  if (first == second || isLong(first) || isLong(second)) {
    first = "the first";
    second = "the second";
  }
  Sides sides;
  sides.arePlaces = true;
  sides.before = visible(first);
  sides.after = visible(second);
  sides.added = "only in " + sides.after;
  sides.removed = "only in " + sides.before;
  sides.renamed = "renamed";
  sides.changed = "differs";
  sides.changedPlural = "differ";
  sides.earlier = "first";
  sides.later = "second";
  sides.held = "Present in both";
  sides.resolved = "Only in " + sides.before;
  return sides;
}

std::string keptName(const std::string& name, const SnapshotInfo& info) {
  return info.id.empty() || info.site.empty() ? name : info.site;
}

std::string shortName(const std::string& name, const SnapshotInfo& info) {
  if (!info.id.empty() || info.kind == SnapshotInfo::Kind::Captured) return info.site;
  const std::size_t slash = name.find_last_of('/');
  return slash == std::string::npos || slash + 1 == name.size() ? name : name.substr(slash + 1);
}

}  // namespace ldapsnap

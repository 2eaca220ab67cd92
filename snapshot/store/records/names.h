// Which snapshot or run a name refers to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/model/run.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/store/backend/backend.h"

namespace ldapsnap {

/// True for a state that the site was in: `log`, `blame`, `SITE~N` and the latest snapshot of a site are about those.
/// A prediction is kept with its site, but is not part of its history. (One of version 0.1.0 is, of a site of its own.)
bool isInHistory(const SnapshotInfo& snapshot);

/// True for what can be the start of a snapshot's id: at least four digits 0-9, a-f. No label may look like it.
bool looksLikeId(std::string_view name);
/// True for what can be the name of a run: "R1", "lab/R1".
bool isRunName(std::string_view text);

/// A time as people write it: the first and the last second that it means.
struct NamedTime {
  Time first{}, last{};
};
/// Reads "2026-11-01" (that day), "2026-11-01T14:00" (that minute's first second), with seconds, in UTC with a "Z" and
/// else in the local time zone (local_time.h), GeneralizedTime ("20261101140000Z"), "now", "yesterday" (a day ago), "3
/// days ago" (minutes, hours, days, weeks, months of 30 days). None for anything else.
std::optional<NamedTime> timeNamed(std::string_view text, Time now);
/// What may be written as a time, for the remedy of an error.
inline constexpr std::string_view kTimeForms =
    "write a day or a time, as in 2026-11-01, 2026-11-01T14:00 or, in UTC, 2026-11-01T14:00Z, \"yesterday\", or "
    "\"3 days ago\"";
/// What TIME is in `SITE@{TIME}`: the first second that is later than what timeNamed() gives.
std::optional<Time> momentNamed(std::string_view text, Time now);

/// What has to be known to find what `name` means (Store::find(), Store::run()), if it is one.
NameRequest requestFor(std::string_view name, Time now);

/// What names can refer to, read at one moment: everything, or what requestFor() asked for.
struct NameTable {
  std::vector<SnapshotInfo> snapshots;  ///< oldest first
  std::vector<std::string> sites;       ///< those with a history or runs, for all()
  std::vector<LabelRow> labels;
  std::vector<Run> runs;

  /// See Store::find(). Throws Error(BadInput).
  std::optional<SnapshotInfo> find(std::string_view name) const;
  /// See Store::run(). None when nothing has that name.
  std::optional<Run> findRun(std::string_view name) const;
  /// Every name a user may have meant, for suggestions.
  std::vector<std::string> all() const;
  std::vector<std::string> allRuns() const;

 private:
  std::optional<SnapshotInfo> findBase(std::string_view name) const;
  std::optional<SnapshotInfo> findById(std::string_view prefix) const;
  std::optional<SnapshotInfo> findByTime(std::string_view site, std::string_view when, std::string_view name) const;
  std::optional<SnapshotInfo> findOfRun(std::string_view name, std::string_view side) const;
  const SnapshotInfo* latestOf(std::string_view site) const;
  const SnapshotInfo* withId(std::string_view id) const;
  SnapshotInfo ancestor(const SnapshotInfo& of, std::string_view steps, std::string_view name) const;
};

/// Throws Error(Usage) for the name of a site that could be taken for something else: nothing, one with a control
/// character, a label, or what other names are made of: "lab~1", "lab@{now}", "lab/R1", "..". Sites that an earlier
/// version stored under such a name are read as before.
void checkSiteName(std::string_view site, const std::vector<LabelRow>& labels);

/// Throws Error(Usage) for a label that Store::setLabel() does not take.
void checkLabel(std::string_view label, const std::vector<std::string>& sites);

}  // namespace ldapsnap

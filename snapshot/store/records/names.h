// What the names of snapshots and runs mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/model/snapshot.h"
#include "snapshot/store/backend.h"
#include "snapshot/store/run.h"

namespace ldapsnap {

/// All that names can refer to, read at one moment.
struct NameTable {
  std::vector<SnapshotInfo> snapshots;  ///< oldest first
  std::vector<LabelRow> labels;
  std::vector<Run> runs;

  /// See Store::find(). Throws Error(BadInput).
  std::optional<SnapshotInfo> find(std::string_view name) const;
  /// See Store::run(). Empty when nothing has that name.
  std::optional<Run> findRun(std::string_view name) const;
  /// Every name a user may have meant, for suggestions.
  std::vector<std::string> all() const;
  std::vector<std::string> allRuns() const;
  std::vector<std::string> sites() const;

 private:
  std::optional<SnapshotInfo> findBase(std::string_view name) const;
  std::optional<SnapshotInfo> findById(std::string_view prefix) const;
  std::optional<SnapshotInfo> findOfRun(std::string_view name, std::string_view side) const;
  const SnapshotInfo* latestOf(std::string_view site) const;
  const SnapshotInfo* withId(std::string_view id) const;
  SnapshotInfo ancestor(const SnapshotInfo& of, std::string_view steps, std::string_view name) const;
};

/// Throws Error(Usage) for a label that Store::setLabel() does not take.
void checkLabel(std::string_view label, const std::vector<std::string>& sites);

}  // namespace ldapsnap

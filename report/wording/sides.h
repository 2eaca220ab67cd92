// How the two snapshots of a difference are spoken of: as one directory at two times ("before", "added"), or as two
// directories ("lab", "only in prod").
#pragma once

#include <string>

#include "report/model/report.h"

namespace ldapsnap {

struct Sides {
  bool arePlaces = false;
  std::string before, after;  ///< what a column is headed: "Before" and "After", or what the places are called
  /// What a change is called, and of several: "added", "changed", "only in prod"; "differs", "differ".
  std::string added, removed, renamed, changed, changedPlural;
  std::string earlier, later;  ///< adjectives of the snapshots: "earlier" and "later", or "first" and "second"
  std::string held;            ///< findings of both: "Already present before", "Present in both"
  std::string resolved;        ///< findings of the first alone: "No longer found", "Only in lab"

  /// "added", "only in prod".
  const std::string& wordOf(Change change) const;
};

/// One directory at two times: the words of a difference that has no names for its sides.
const Sides& twoTimes();

/// Of a report with a difference. They are places where names were mapped, where the identifiers of the entries show
/// two directories, and where two sites were captured; otherwise times. A place is called as the user named it, a file
/// without its folder; one whose name is too long for a column is "the first" or "the second".
Sides sidesOf(const Report& report);

/// What a snapshot is called in a document that is kept: its site if it is stored, as a name like "seattle~1" means
/// another one tomorrow; else as the user named it.
std::string keptName(const std::string& name, const SnapshotInfo& info);

/// What a snapshot is called in a column or a title: its site, a file without its folder.
std::string shortName(const std::string& name, const SnapshotInfo& info);

}  // namespace ldapsnap

// What both snapshots cover: outside of it, an entry or a value that one side lacks is not a difference.
#pragma once

#include <map>
#include <set>
#include <string>

#include "diff/compare/model/difference.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {

/// Sets aside what only one side holds because the other was not taken of it: by its bases and filters, by the
/// attributes that were requested, by access rules, by gaps, or because an export of databases does not hold what is
/// compiled into the server.
class Intersection {
 public:
  /// The snapshots must outlive it.
  Intersection(const Snapshot& before, const Snapshot& after);

  /// Takes out of `change` the attributes that one side does not cover, and counts them in `difference`. True when
  /// nothing is left of it: the entry is not covered, or all its attributes were taken out.
  bool setAside(EntryChange& change, Difference& difference);
  /// The same of `difference.schema`.
  void setAsideDefinitions(Difference& difference) const;

 private:
  /// One of the two snapshots, and what it lacks.
  struct SideOf {
    SideOf(const Coverage& side, const Coverage& other)
        : snapshot(side.snapshot()), coverage(side), missing(side, other) {}
    const Snapshot& snapshot;
    const Coverage& coverage;
    MissingEntries missing;
    bool isDatabaseExport() const { return snapshot.info().coverage.isDatabaseExport; }
  };

  const SideOf& lacking(Change change) const { return change == Change::Added ? before_ : after_; }
  bool setAsideAttributes(std::vector<AttributeChange>& attributes, const std::string& dn, const std::string& fromDn,
                          Difference& difference);
  bool setAsideCompiledIn(AttributeChange& attribute) const;
  void setAsideUnselected(Difference& difference) const;
  void setAsideDescriptions(Difference& difference) const;
  NotCompared& reasonOf(Difference& difference, bool isAfter, const std::string& reason);

  Coverage coverageBefore_, coverageAfter_;
  SideOf before_, after_;
  std::map<std::pair<bool, std::string>, std::size_t> numbers_;  ///< of reasons, in the difference's list
};

}  // namespace ldapsnap

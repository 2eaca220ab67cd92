// Applies a selection to a difference, to its consequences and to findings.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "diff/compare/model/difference.h"
#include "diff/compare/schema/comparison_schema.h"
#include "diff/impact/judge.h"
#include "diff/rules/engine/check.h"
#include "diff/selection/selection.h"

namespace ldapsnap {

/// Takes out of results what a selection does not ask for, and keeps account of it. Costs one look at each change; an
/// entry is read from a snapshot only where a class or a filter is asked for.
class Selector {
 public:
  /// All must outlive it. `before` is `after` for a check. `today`: which expected changes still count.
  Selector(const Selection& selection, const Snapshot& before, const Snapshot& after, Time today);

  /// Whether a step of a rehearsal is asked for: `step` is the change that it makes or would make, `entry` the entry
  /// that it makes, or is about; nullptr: not known.
  bool selects(const EntryChange& step, const Entry* entry);
  /// `entry` of a snapshot with the attributes that are asked for; nothing when it is left out.
  std::optional<Entry> pick(const Entry& entry);
  /// Whether an attribute's value is asked for: --attr and --no-attr alone count.
  bool selectsValueOf(std::string_view description);

  /// Definitions of the schema belong to no entry: --under, --class and --filter leave them out. --attr keeps the
  /// definitions of these attributes. EntryCounts then count what is left; `unchanged` stays.
  void apply(Difference& difference);
  /// A consequence is at its subject, if that is an entry, and at its objects. --under, --not-under, --class and
  /// --filter count; an object that is not there, or is no entry, can be of any class.
  void apply(std::vector<Judgement>& judgements);
  /// A finding is at its object. Verdicts on setups stay as they are: they are about the entire directory.
  void apply(CheckResult& result);

  /// By selector, in the order of the selection.
  std::vector<Deselected> leftOut() const;

 private:
  struct Expected {
    const ExpectedChange* change = nullptr;
    std::vector<std::string> attributes;  ///< identities
    std::vector<Filter> classes;
    std::size_t tally = 0;
  };
  using What = std::uint64_t Deselected::*;  ///< the counter of what is left out
  enum class Counted { Yes, No };            ///< No: of what is not shown anyway unless asked for
  using TallyOrNone = std::optional<std::size_t>;

  std::size_t addTally(std::string selector, Deselected::Why why);
  void addExpected(const ExpectedChange& change);
  std::string identityOf(std::string_view attribute, Side side = Side::After) const;
  std::string identityOf(const AttributeChange& change) const;
  void count(std::size_t tally, What what, std::uint64_t number = 1);

  bool isUnder(const std::string& dn, const Dn& base) const;
  bool isUnderOne(const std::vector<std::string>& dns, const std::vector<Dn>& bases) const;
  TallyOrNone placeExcludedBy(const std::vector<std::string>& dns) const;
  TallyOrNone excludedBy(const EntryChange& change) const;
  bool isAbout(const Expected& expected, const EntryChange& change) const;
  TallyOrNone expectedBy(const EntryChange& change) const;
  bool matchesOne(const EntryChange& change, const std::vector<Filter>& filters) const;
  bool matchesOne(const Entry& entry, Side side, const std::vector<Filter>& filters) const;
  bool selectsObjects() const;
  TallyOrNone objectsExcluded(const std::vector<std::string>& dns, const std::vector<Filter>& filters,
                              std::size_t tally) const;
  TallyOrNone objectsExcludedBy(const std::vector<std::string>& dns) const;
  std::optional<Entry> entryOf(const EntryChange& change) const;
  template <typename Fits>
  TallyOrNone classOrFilterExcludes(const Fits& fits) const;
  TallyOrNone attributeExcludedBy(const std::string& identity) const;
  TallyOrNone thinOut(EntryChange& change, Counted counted);
  void applyTo(EntryChanges& changes, Counted counted);
  TallyOrNone excludedBy(const SchemaChange& change) const;
  void applyTo(std::vector<SchemaChange>& changes, Counted counted);
  void applyTo(std::vector<Finding>& findings);

  const Selection& selection_;
  const Snapshot &before_, &after_;
  ComparisonSchema schema_;
  std::vector<Deselected> tallies_;
  std::vector<std::string> attributes_;     ///< identities of Selection::attributes
  std::vector<std::string> notAttributes_;  ///< of Selection::notAttributes
  std::vector<Filter> classes_;
  std::vector<Expected> expected_;
  std::size_t underTally_ = 0, attributeTally_ = 0, classTally_ = 0, filterTally_ = 0, changeTally_ = 0;
  std::vector<std::size_t> notUnderTallies_, notAttributeTallies_;
};

/// Throws Error(BadInput) for an --under at which no snapshot has an entry, and for an --attr or --class that neither
/// schema knows and no entry has: a selector that selects nothing is a typing error more often than not, and would read
/// as "no differences". `before` may be nullptr.
void requireSelectable(const Selection& selection, const Snapshot* before, const Snapshot& after);

}  // namespace ldapsnap

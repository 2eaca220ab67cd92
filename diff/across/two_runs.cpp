#include "diff/across/two_runs.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "diff/across/done_alike.h"
#include "diff/across/mapped_change.h"
#include "diff/compare/schema/schema_compare.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

void count(EntryCounts& counts, const EntryChange& change) {
  switch (change.change) {
    case Change::Added:
      counts.added += change.entries;
      break;
    case Change::Removed:
      counts.removed += change.entries;
      break;
    case Change::Modified:
      counts.modified += change.entries;
      break;
    case Change::Renamed:
      counts.renamed += change.entries;
  }
}

void put(Difference& difference, const EntryChange& change) {
  difference.changes.push_back(change);
  count(difference.entries, change);
}

Mapping inverse(const Mapping& mapping) {
  std::vector<MappedName> names = mapping.names();
  for (MappedName& name : names) std::swap(name.from, name.to), name.count = 0;
  return Mapping(std::move(names));
}

/// Elements are one when they share an OID, else a name.
using ElementKey = std::pair<std::string, std::string>;
ElementKey keyOf(const SchemaChange& change) {
  return {change.element, change.oid.empty() ? asciiLower(change.name) : change.oid};
}

class RunsComparison {
 public:
  RunsComparison(const RunResult& first, const RunResult& second, Mapping& mapping)
      : first_(first), second_(second), mapping_(mapping), back_(inverse(mapping)), schema_(first.after, second.after) {
    for (Difference* difference :
         {&result_.first.lacking, &result_.first.needless, &result_.second.lacking, &result_.second.needless})
      difference->before = second.difference.before, difference->after = second.difference.after;
  }

  RunsDifference compare() {
    compareSchema();
    compareEntries();
    return std::move(result_);
  }

 private:
  using SchemaChanges = std::map<ElementKey, const SchemaChange*>;

  static SchemaChanges byKey(const std::vector<SchemaChange>& changes);
  void compareSchema();
  void putSchema(const std::vector<SchemaChange>& changes, const SchemaChanges& other, DoneInOne& done) const;
  bool isDefinedAlike(const SchemaChange& change) const { return !unlike_.contains(keyOf(change)); }

  void compareEntries();
  void readFirst();
  void compareEntry(const EntryChange& change);

  RunResult first_, second_;
  Mapping& mapping_;
  Mapping back_;
  ComparisonSchema schema_;
  RunsDifference result_;
  std::set<ElementKey> unlike_;  ///< elements that the directories define otherwise afterwards
  EntryChanges firstChanges_;    ///< with the second's names
  std::unordered_map<std::string, std::size_t> positions_;  ///< in firstChanges_, by name
  std::vector<bool> isMet_;                                 ///< by the second run, for each of firstChanges_
};

RunsComparison::SchemaChanges RunsComparison::byKey(const std::vector<SchemaChange>& changes) {
  SchemaChanges result;
  for (const SchemaChange& change : changes) result.emplace(keyOf(change), &change);
  return result;
}

void RunsComparison::putSchema(const std::vector<SchemaChange>& changes, const SchemaChanges& other,
                               DoneInOne& done) const {
  for (const SchemaChange& change : changes)
    if (!other.contains(keyOf(change)))
      (isDefinedAlike(change) ? done.needless : done.lacking).schema.push_back(change);
}

void RunsComparison::compareSchema() {
  const auto &first = first_.difference.schema, &second = second_.difference.schema;
  if (first.empty() && second.empty()) return;
  const SchemaSides sides{first_.after.schema(), second_.after.schema(), first_.after.info().product,
                          second_.after.info().product};
  for (const SchemaChange& change : compareSchemas(sides).changes) unlike_.insert(keyOf(change));
  const SchemaChanges firstByKey = byKey(first), secondByKey = byKey(second);
  putSchema(first, secondByKey, result_.first);
  putSchema(second, firstByKey, result_.second);
  for (const SchemaChange& change : second) {
    const auto found = firstByKey.find(keyOf(change));
    if (found == firstByKey.end()) continue;
    const SchemaChange& other = *found->second;
    const bool isSameEdit =
        change.change == Change::Modified && other.change == change.change && other.parts == change.parts;
    if (isSameEdit || isDefinedAlike(change))
      ++result_.alikeSchema;
    else
      result_.schema.push_back({other, change});
  }
}

void RunsComparison::readFirst() {
  const bool isMapped = !mapping_.names().empty();
  for (EntryChange change : first_.difference.changes) {
    setAsideOwn(change, schema_, Side::Before);
    if (isNothing(change)) continue;
    if (isMapped) change = mapped(std::move(change), mapping_, schema_, Side::Before);
    positions_.emplace(runKey(change.dn, schema_, Side::Before), firstChanges_.size());
    firstChanges_.push_back(change);
  }
  isMet_.resize(firstChanges_.size());
}

void RunsComparison::compareEntry(const EntryChange& change) {
  const auto found = positions_.find(runKey(change.dn, schema_, Side::After));
  if (found == positions_.end()) {
    const EntryChange inFirst = back_.names().empty() ? change : mapped(change, back_, schema_, Side::After);
    put(standsSo(inFirst, first_.after, schema_, Side::Before) ? result_.second.needless : result_.second.lacking,
        change);
    return;
  }
  isMet_[found->second] = true;
  auto otherwise = doneOtherwise(firstChanges_[found->second], change, schema_);
  if (otherwise)
    result_.entries.push_back(std::move(*otherwise));
  else
    ++result_.alikeEntries;
}

void RunsComparison::compareEntries() {
  readFirst();
  for (EntryChange change : second_.difference.changes) {
    setAsideOwn(change, schema_, Side::After);
    if (!isNothing(change)) compareEntry(change);
  }
  for (std::size_t i = 0; i < firstChanges_.size(); ++i) {
    if (isMet_[i]) continue;
    const EntryChange change = firstChanges_[i];
    put(standsSo(change, second_.after, schema_, Side::After) ? result_.first.needless : result_.first.lacking, change);
  }
}

}  // namespace

bool RunsDifference::empty() const {
  return first.lacking.empty() && second.lacking.empty() && schema.empty() && entries.empty();
}

RunsDifference compareRuns(const RunResult& first, const RunResult& second, Mapping& mapping) {
  return RunsComparison(first, second, mapping).compare();
}

}  // namespace ldapsnap

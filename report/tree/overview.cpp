#include "report/tree/overview.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/tree/dit_groups.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

void count(Change change, std::uint64_t number, OverviewRow& row) {
  switch (change) {
    case Change::Added:
      row.added += number;
      return;
    case Change::Removed:
      row.removed += number;
      return;
    case Change::Renamed:
      row.renamed += number;
      return;
    case Change::Modified:
      row.changed += number;
      return;
  }
}

void addTo(OverviewRow& sum, const OverviewRow& row) {
  sum.added += row.added;
  sum.changed += row.changed;
  sum.renamed += row.renamed;
  sum.removed += row.removed;
}

/// An entry that changed and went along with a renamed container was counted there.
void count(const EntryChange& change, OverviewRow& row) {
  if (change.change == Change::Modified && !change.fromDn.empty()) return;
  count(change.change, change.change == Change::Renamed ? change.entries : 1, row);
}

/// The child of `base` that `dn` lies below; `base` for its children and for itself. Below the root DSE, which has no
/// children, the topmost entry.
std::string subtreeOf(const std::string& dn, const std::string& base) {
  const std::vector<std::string_view> rdns = rdnsForPeople(dn);
  const std::size_t depth = rdnsForPeople(base).size();
  if (rdns.size() < depth + (base.empty() ? 1 : 2)) return base;
  const std::string_view child = rdns[rdns.size() - depth - 1];
  return dn.substr(static_cast<std::size_t>(child.data() - dn.data()));
}

/// Rows in DIT order, of which the smallest are folded into one as soon as there are too many.
class Rows {
 public:
  explicit Rows(std::size_t limit) : limit_(limit) { others_.name = "other"; }

  void add(OverviewRow row) {
    if (row.total() == 0) return;
    rows_.push_back(std::move(row));
    if (rows_.size() <= limit_) return;
    const auto smallest = std::min_element(
        rows_.begin(), rows_.end(), [](const OverviewRow& a, const OverviewRow& b) { return a.total() < b.total(); });
    addTo(others_, *smallest);
    ++folded_;
    rows_.erase(smallest);
  }
  void finish(std::vector<OverviewRow>& rows) {
    rows.insert(rows.end(), rows_.begin(), rows_.end());
    if (folded_ == 0) return;
    others_.name = fmt::format("{} other {}", grouped(folded_), folded_ == 1 ? "subtree" : "subtrees");
    rows.push_back(others_);
  }

 private:
  std::size_t limit_, folded_ = 0;
  std::vector<OverviewRow> rows_;
  OverviewRow others_;
};

void addGroup(const EntryChanges& changes, const DitGroup& group, std::size_t number, Rows& rows) {
  // The topmost entry of a naming context has no base of its own; it is not the root DSE.
  OverviewRow base{dnForPeople(group.base.empty() ? changes[group.first].dn : group.base), true, number}, subtree;
  std::vector<OverviewRow> subtrees;
  for (std::size_t i = group.first; i < group.last; ++i) {
    const EntryChange change = changes[i];
    const std::string name = subtreeOf(change.dn, group.base);
    if (name == group.base) {
      count(change, base);
      continue;
    }
    if (subtree.name != name) {
      if (subtree.total() > 0) subtrees.push_back(std::move(subtree));
      subtree = OverviewRow{name, true, number};
    }
    count(change, subtree);
  }
  if (subtree.total() > 0) subtrees.push_back(std::move(subtree));
  rows.add(std::move(base));
  for (OverviewRow& row : subtrees) rows.add(std::move(row));
}

}  // namespace

std::vector<OverviewRow> overviewOf(const Difference& difference, std::size_t limit) {
  std::vector<OverviewRow> overview;
  OverviewRow schema{"Schema"};
  for (const SchemaChange& change : difference.schema) count(change.change, 1, schema);
  if (schema.total() > 0) overview.push_back(schema);
  Rows rows(limit);
  std::size_t number = 0;
  for (const DitGroup& group : groupByDit(difference.changes, difference.after.searchBases))
    addGroup(difference.changes, group, number++, rows);
  rows.finish(overview);
  return overview;
}

}  // namespace ldapsnap

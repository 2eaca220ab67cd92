#include "diff/history/site_history.h"
#include "diff/rules/engine/check.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text_template.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {
namespace {

/// What an older snapshot says about a finding's object.
enum class Seen { AsFound, Otherwise, NotCovered };

/// The first leaf of a rule that finds objects: what the object of a finding looked like to the rule.
const Condition* objectLeaf(const Condition& condition) {
  if (condition.kind == Condition::Kind::Entries) return condition.atLeast > 0 ? &condition : nullptr;
  if (condition.kind == Condition::Kind::None) return nullptr;
  for (const Condition& operand : condition.operands) {
    if (const Condition* leaf = objectLeaf(operand)) return leaf;
  }
  return nullptr;
}

/// The filter under which the object of `rule` is recognised alone; nullptr where its being there has to do: a filter
/// with ${names}, or one of several alternatives.
const Filter* objectFilter(const Rule& rule) {
  if (rule.when.kind == Condition::Kind::Any) return nullptr;
  const Condition* leaf = objectLeaf(rule.when);
  if (leaf == nullptr || !mentionsIn(leaf->filter.toString()).empty()) return nullptr;
  return &leaf->filter;
}

Seen lookFor(const Snapshot& snapshot, const Dn& dn, const Filter* filter) {
  const auto entry = snapshot.find(dn);
  if (!entry) return Coverage(snapshot).unread(dn, Scope::Base) ? Seen::NotCovered : Seen::Otherwise;
  if (filter == nullptr) return Seen::AsFound;
  switch (filter->matches(*entry, snapshot.schema())) {
    case Truth::True:
      return Seen::AsFound;
    case Truth::False:
      return Seen::Otherwise;
    case Truth::Undefined:
      return Seen::NotCovered;
  }
  return Seen::NotCovered;
}

Introduction trace(SiteHistory& history, const Dn& dn, const Filter* filter) {
  std::size_t first = 0;  // the oldest that shows the object as it was found
  bool isBounded = false;
  for (std::size_t i = 1; i < history.size() && !isBounded; ++i) {
    const Seen seen = lookFor(history.at(i), dn, filter);
    if (seen == Seen::AsFound) first = i;
    isBounded = seen == Seen::Otherwise;
  }
  return history.introduction(first, isBounded);
}

}  // namespace

void traceIntroductions(Store& store, const Packs& packs, const SnapshotInfo& snapshot,
                        std::vector<Finding>& findings) {
  SiteHistory history(store, snapshot);
  if (history.size() == 0) return;
  for (Finding& finding : findings) {
    const Rule* rule = packs.rule(finding.rule);
    if (rule == nullptr || finding.kind == FindingKind::Missing) continue;
    try {
      finding.introducedBy = trace(history, Dn::parse(finding.dn), objectFilter(*rule));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::BadInput) throw;  // the object's name is no DN: it cannot be looked up
    }
  }
}

}  // namespace ldapsnap

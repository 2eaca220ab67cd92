#include "diff/compare/folding/fold.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "diff/compare/folding/order.h"

namespace ldapsnap {
namespace {

using AttributeChanges = std::vector<AttributeChange>;

/// Moves those for which `belongs` holds from `attributes` to the result, in order.
AttributeChanges takeOut(AttributeChanges& attributes, const auto& belongs) {
  AttributeChanges taken, left;
  for (AttributeChange& attribute : attributes) (belongs(attribute) ? taken : left).push_back(std::move(attribute));
  attributes = std::move(left);
  return taken;
}

Side sideOf(const AttributeChange& attribute) {
  return attribute.change == Change::Removed ? Side::Before : Side::After;
}

EntryChange definitionChange(const EntryChange& change, AttributeChanges definitions) {
  EntryChange result;
  result.dn = change.dn;
  result.fromDn = change.fromDn;
  result.attributes = std::move(definitions);
  return result;
}

/// What went along with a renamed container is in the container's count.
bool isCountedWithRename(const EntryChange& change) {
  return change.change == Change::Modified && !change.fromDn.empty();
}

void count(const EntryChange& change, EntryCounts& counts) {
  switch (change.change) {
    case Change::Added:
      ++counts.added;
      break;
    case Change::Removed:
      ++counts.removed;
      break;
    case Change::Modified:
      ++counts.modified;
      break;
    case Change::Renamed:
      counts.renamed += change.entries;
      break;
  }
}

/// What is only counted in a comparison by rule, as an exact one shows it.
bool isRespelled(const EntryChange& change) { return !change.spellings.empty() || !change.spelledFrom.empty(); }

void place(const EntryChange& change, Difference& difference) {
  const bool isCounted = !isCountedWithRename(change);
  if (change.change != Change::Modified || change.replaced || !change.attributes.empty()) {
    if (isCounted) count(change, difference.entries);
    difference.changes.push_back(change);
  } else if (isRespelled(change)) {
    if (isCounted) ++difference.entries.spellingOnly;
    difference.spellingChanges.push_back(change);
  } else if (!change.volatiles.empty()) {
    if (isCounted) ++difference.entries.volatileOnly;
    difference.volatileChanges.push_back(change);
  } else if (isCounted) {
    ++difference.entries.unchanged;
  }
}

}  // namespace

void recount(Difference& difference) {
  EntryCounts counts;
  counts.unchanged = difference.entries.unchanged;
  for (const EntryChange& change : difference.changes)
    if (!isCountedWithRename(change)) count(change, counts);
  for (const EntryChange& change : difference.volatileChanges)
    counts.volatileOnly += isCountedWithRename(change) ? 0 : 1;
  for (const EntryChange& change : difference.spellingChanges)
    counts.spellingOnly += isCountedWithRename(change) ? 0 : 1;
  const std::uint64_t before = difference.entries.compared(), now = counts.compared();
  counts.notSelected = before > now ? before - now : 0;
  difference.entries = counts;
}

void showSpelling(EntryChange& change) {
  std::move(change.spellings.begin(), change.spellings.end(), std::back_inserter(change.attributes));
  change.spellings.clear();
  if (change.spelledFrom.empty() || change.change != Change::Modified) return;
  change.change = Change::Renamed;
  change.fromDn = std::exchange(change.spelledFrom, {});
  change.renamedBy = "spelling";
}

void fold(EntryChange change, const ComparisonSchema& schema, Difference& difference) {
  const auto isVolatile = [&schema](const AttributeChange& attribute) {
    const AttributeTraits& traits = schema.traits(attribute.description, sideOf(attribute));
    return traits.isVolatile || traits.isIdentity || attribute.followsFromParent;
  };
  const auto isDefinition = [&schema](const AttributeChange& attribute) {
    return schema.traits(attribute.description, sideOf(attribute)).isDefinition;
  };
  change.volatiles = takeOut(change.attributes, isVolatile);
  takeOut(change.spellings, isDefinition);
  if (schema.isExact()) showSpelling(change);
  if (change.change == Change::Modified || change.change == Change::Renamed) {
    AttributeChanges definitions = takeOut(change.attributes, isDefinition);
    if (!definitions.empty()) difference.definitionChanges.push_back(definitionChange(change, std::move(definitions)));
  }
  place(change, difference);
}

std::uint64_t showSpellingOf(const std::vector<std::string>& dns, const Schema& schema, Difference& difference) {
  std::unordered_set<std::string> wanted;
  for (const std::string& dn : dns) wanted.insert(normalForm(dn, schema));
  EntryChanges shown, left;
  for (EntryChange change : difference.spellingChanges) {
    if (!dns.empty() && !wanted.contains(normalForm(change.dn, schema))) {
      left.push_back(change);
      continue;
    }
    showSpelling(change);
    --difference.entries.spellingOnly;
    count(change, difference.entries);
    shown.push_back(change);
  }
  if (shown.empty()) return 0;
  difference.spellingChanges = std::move(left);
  EntryChanges merged;
  auto next = shown.begin();
  for (const EntryChange& change : difference.changes) {
    const std::string place = placeOf(change.dn, schema);
    for (; next != shown.end() && placeOf((*next).dn, schema) < place; ++next) merged.push_back(*next);
    merged.push_back(change);
  }
  for (; next != shown.end(); ++next) merged.push_back(*next);
  difference.changes = std::move(merged);
  return shown.size();
}

}  // namespace ldapsnap

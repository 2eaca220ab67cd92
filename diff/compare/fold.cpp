#include "diff/compare/fold.h"

#include <algorithm>

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

void place(const EntryChange& change, Difference& difference) {
  const bool isCounted = !isCountedWithRename(change);
  if (change.change != Change::Modified || change.replaced || !change.attributes.empty()) {
    if (isCounted) count(change, difference.entries);
    difference.changes.push_back(change);
  } else if (!change.volatiles.empty()) {
    if (isCounted) ++difference.entries.volatileOnly;
    difference.volatileChanges.push_back(change);
  } else if (isCounted) {
    ++difference.entries.unchanged;
  }
}

}  // namespace

void fold(EntryChange change, const ComparisonSchema& schema, Difference& difference) {
  const auto isVolatile = [&schema](const AttributeChange& attribute) {
    const AttributeTraits& traits = schema.traits(attribute.description, sideOf(attribute));
    return traits.isVolatile || traits.isIdentity || attribute.followsFromParent;
  };
  const auto isDefinition = [&schema](const AttributeChange& attribute) {
    return schema.traits(attribute.description, sideOf(attribute)).isDefinition;
  };
  change.volatiles = takeOut(change.attributes, isVolatile);
  if (change.change == Change::Modified || change.change == Change::Renamed) {
    AttributeChanges definitions = takeOut(change.attributes, isDefinition);
    if (!definitions.empty()) difference.definitionChanges.push_back(definitionChange(change, std::move(definitions)));
  }
  place(change, difference);
}

}  // namespace ldapsnap

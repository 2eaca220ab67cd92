#include "diff/compare/one_sided.h"

#include <algorithm>

#include "diff/compare/schema_compare.h"

namespace ldapsnap {
namespace {

bool isOneSided(const EntryChange& change) {
  return change.change == Change::Added || change.change == Change::Removed;
}

bool definesSchema(const EntryChange& change, const Schema& schema) {
  return std::any_of(change.attributes.begin(), change.attributes.end(),
                     [&](const AttributeChange& attribute) { return holdsDefinition(attribute.description, schema); });
}

}  // namespace

void setOneSidedAside(std::vector<EntryChange>& changes, const Snapshot& before, const Snapshot& after,
                      Difference& difference) {
  const bool beforeHoldsSchema = holdsSchema(before), afterHoldsSchema = holdsSchema(after);
  const bool isSchemaOneSided = beforeHoldsSchema != afterHoldsSchema;
  const Schema& schema = (beforeHoldsSchema ? before : after).schema();
  const auto isAside = [&](const EntryChange& change) {
    // That it is in the changes says that one side has a root DSE and the other has none.
    return isOneSided(change) && (change.dn.empty() || (isSchemaOneSided && definesSchema(change, schema)));
  };
  const auto kept = std::stable_partition(changes.begin(), changes.end(),
                                          [&](const EntryChange& change) { return !isAside(change); });
  for (auto change = kept; change != changes.end(); ++change) difference.notCompared.push_back(change->dn);
  changes.erase(kept, changes.end());
}

}  // namespace ldapsnap

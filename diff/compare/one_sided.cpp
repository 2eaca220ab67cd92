#include "diff/compare/one_sided.h"

#include <algorithm>

#include "diff/compare/schema/schema_compare.h"

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

OneSided::OneSided(const Snapshot& before, const Snapshot& after) : before_(before), after_(after), schema_(nullptr) {
  const bool beforeHoldsSchema = holdsSchema(before);
  if (beforeHoldsSchema != holdsSchema(after)) schema_ = &(beforeHoldsSchema ? before : after).schema();
}

/// Definitions outside of cn=config, which the server puts together and does not store.
bool OneSided::isSubschema(const EntryChange& change) const {
  const bool isAdded = change.change == Change::Added;
  const Snapshot &holds = isAdded ? after_ : before_, &lacks = isAdded ? before_ : after_;
  if (!lacks.info().coverage.isDatabaseExport) return false;
  const DnKey key = keyOf(change.dn);
  return !inScope(key.path(), pathOf(Dn::parse("cn=config")), Scope::Subtree) && definesSchema(change, holds.schema());
}

bool OneSided::isAside(const EntryChange& change) const {
  // That it is in the changes says that one side has a root DSE and the other has none.
  return isOneSided(change) &&
         (change.dn.empty() || (schema_ != nullptr && definesSchema(change, *schema_)) || isSubschema(change));
}

}  // namespace ldapsnap

#include "diff/compare/folding/inherit.h"

#include <algorithm>

#include "diff/compare/folding/order.h"
#include "diff/compare/rename/renamed_entry.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {
namespace {

bool isDescriptorChange(const AttributeChange& attribute) {
  return attribute.unit == EditUnit::Ace && !attribute.lines.empty();
}

bool isInheritedAlone(const AttributeChange& attribute) {
  return isDescriptorChange(attribute) &&
         std::all_of(attribute.lines.begin(), attribute.lines.end(),
                     [](const EditLine& line) { return line.op == EditLine::Op::Keep; });
}

/// Under another parent than before; what went along below it is not meant.
bool wasMoved(const EntryChange& change, const ComparisonSchema& schema) {
  if (change.change != Change::Renamed) return false;
  const std::optional<Dn> from = Dn::tryParse(change.fromDn), to = Dn::tryParse(change.dn);
  return from && to && schema.nameKey(from->parent(), Side::Before) != schema.nameKey(to->parent(), Side::After);
}

}  // namespace

void InheritedRights::mark(EntryChange& change) {
  const bool isMoved = wasMoved(change, schema_);
  const bool hasDescriptor = std::any_of(change.attributes.begin(), change.attributes.end(), isDescriptorChange);
  if (!isMoved && !hasDescriptor) return;
  std::string place = placeOf(change.dn, schema_.of(Side::After));
  const bool isBelow = hasTop_ && inScope(place, top_, Scope::Subtree);
  if (!isBelow) {
    top_ = std::move(place);
    hasTop_ = true;
  }
  if (!isBelow && !isMoved) return;
  for (AttributeChange& attribute : change.attributes) attribute.followsFromParent = isInheritedAlone(attribute);
}

}  // namespace ldapsnap

#include "diff/compare/rename/rename.h"

#include "diff/compare/rename/partners.h"
#include "diff/compare/rename/renamed_entry.h"
#include "diff/compare/values/match.h"

namespace ldapsnap {
namespace {

using Partners = std::vector<std::optional<Partner>>;

/// By position in `removed`: how many entries a renamed one took along, with itself.
std::vector<std::uint64_t> countMoved(const Partners& partners) {
  std::vector<std::uint64_t> moved(partners.size());
  for (const std::optional<Partner>& partner : partners)
    if (partner) ++moved[partner->container];
  return moved;
}

}  // namespace

void forEachChange(const Unpaired& unpaired, const ComparisonSchema& schema,
                   const std::function<void(const EntryChange&)>& visit) {
  const Partners partners = findPartners(unpaired, schema);
  const std::vector<std::uint64_t> moved = countMoved(partners);
  std::vector<bool> isRenamed(unpaired.added.size());
  for (std::size_t i = 0; i < partners.size(); ++i) {
    const std::optional<Partner>& partner = partners[i];
    if (!partner) {
      visit(removedEntry(unpaired.removed[i], schema));
      continue;
    }
    isRenamed[partner->added] = true;
    EntryChange change = matchRenamed(unpaired.removed[i], unpaired.added[partner->added], schema);
    if (partner->movedAlong && change.attributes.empty()) continue;
    if (!partner->movedAlong) {
      change.change = Change::Renamed;
      change.renamedBy = partner->foundBy;
      change.entries = moved[i];
    }
    visit(change);
  }
  for (std::size_t i = 0; i < isRenamed.size(); ++i)
    if (!isRenamed[i]) visit(addedEntry(unpaired.added[i], schema));
}

}  // namespace ldapsnap

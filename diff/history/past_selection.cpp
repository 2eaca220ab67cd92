#include "diff/history/past_selection.h"

#include <algorithm>
#include <utility>

#include "diff/selection/selector.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

Change changeOf(PastChange::Kind kind) {
  switch (kind) {
    case PastChange::Kind::Created:
      return Change::Added;
    case PastChange::Kind::Deleted:
      return Change::Removed;
    case PastChange::Kind::Renamed:
      return Change::Renamed;
    case PastChange::Kind::Modified:
      break;
  }
  return Change::Modified;
}

void addAttribute(EntryChange& change, const std::string& description, Change kind) {
  for (const AttributeChange& known : change.attributes) {
    if (equalsIgnoreAsciiCase(known.description, description)) return;
  }
  AttributeChange attribute;
  attribute.change = kind;
  attribute.description = description;
  change.attributes.push_back(std::move(attribute));
}

EntryChange entryChangeOf(const PastChange& past, const Snapshot& snapshot) {
  EntryChange change;
  change.change = changeOf(past.change);
  change.dn = past.dn;
  change.fromDn = past.formerDn;
  for (const PastWrite& write : past.writes) {
    if (!write.attribute.empty()) addAttribute(change, write.attribute, Change::Modified);
  }
  const std::optional<Dn> dn = past.change == PastChange::Kind::Created ? Dn::tryParse(past.dn) : std::nullopt;
  if (const std::optional<Entry> entry = dn ? snapshot.find(*dn) : std::nullopt) {
    for (const Attribute& attribute : entry->attributes) addAttribute(change, attribute.description, Change::Added);
  }
  return change;
}

/// What is left of the writes: those of attributes that are still in the change, and those of unknown ones unless
/// attributes were asked for.
void keepWrites(PastChange& past, const EntryChange& change, const Selection& selection) {
  std::erase_if(past.writes, [&](const PastWrite& write) {
    if (write.attribute.empty()) return !selection.attributes.empty();
    return std::none_of(change.attributes.begin(), change.attributes.end(), [&write](const AttributeChange& kept) {
      return equalsIgnoreAsciiCase(kept.description, write.attribute);
    });
  });
}

}  // namespace

std::vector<Deselected> select(Past& past, const Selection& selection, const Snapshot& snapshot) {
  Selector selector(selection, snapshot, snapshot, now());
  std::vector<PastChange> kept;
  for (PastChange& change : past.changes) {
    Difference one;
    one.changes.push_back(entryChangeOf(change, snapshot));
    selector.apply(one);
    for (const EntryChange& left : one.changes) {
      keepWrites(change, left, selection);
      kept.push_back(std::move(change));
      break;
    }
  }
  past.changes = std::move(kept);
  return selector.leftOut();
}

}  // namespace ldapsnap

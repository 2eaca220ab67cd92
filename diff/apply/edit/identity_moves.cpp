#include "diff/apply/edit/identity_moves.h"

#include <algorithm>

#include "diff/compare/folding/order.h"
#include "diff/compare/rename/renamed_entry.h"
#include "diff/compare/values/match.h"

namespace ldapsnap {
namespace {

std::string nameOn(const EntryChange& change, Side side) {
  return side == Side::Before && !change.fromDn.empty() ? change.fromDn : change.dn;
}

}  // namespace

IdentityMoves::IdentityMoves(const ChangesInMemory& difference, const ComparisonSchema& schema, const Snapshot& from,
                             const Snapshot& to)
    : schema_(schema), from_(from), to_(to) {
  collect(difference.changes);
  collect(difference.volatileChanges);
  cover();
  if (covered_.empty()) return;
  makeMoves(difference);
  makeRest();
}

void IdentityMoves::collect(const std::vector<EntryChange>& changes) {
  for (const EntryChange& change : changes) {
    if (change.change == Change::Renamed) continue;
    for (const AttributeChange& attribute : change.volatiles) {
      const Side side = attribute.change == Change::Removed ? Side::Before : Side::After;
      const AttributeTraits& traits = schema_.traits(attribute.description, side);
      if (!traits.isIdentity) continue;
      for (const std::string& value : attribute.removed) entries_[traits.identity + '=' + value].before = &change;
      for (const std::string& value : attribute.added) entries_[traits.identity + '=' + value].after = &change;
    }
  }
}

bool IdentityMoves::isMove(const Sides& sides) const {
  return sides.before && sides.after &&
         nameKey(nameOn(*sides.before, Side::Before)) != nameKey(nameOn(*sides.after, Side::After));
}

/// What moved, and whatever has another identity below a name from or to which something moved.
void IdentityMoves::cover() {
  std::set<std::string> places;
  for (const auto& [identity, sides] : entries_) {
    if (!isMove(sides)) continue;
    covered_.insert(sides.before);
    covered_.insert(sides.after);
    places.insert(placeOf(nameOn(*sides.before, Side::Before), schema_.of(Side::After)));
    places.insert(placeOf(sides.after->dn, schema_.of(Side::After)));
  }
  if (places.empty()) return;
  const auto isBelow = [&](const EntryChange& change) {
    std::optional<Dn> dn = Dn::tryParse(change.dn);
    for (; dn && !dn->empty(); dn = dn->parent())
      if (places.contains(placeOf(dn->toString(), schema_.of(Side::After)))) return true;
    return false;
  };
  for (const auto& [identity, sides] : entries_)
    for (const EntryChange* change : {sides.before, sides.after})
      if (change && !covered_.contains(change) && isBelow(*change)) covered_.insert(change);
}

std::optional<Entry> IdentityMoves::entryOf(const EntryChange& change, Side side) const {
  const std::optional<Dn> dn = Dn::tryParse(nameOn(change, side));
  if (!dn) return std::nullopt;
  return side == Side::Before ? from_.find(*dn) : to_.find(*dn);
}

void IdentityMoves::makeMoves(const ChangesInMemory& difference) {
  std::vector<std::pair<Entry, Entry>> moves;
  for (const auto& [identity, sides] : entries_) {
    if (!isMove(sides)) continue;
    std::optional<Entry> before = entryOf(*sides.before, Side::Before), after = entryOf(*sides.after, Side::After);
    if (before && after) moves.emplace_back(std::move(*before), std::move(*after));
  }
  // Parents first, so that what went along is known.
  std::stable_sort(moves.begin(), moves.end(), [](const auto& a, const auto& b) {
    return Dn::parse(a.first.dn).size() < Dn::parse(b.first.dn).size();
  });
  TreeEdit renames(schema_.of(Side::After));
  for (const EntryChange& change : difference.changes)
    if (change.change == Change::Renamed) renames.take(change);
  for (const auto& [before, after] : moves) {
    EntryChange change = matchRenamed(before, after, schema_);
    const std::optional<Dn> along = renames.nameAfter(Dn::parse(before.dn));
    if (along && nameKey(along->toString()) == nameKey(after.dn)) {
      changes_.push_back(std::move(change));
      continue;
    }
    change.change = Change::Renamed;
    renames.take(changes_.emplace_back(std::move(change)));
  }
}

/// The other side of covered changes: nothing moved from there, or to there.
void IdentityMoves::makeRest() {
  for (const auto& [identity, sides] : entries_) {
    if (isMove(sides)) continue;
    if (sides.before && covers(*sides.before))
      if (const std::optional<Entry> entry = entryOf(*sides.before, Side::Before))
        changes_.push_back(removedEntry(*entry, schema_));
    if (sides.after && covers(*sides.after))
      if (const std::optional<Entry> entry = entryOf(*sides.after, Side::After))
        changes_.push_back(addedEntry(*entry, schema_));
  }
}

}  // namespace ldapsnap

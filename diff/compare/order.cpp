#include "diff/compare/order.h"

#include <algorithm>

#include "diff/compare/renamed_entry.h"
#include "snapshot/directory/dn.h"

namespace ldapsnap {
namespace {

struct Place {
  std::string path;
  int rank;
  std::string dn;
  std::size_t position;

  auto operator<=>(const Place&) const = default;
};

}  // namespace

std::string placeOf(const std::string& dn, const Schema& schema) {
  const std::optional<Dn> parsed = readDn(dn);
  if (!parsed) return std::string(keyOf(dn).path());
  std::vector<Rdn> rdns = parsed->rdns();
  for (Rdn& rdn : rdns)
    for (Ava& ava : rdn)
      if (const AttributeType* type = schema.attributeType(ava.type)) ava.type = type->displayName();
  return pathOf(Dn(std::move(rdns)));
}

void orderByDit(std::vector<EntryChange>& changes, const ComparisonSchema& schema) {
  std::vector<Place> places;
  places.reserve(changes.size());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const bool isRemoved = changes[i].change == Change::Removed;
    const Schema& own = schema.of(isRemoved ? Side::Before : Side::After);
    places.push_back({placeOf(changes[i].dn, own), isRemoved ? 0 : 1, changes[i].dn, i});
  }
  std::sort(places.begin(), places.end());
  std::vector<EntryChange> ordered;
  ordered.reserve(changes.size());
  for (const Place& place : places) ordered.push_back(std::move(changes[place.position]));
  changes = std::move(ordered);
}

}  // namespace ldapsnap

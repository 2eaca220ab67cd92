#include "diff/compare/order.h"

#include <algorithm>
#include <tuple>

#include "snapshot/directory/dn.h"

namespace ldapsnap {
namespace {

struct Place {
  std::string key;
  int rank;
  std::size_t position;

  auto operator<=>(const Place&) const = default;
};

}  // namespace

void orderByDit(std::vector<EntryChange>& changes) {
  std::vector<Place> places;
  places.reserve(changes.size());
  for (std::size_t i = 0; i < changes.size(); ++i)
    places.push_back({keyOf(changes[i].dn).bytes, changes[i].change == Change::Removed ? 0 : 1, i});
  std::sort(places.begin(), places.end());
  std::vector<EntryChange> ordered;
  ordered.reserve(changes.size());
  for (const Place& place : places) ordered.push_back(std::move(changes[place.position]));
  changes = std::move(ordered);
}

}  // namespace ldapsnap

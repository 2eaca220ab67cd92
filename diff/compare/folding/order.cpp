#include "diff/compare/folding/order.h"

#include <utility>
#include <vector>

#include "diff/compare/model/entry_change_codec.h"
#include "diff/compare/rename/renamed_entry.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {
std::string placeOf(const std::string& dn, const Schema& schema) {
  const std::optional<Dn> parsed = Dn::tryParse(dn);
  if (!parsed) return std::string(keyOf(dn).path());
  std::vector<Rdn> rdns = parsed->rdns();
  for (Rdn& rdn : rdns)
    for (Ava& ava : rdn)
      if (const AttributeType* type = schema.attributeType(ava.type)) ava.type = type->displayName();
  return pathOf(Dn(std::move(rdns)));
}

/// The place, then 00, which is lower than what a descendant's goes on with, and whether it is gone; then the name, and
/// the order of arrival, so that no two are equal.
void ChangeSorter::add(const EntryChange& change) {
  const bool isRemoved = change.change == Change::Removed;
  std::string key = placeOf(change.dn, schema_.of(isRemoved ? Side::Before : Side::After));
  key += '\0';
  key += isRemoved ? '\0' : '\1';
  key += change.dn;
  key += '\0';
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(added_ >> shift & 0xFF);
  ++added_;
  sorter_.add(key, toRecord(change));
}

void ChangeSorter::forEach(const std::function<void(EntryChange)>& visit) {
  sorter_.forEach([&visit](std::string_view, std::string_view record) {
    EntryChange change;
    fromRecord(record, change);
    visit(std::move(change));
  });
}

}  // namespace ldapsnap

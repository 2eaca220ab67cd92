#include "snapshot/model/find_named.h"

#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

namespace {

/// The nearest superior of `dn` that the snapshot finds, in its own spelling; else the root.
Dn nearestSuperior(const Snapshot& snapshot, const Dn& dn) {
  for (Dn superior = dn; !superior.empty();) {
    superior = superior.parent();
    if (superior.empty()) break;
    if (const auto entry = snapshot.find(superior)) return Dn::parse(entry->dn);
  }
  return {};
}

}  // namespace

std::optional<Entry> findNamed(const Snapshot& snapshot, const Dn& dn) {
  std::optional<Entry> found = snapshot.find(dn);
  if (found || dn.empty()) return found;
  const std::string wanted = normalForm(dn, snapshot.schema());
  snapshot.scan(nearestSuperior(snapshot, dn), Scope::Subtree, [&](const Entry& entry) {
    if (normalForm(entry.dn, snapshot.schema()) != wanted) return Snapshot::Visit::Continue;
    found = entry;
    return Snapshot::Visit::Stop;
  });
  return found;
}

}  // namespace ldapsnap

#include "snapshot/capture/incremental/earlier_part.h"

#include <algorithm>
#include <unordered_set>

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

bool isSubentry(const Entry& entry) {
  const Attribute* const classes = entry.find("objectClass");
  return classes != nullptr && std::any_of(classes->values.begin(), classes->values.end(), [](const std::string& name) {
           return equalsIgnoreAsciiCase(name, "subentry");
         });
}

bool isSubentryTrait(const Trait& trait) {
  return trait.kind == Trait::Kind::ObjectClass && equalsIgnoreAsciiCase(trait.name, "subentry");
}

}  // namespace

std::optional<Entry> EarlierPart::find(const std::string& dn) const {
  const std::optional<Dn> parsed = Dn::tryParse(dn);
  return parsed ? snapshot.find(*parsed) : std::nullopt;
}

bool EarlierPart::covers(const Dn& dn) const {
  const std::string path = pathOf(dn);
  const auto isBelow = [&path](const Dn& other) { return inScope(path, pathOf(other), Scope::Subtree); };
  return isBelow(base()) && std::none_of(otherParts.begin(), otherParts.end(), isBelow);
}

std::uint64_t EarlierPart::count() const {
  std::uint64_t count = snapshot.count(base()) - subentries().size();
  for (const Dn& other : otherParts) count -= snapshot.count(other);
  return count;
}

void EarlierPart::forEachEntry(const Snapshot::Visitor& visit) const {
  snapshot.scan(base(), Scope::Subtree, [&](const Entry& entry) {
    const std::optional<Dn> dn = Dn::tryParse(entry.dn);
    if (isSubentry(entry) || (dn && !covers(*dn))) return Snapshot::Visit::Continue;
    return visit(entry);
  });
}

void EarlierPart::forEachValue(std::string_view description, const Snapshot::ValueVisitor& visit) const {
  const std::vector<std::string> names = subentries();
  const std::unordered_set<std::string_view> excluded(names.begin(), names.end());
  snapshot.scanValues(base(), description, [&](std::string_view dn, std::string_view value) {
    if (excluded.contains(dn)) return Snapshot::Visit::Continue;
    if (!otherParts.empty()) {
      const std::optional<Dn> parsed = Dn::tryParse(dn);
      if (parsed && !covers(*parsed)) return Snapshot::Visit::Continue;
    }
    return visit(dn, value);
  });
}

std::vector<std::string> EarlierPart::subentries() const {
  std::vector<std::string> names;
  const auto keep = [&](const Entry& entry) {
    const std::optional<Dn> dn = Dn::tryParse(entry.dn);
    if (isSubentry(entry) && dn && covers(*dn)) names.push_back(entry.dn);
    return Snapshot::Visit::Continue;
  };
  snapshot.scanTraits(base(), isSubentryTrait, keep);
  return names;
}

}  // namespace ldapsnap

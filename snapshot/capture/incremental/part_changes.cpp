#include "snapshot/capture/incremental/part_changes.h"

#include <algorithm>
#include <unordered_set>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/model/trait.h"

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

std::optional<Dn> tryParseDn(std::string_view text) {
  try {
    return Dn::parse(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

PartChanges changesSince(ServerConnection& directory, const EarlierPart& earlier, ChangeQuery mechanism) {
  switch (mechanism) {
    case ChangeQuery::SyncRepl:
      // contextCSN is the counter of one database.
      if (!earlier.others.empty()) return PartChanges::readWhole("another database is part of it");
      return changesBySyncRepl(directory, earlier);
    case ChangeQuery::Usn:
      return changesByUsn(directory, earlier);
    case ChangeQuery::None:
      break;
  }
  return PartChanges::readWhole("the server cannot be asked for its changes");
}

std::optional<Entry> EarlierPart::find(const std::string& dn) const {
  const std::optional<Dn> parsed = tryParseDn(dn);
  return parsed ? snapshot.find(*parsed) : std::nullopt;
}

bool EarlierPart::holds(const Dn& dn) const {
  const std::string path = pathOf(dn);
  const auto isBelow = [&path](const Dn& other) { return inScope(path, pathOf(other), Scope::Subtree); };
  return isBelow(base()) && std::none_of(others.begin(), others.end(), isBelow);
}

std::uint64_t EarlierPart::count() const {
  std::uint64_t count = snapshot.count(base()) - subentries().size();
  for (const Dn& other : others) count -= snapshot.count(other);
  return count;
}

void EarlierPart::forEach(const Snapshot::Visitor& visit) const {
  snapshot.scan(base(), Scope::Subtree, [&](const Entry& entry) {
    const std::optional<Dn> dn = tryParseDn(entry.dn);
    if (isSubentry(entry) || (dn && !holds(*dn))) return Snapshot::Visit::Continue;
    return visit(entry);
  });
}

void EarlierPart::forEachValue(std::string_view description, const Snapshot::ValueVisitor& visit) const {
  const std::vector<std::string> names = subentries();
  const std::unordered_set<std::string_view> apart(names.begin(), names.end());
  snapshot.scanValues(base(), description, [&](std::string_view dn, std::string_view value) {
    if (apart.contains(dn)) return Snapshot::Visit::Continue;
    if (!others.empty()) {
      const std::optional<Dn> parsed = tryParseDn(dn);
      if (parsed && !holds(*parsed)) return Snapshot::Visit::Continue;
    }
    return visit(dn, value);
  });
}

std::vector<std::string> EarlierPart::subentries() const {
  std::vector<std::string> names;
  const auto keep = [&](const Entry& entry) {
    const std::optional<Dn> dn = tryParseDn(entry.dn);
    if (isSubentry(entry) && dn && holds(*dn)) names.push_back(entry.dn);
    return Snapshot::Visit::Continue;
  };
  snapshot.scanTraits(base(), isSubentryTrait, keep);
  return names;
}

}  // namespace ldapsnap

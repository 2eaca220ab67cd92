#include "diff/compare/identity.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "diff/compare/folding/entry_pattern.h"
#include "diff/compare/folding/order.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {
namespace {

/// So many entries that both sides identify say enough about a directory ...
constexpr std::uint64_t kMostCompared = 64;
/// ... and of so many at most it is tried to find them.
constexpr std::uint64_t kMostLookedAt = 2000;

/// 389 gives this one to an entry about replication in every directory.
constexpr std::string_view kNoIdentity = "ffffffff-ffffffff-ffffffff-ffffffff";

struct RenewedEntries {
  std::vector<std::string> products, entries;
};

const std::vector<RenewedEntries>& renewedEntries() {
  static const std::vector<RenewedEntries> kRenewed = [] {
    std::vector<RenewedEntries> all;
    const boost::json::value data = readJsonData("product/volatile-attributes.json");
    for (const boost::json::value& each : data.at("renewed").as_array())
      all.push_back({stringListMember(each, "products"), stringListMember(each, "entries")});
    return all;
  }();
  return kRenewed;
}

}  // namespace

bool Identities::isRenewed(const std::string& dn) const {
  const Schema& schema = schema_.of(Side::After);
  return std::any_of(renewedEntries().begin(), renewedEntries().end(), [&](const RenewedEntries& renewed) {
    return mayConcern(renewed.products, schema_.product(Side::After)) &&
           std::any_of(renewed.entries.begin(), renewed.entries.end(),
                       [&](const std::string& pattern) { return matchesPattern(dn, pattern, Scope::Subtree, schema); });
  });
}

std::optional<bool> Identities::isSameEntry(const Entry& before, const Entry& after) const {
  for (const Attribute& old : before.attributes) {
    const AttributeTraits& traits = schema_.traits(old.description, Side::Before);
    if (!traits.isIdentity || old.values.empty() || old.values.front() == kNoIdentity) continue;
    for (const Attribute& now : after.attributes) {
      const AttributeTraits& other = schema_.traits(now.description, Side::After);
      if (other.identity != traits.identity || now.values.empty()) continue;
      return schema_.valueKey(traits, old.values.front(), Side::Before) ==
             schema_.valueKey(other, now.values.front(), Side::After);
    }
  }
  return std::nullopt;
}

/// The topmost entry decides where it is identified at all: nobody deletes a suffix and keeps what is below it. Else
/// most of the others do. A single entry that differs, without any other to compare, is taken for one that was created
/// anew, unless the two are of different sites.
bool Identities::isSameDirectory(const Dn& top) const {
  std::uint64_t same = 0, compared = 0, lookedAt = 0;
  bool isTopSame = false;
  const std::string topPlace = placeOf(top.toString(), schema_.of(Side::Before));
  // With its siblings, where their parent is not in the snapshot: they are of one directory.
  before_.scan(top.parent().empty() ? top : top.parent(), Scope::Subtree, [&](const Entry& entry) {
    const bool isTop = placeOf(entry.dn, schema_.of(Side::Before)) == topPlace;
    ++lookedAt;
    const std::optional<Dn> dn = isRenewed(entry.dn) ? std::nullopt : Dn::tryParse(entry.dn);
    const std::optional<Entry> other = dn ? after_.find(*dn) : std::nullopt;
    if (const std::optional<bool> isSame = other ? isSameEntry(entry, *other) : std::nullopt) {
      isTopSame |= isTop && *isSame;
      same += *isSame ? 1 : 0;
      ++compared;
    }
    return isTopSame || compared == kMostCompared || lookedAt == kMostLookedAt ? Snapshot::Visit::Stop
                                                                               : Snapshot::Visit::Continue;
  });
  if (isTopSame || (same > 0 && 2 * same >= compared)) return true;
  const SnapshotInfo &before = before_.info(), &after = after_.info();
  const bool areStored = !before.id.empty() && !after.id.empty();
  return compared <= 1 && !(areStored && before.site != after.site);
}

const Identities::Context& Identities::contextOf(const std::string& dn) {
  const Schema& schema = schema_.of(Side::After);
  const std::string place = placeOf(dn, schema);
  for (const Context& known : contexts_)
    if (inScope(place, known.place, Scope::Subtree)) return known;
  // From the suffix down, the first entry that both snapshots hold.
  const Dn name = Dn::tryParse(dn).value_or(Dn());
  for (std::size_t length = 1; length < name.size(); ++length) {
    const Dn top(std::vector<Rdn>(name.rdns().end() - static_cast<std::ptrdiff_t>(length), name.rdns().end()));
    const std::optional<Entry> entry = before_.find(top);
    if (!entry || !after_.find(top)) continue;
    return addContext(entry->dn, top);
  }
  return addContext(dn, name);
}

const Identities::Context& Identities::addContext(const std::string& dn, const Dn& top) {
  const Dn scope = top.parent().empty() ? top : top.parent();
  contexts_.push_back({dn, placeOf(scope.toString(), schema_.of(Side::After)), isSameDirectory(top)});
  return contexts_.back();
}

bool Identities::tellsReplacement(const std::string& dn) { return !isRenewed(dn) && contextOf(dn).isSame; }

std::vector<std::string> Identities::otherDirectories() const {
  std::vector<std::string> dns;
  for (const Context& context : contexts_)
    if (!context.isSame) dns.push_back(context.dn);
  return dns;
}

}  // namespace ldapsnap

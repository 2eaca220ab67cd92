#include "snapshot/capture/delivery.h"

#include <algorithm>
#include <unordered_set>

#include "snapshot/capture/part/gaps.h"
#include "snapshot/capture/part/subordinates.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

namespace {

/// True when `dn`, to which a referral in `origin` leads, belongs to another part that is read from this server: a
/// domain controller refers from a domain to its own configuration.
bool isRead(const std::string& dn, const PartState& origin, const std::vector<PartState>& parts, const Schema& schema) {
  const std::optional<Dn> referred = Dn::tryParse(dn), from = Dn::tryParse(origin.part.request.base);
  if (dn.empty() || !referred || !from) return false;
  return std::any_of(parts.begin(), parts.end(), [&](const PartState& state) {
    const std::optional<Dn> base = Dn::tryParse(state.part.request.base);
    return base && !base->empty() && !isAtOrBelow(*from, *base, schema) && isAtOrBelow(*referred, *base, schema);
  });
}

/// Whether one part lies within another (-b o=Acme -b ou=Seattle,o=Acme). Subentries are found by no other part than
/// their own, and the root DSE, which is the first, contains nothing.
bool overlap(const std::vector<PartState>& parts) {
  std::vector<std::string> paths;
  for (const PartState& state : parts) {
    const bool isRootDse = state.part.kind == CapturePart::Kind::RootDse;
    const SearchRequest& request = state.part.request;
    if (!isRootDse && request.subentries == Subentries::Hidden) paths.emplace_back(keyOf(request.base).path());
  }
  std::sort(paths.begin(), paths.end());
  return std::adjacent_find(paths.begin(), paths.end(), [](const std::string& path, const std::string& next) {
           return next.starts_with(path);
         }) != paths.end();
}

}  // namespace

std::vector<Gap> gapsOf(const std::vector<PartState>& parts, const Schema& schema) {
  std::vector<Gap> gaps;
  for (const PartState& state : parts) {
    gaps.insert(gaps.end(), state.reading.gaps.begin(), state.reading.gaps.end());
    for (const std::string& uri : state.reading.result.referrals) {
      if (!isRead(dnOfUrl(uri), state, parts, schema)) gaps.push_back(gapOfReferral(uri, state.part));
    }
  }
  return gaps;
}

Delivery deliverEntries(std::vector<PartState>& parts, SnapshotSink& sink, AccessControl* access,
                        const std::function<void()>& whenDelivered) {
  Delivery delivery;
  std::unordered_set<std::string> delivered;
  const bool mayOverlap = overlap(parts);
  SubordinateCheck subordinates;
  for (PartState& state : parts) {
    const PartReading& reading = state.reading;
    // Only in a tree that was read in full and without gaps does the absence of subordinates mean anything.
    const bool isCompleteTree =
        !reading.inherited && state.part.request.scope == Scope::Subtree && reading.gaps.empty();
    reading.entries.forEach([&](Entry entry) {
      if (isCompleteTree) subordinates.add(entry);
      if (access != nullptr) access->see(entry, state.part);
      if (mayOverlap && !delivered.insert(keyOf(entry.dn).bytes).second) return;
      if (entry.dn.find(kRedactedMark) != std::string::npos) ++delivery.redactedNames;
      sink.add(std::move(entry));
      if (whenDelivered) whenDelivered();
      ++delivery.entries;
    });
    state.reading.entries.clear();
  }
  for (const std::string& dn : subordinates.missing()) {
    delivery.hiddenSubtrees.push_back(
        {dn, "it has subordinate entries, and the server returned none of them",
         "bind as an identity that may read them; the server omits them without reporting an error"});
  }
  return delivery;
}

void deliverInherited(const std::vector<PartState>& parts, InheritingSink& sink) {
  for (const PartState& state : parts) {
    if (state.reading.inherited) sink.inherit(*state.reading.inherited);
  }
}

}  // namespace ldapsnap

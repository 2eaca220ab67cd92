#include "snapshot/capture/incremental/inheritance.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <set>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"
#include "snapshot/model/identities.h"

namespace ldapsnap {

namespace {

/// "{1}memberof" is memberof.
std::string withoutNumber(std::string_view value) {
  if (value.starts_with('{')) value.remove_prefix(std::min(value.find('}') + 1, value.size()));
  return asciiLower(value);
}

const std::set<std::string>& countedOverlays() {
  static const std::set<std::string> kOverlays = [] {
    std::set<std::string> names;
    const boost::json::value data = readJsonData("capture/counted-overlays.json");
    for (const boost::json::value& overlay : data.at("overlays").as_array())
      names.insert(asciiLower(stringMember(overlay, "name")));
    return names;
  }();
  return kOverlays;
}

/// Whether the access that an olcAccess value grants may change with an entry other than the one that is read
/// (slapd.access(5)).
bool dependsOnOthers(std::string_view access) {
  const std::string text = asciiLower(access);
  for (const std::string_view word : {" group", " set", " aci", " dynacl"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

bool isRootDn(const Entry& database, const std::vector<std::string>& identity) {
  const std::string* const rootDn = database.first("olcRootDN");
  if (rootDn == nullptr || identity.empty()) return false;
  const std::string& name = identity.front();
  return name.starts_with("dn:") && keyOf(name.substr(3)).path() == keyOf(*rootDn).path();
}

/// The digest of a part in the earlier snapshot, computed like that of a fresh read.
std::uint64_t earlierDigest(const Snapshot& earlier, const CapturePart& part) {
  PartDigest digest(earlier.info().product);
  earlier.scan(Dn::parse(part.request.base), part.request.scope, [&digest](const Entry& entry) {
    digest.add(entry);
    return Snapshot::Visit::Continue;
  });
  return digest.value();
}

/// slapd's configuration decides which changes its databases report, so it has to be known and unchanged.
InheritancePlan planByConfiguration(const Snapshot& earlier, const SnapshotInfo& now,
                                    const std::vector<PartState>& parts) {
  InheritancePlan plan;
  bool isKnown = false;
  for (const PartState& state : parts) {
    if (state.part.kind != CapturePart::Kind::Configuration) continue;
    if (state.reading.digest != earlierDigest(earlier, state.part)) return {"the server's configuration changed"};
    const SlapdConfiguration configuration = readSlapdConfiguration(state.reading.entries, now.authorizationIdentity);
    if (configuration.refusal) return {configuration.refusal};
    if (configuration.removesNames) plan.namesOfRemoved = NamesOfRemoved::Disappear;
    isKnown = state.reading.gaps.empty() && state.reading.entries.size() > 0;
  }
  if (!isKnown) plan.refusal = "the server's configuration (cn=config) was not read, or not completely";
  return plan;
}

}  // namespace

std::optional<std::string> refusalByManifests(const SnapshotInfo& earlier, const SnapshotInfo& now) {
  if (earlier.source != now.source) return fmt::format("the earlier snapshot was taken from {}", earlier.source);
  if (earlier.product != now.product || earlier.vendor != now.vendor || earlier.version != now.version)
    return "the server's product or version changed";
  if (earlier.secrets != now.secrets) return "the earlier snapshot handled secrets differently";
  if (earlier.searchBases != now.searchBases) return "the earlier snapshot has other search bases";
  if (!earlier.complete()) return "the earlier snapshot is incomplete";
  if (earlier.consistency != Consistency::Consistent) return "the earlier snapshot is not known to be consistent";
  if (now.authorizationIdentity.empty()) return "the server does not report the authorization identity";
  if (earlier.authorizationIdentity != now.authorizationIdentity)
    return "the earlier snapshot was taken as a different identity";
  return std::nullopt;
}

// What is inherited was redacted with the earlier schema and is what the earlier identity could see. So a snapshot may
// inherit only when all that decides about either is the same: server, identity, bases, treatment of secrets, schema.
// And the earlier snapshot must itself be a consistent state, or its counter would not be that of its entries.
InheritancePlan planInheritance(const Snapshot& earlier, const SnapshotInfo& now, const std::vector<PartState>& parts) {
  if (auto refusal = refusalByManifests(earlier.info(), now)) return {std::move(refusal)};
  for (const PartState& state : parts) {
    const bool isSchema = state.part.kind == CapturePart::Kind::Schema;
    if (isSchema && state.reading.digest != earlierDigest(earlier, state.part)) return {"the schema changed"};
  }
  const ServerBehaviour& behaviour = behaviourOf(now.product);
  InheritancePlan plan;
  for (const PartState& state : parts) {
    // The configuration is judged for one identity: whether all entries are counted depends on what it may see.
    const std::string& base = state.part.request.base;
    if (state.part.kind == CapturePart::Kind::Context && !now.authorizationIdentity.empty() &&
        readerOf(now, base) != now.authorizationIdentity.front())
      return {fmt::format("{} is read with a bind of its own", base)};
  }
  if (behaviour.configurationDecidesWhatIsCounted) plan = planByConfiguration(earlier, now, parts);
  if (behaviour.maintainsReferences) plan.namesOfRemoved = NamesOfRemoved::Disappear;
  return plan;
}

bool isInheritable(const CapturePart& part, const ServerProfile& profile) {
  // Configuration and schema are small and always read in full: they decide what may be inherited of the rest.
  return profile.behaviour().changesSince != ChangeQuery::None && part.kind == CapturePart::Kind::Context &&
         part.request.scope == Scope::Subtree && part.request.subentries != Subentries::Only && !part.counters.empty();
}

SlapdConfiguration readSlapdConfiguration(const EntrySpool& entries, const std::vector<std::string>& identity) {
  SlapdConfiguration configuration;
  entries.forEach([&](const Entry& entry) {
    if (const std::string* const overlay = entry.first("olcOverlay")) {
      const std::string name = withoutNumber(*overlay);
      configuration.removesNames = configuration.removesNames || name == "refint";
      if (!countedOverlays().contains(name))
        configuration.refusal = fmt::format("the overlay \"{}\" may change entries without updating contextCSN", name);
    }
    const Attribute* const access = entry.find("olcAccess");
    if (access == nullptr || isRootDn(entry, identity)) return;
    if (std::any_of(access->values.begin(), access->values.end(), dependsOnOthers))
      configuration.refusal = "access depends on groups or other entries (olcAccess)";
  });
  return configuration;
}

}  // namespace ldapsnap

#include "snapshot/capture/incremental/inheritance.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <set>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"

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

/// Whether what an olcAccess gives may change with an entry other than the one that is read (slapd.access(5)).
bool dependsOnOthers(std::string_view access) {
  const std::string text = asciiLower(access);
  for (const std::string_view word : {" group", " set", " aci", " dynacl"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

bool isRootDn(const Entry& database, const std::vector<std::string>& boundAs) {
  const std::string* const rootDn = database.first("olcRootDN");
  if (rootDn == nullptr || boundAs.empty()) return false;
  const std::string& name = boundAs.front();
  return name.starts_with("dn:") && keyOf(name.substr(3)).path() == keyOf(*rootDn).path();
}

}  // namespace

std::string whyNothingIsInherited(const SnapshotInfo& earlier, const SnapshotInfo& now) {
  if (earlier.source != now.source) return fmt::format("the earlier snapshot was taken of {}", earlier.source);
  if (earlier.product != now.product || earlier.vendor != now.vendor || earlier.version != now.version)
    return "the server is of another version";
  if (earlier.secrets != now.secrets) return "the earlier snapshot treats secrets otherwise";
  if (earlier.contexts != now.contexts) return "the earlier snapshot is of other contexts";
  if (!earlier.complete()) return "the earlier snapshot is incomplete";
  if (earlier.consistency != Consistency::Consistent) return "the earlier snapshot is not known to be consistent";
  if (now.boundAs.empty()) return "the server does not say who we are to it";
  if (earlier.boundAs != now.boundAs) return "the earlier snapshot was taken as somebody else";
  return {};
}

bool isInheritable(const CapturePart& part, const ServerProfile& profile) {
  // Configuration and schema are small and always read in full: what may be inherited elsewhere depends on them.
  return profile.behaviour().changesSince != ChangeQuery::None && part.kind == CapturePart::Kind::Context &&
         part.request.scope == Scope::Subtree && part.request.subentries != Subentries::Only && !part.counters.empty();
}

SlapdConfiguration readSlapdConfiguration(const EntrySpool& entries, const std::vector<std::string>& boundAs) {
  SlapdConfiguration configuration;
  entries.forEach([&](const Entry& entry) {
    if (const std::string* const overlay = entry.first("olcOverlay")) {
      const std::string name = withoutNumber(*overlay);
      configuration.removesNames = configuration.removesNames || name == "refint";
      if (!countedOverlays().contains(name))
        configuration.whyNot = fmt::format("the overlay \"{}\" may change entries without counting it", name);
    }
    const Attribute* const access = entry.find("olcAccess");
    if (access == nullptr || isRootDn(entry, boundAs)) return;
    if (std::any_of(access->values.begin(), access->values.end(), dependsOnOthers))
      configuration.whyNot = "what may be read depends on groups (olcAccess)";
  });
  return configuration;
}

}  // namespace ldapsnap

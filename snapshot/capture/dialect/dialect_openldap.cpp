// OpenLDAP: only configContext names cn=config; the suffix's contextCSN changes with every write where the syncprov
// overlay maintains it; a search returns subentries only when asked with a control (RFC 3672).

#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

void completeOpenLdapProfile(const Entry& rootDse, ServerProfile& profile) {
  if (profile.vendor.empty()) profile.vendor = "OpenLDAP";
  profile.schemaPart = subschemaPart(rootDse);
  // cn=config has a contextCSN only with syncprov on its own database, and loading a module does not change it, so it
  // has no counter here: two reads are compared.
  const std::string configuration = firstOf(rootDse, "configContext");
  if (!configuration.empty()) profile.parts.push_back(configurationPart(configuration));
  const bool showsSubentries = hasValue(rootDse, "supportedControl", kSubentriesControl);
  for (const std::string& context : valuesOf(rootDse, "namingContexts")) {
    if (isActivityLog(context, profile.behaviour())) continue;
    CapturePart part = subtreePart(context);
    // Where the suffix is empty, no entry has the context's name.
    if (!context.empty()) part.counters = {{context, "contextCSN"}};
    profile.parts.push_back(part);
    if (!showsSubentries) continue;
    part.request.subentries = Subentries::Only;
    part.presence = Presence::Optional;
    profile.parts.push_back(part);
  }
}

}  // namespace ldapsnap

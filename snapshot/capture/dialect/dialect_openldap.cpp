// OpenLDAP: only configContext names cn=config; the suffix's contextCSN changes with every write where the syncprov
// overlay maintains it; a search returns subentries only when asked with a control (RFC 3672).

#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

namespace {

/// Databases in which the server records its own activity: they are read when named with -b, not as part of a site.
bool isActivityLog(const std::string& context) {
  return sameName(context, "cn=accesslog") || sameName(context, "cn=monitor") || sameName(context, "cn=changelog");
}

}  // namespace

std::optional<ServerProfile> openLdapProfile(const Entry& rootDse) {
  if (!hasValue(rootDse, "objectClass", "OpenLDAProotDSE")) return std::nullopt;
  ServerProfile profile;
  profile.product = Product::OpenLdap;
  const std::string vendor = firstOf(rootDse, "vendorName");
  profile.vendor = vendor.empty() ? "OpenLDAP" : vendor;
  profile.version = firstOf(rootDse, "vendorVersion");
  profile.schemaPart = subschemaPart(rootDse);
  // cn=config has a contextCSN only with syncprov on its own database, and loading a module does not change it, so it
  // has no counter here: two reads are compared.
  const std::string configuration = firstOf(rootDse, "configContext");
  if (!configuration.empty()) profile.parts.push_back(configurationPart(configuration));
  const bool showsSubentries = hasValue(rootDse, "supportedControl", kSubentriesControl);
  for (const std::string& context : valuesOf(rootDse, "namingContexts")) {
    if (context.empty() || isActivityLog(context)) continue;
    CapturePart part = subtreePart(context);
    part.counters = {{context, "contextCSN"}};
    profile.parts.push_back(part);
    if (!showsSubentries) continue;
    part.request.subentries = Subentries::Only;
    part.presence = Presence::Optional;
    profile.parts.push_back(part);
  }
  return profile;
}

}  // namespace ldapsnap

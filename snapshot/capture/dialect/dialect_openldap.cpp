// OpenLDAP: cn=config is named by configContext alone, contextCSN on the suffix moves with every write when the
// syncprov overlay keeps it, and subentries are hidden from searches.
#include <ldap.h>

#include "snapshot/capture/dialect/dialects.h"

namespace ldapsnap {

namespace {

/// Databases about the server's own doings: read when asked for, not as part of a site.
bool isOwnDoings(const std::string& context) {
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
  // A configuration has a contextCSN only with syncprov on its own database, and loading a module does not move it:
  // two reads are compared.
  const std::string configuration = firstOf(rootDse, "configContext");
  if (!configuration.empty()) profile.parts.push_back(subtreePart(configuration));
  const bool showsSubentries = hasValue(rootDse, "supportedControl", LDAP_CONTROL_SUBENTRIES);
  for (const std::string& context : valuesOf(rootDse, "namingContexts")) {
    if (context.empty() || isOwnDoings(context)) continue;
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

// Any LDAP version 3 server: the subschema subentry and the naming contexts in the root DSE.
#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

ServerProfile genericProfile(const Entry& rootDse) {
  ServerProfile profile;
  profile.product = Product::Generic;
  profile.vendor = firstOf(rootDse, "vendorName");
  profile.version = firstOf(rootDse, "vendorVersion");
  profile.schemaPart = subschemaPart(rootDse);
  for (const std::string& context : valuesOf(rootDse, "namingContexts")) {
    if (!context.empty()) profile.parts.push_back(subtreePart(context));
  }
  return profile;
}

}  // namespace ldapsnap

// 389 Directory Server: cn=config has no change counter and is not a naming context. Entries of class ldapSubentry
// (roles, class of service, replication conflicts) are returned only for a filter that names the class.
#include "snapshot/base/text.h"
#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

namespace {

constexpr const char* kAllEntries = "(|(objectClass=*)(objectClass=ldapSubentry))";

}  // namespace

std::optional<ServerProfile> ds389Profile(const Entry& rootDse) {
  const std::string version = firstOf(rootDse, "vendorVersion");
  if (!asciiLower(version).starts_with("389-directory/")) return std::nullopt;
  ServerProfile profile;
  profile.product = Product::Ds389;
  profile.vendor = firstOf(rootDse, "vendorName");
  profile.version = version;
  profile.pattern.request.filter = kAllEntries;
  profile.schemaPart = subschemaPart(rootDse);
  if (profile.schemaPart.request.base.empty()) profile.schemaPart.request.base = "cn=schema";
  profile.parts.push_back(configurationPart(profile.behaviour().configurationSuffix, profile.pattern));
  for (const std::string& context : valuesOf(rootDse, "namingContexts")) {
    if (context.empty() || sameName(context, "cn=changelog")) continue;
    profile.parts.push_back(subtreePart(context, profile.pattern));
  }
  return profile;
}

}  // namespace ldapsnap

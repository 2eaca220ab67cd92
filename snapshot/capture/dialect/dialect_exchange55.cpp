// The directory of Exchange Server 5.5: pages of at most 100 entries (its search limit; the paged search control works
// below it), no operational attributes apart from the others, no counter over LDAP.
#include "snapshot/base/text.h"
#include "snapshot/capture/dialect/dialects.h"

namespace ldapsnap {

namespace {

constexpr int kPageSize = 100;

}  // namespace

std::optional<ServerProfile> exchange55Profile(const Entry& rootDse) {
  // Its root DSE names no vendor; the default naming context is the organization (Active Directory's is a domain).
  const std::string organization = firstOf(rootDse, "defaultNamingContext");
  const bool isOther = rootDse.find("vendorName") != nullptr || rootDse.find("supportedCapabilities") != nullptr;
  if (isOther || !asciiLower(organization).starts_with("o=")) return std::nullopt;
  ServerProfile profile;
  profile.product = Product::Exchange55;
  profile.vendor = "Microsoft Exchange Server";
  profile.version = "5.5";
  profile.pattern.request.pageSize = kPageSize;
  profile.pattern.request.attributes = {"*"};
  profile.schemaPart = subschemaPart(rootDse);
  // The organization holds its sites, their configuration and the schema in one tree.
  profile.parts.push_back(subtreePart(organization, profile.pattern));
  return profile;
}

}  // namespace ldapsnap

// The directory of Exchange Server 5.5: a search returns at most 100 entries, also in pages; operational attributes are
// returned with the others; LDAP shows no change counter.
#include "snapshot/base/text.h"
#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

namespace {

constexpr int kPageSize = 100;

}  // namespace

std::optional<ServerProfile> exchange55Profile(const Entry& rootDse) {
  // The root DSE has no vendorName; the default naming context is the organization (in Active Directory it is a
  // domain).
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
  // One tree holds the organization, its sites, their configuration and the schema.
  profile.parts.push_back(subtreePart(organization, profile.pattern));
  return profile;
}

}  // namespace ldapsnap

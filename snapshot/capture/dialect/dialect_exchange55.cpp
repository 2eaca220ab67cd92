// The directory of Exchange Server 5.5: a search returns at most 100 entries, also in pages; operational attributes are
// returned with the others; LDAP shows no change counter.
#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

namespace {

constexpr int kPageSize = 100;

}  // namespace

void completeExchange55Profile(const Entry& rootDse, ServerProfile& profile) {
  profile.vendor = "Microsoft Exchange Server";
  profile.version = "5.5";
  profile.pattern.request.pageSize = kPageSize;
  profile.pattern.request.attributes = {"*"};
  profile.schemaPart = subschemaPart(rootDse);
  // One tree holds the organization, its sites, their configuration and the schema.
  profile.parts.push_back(subtreePart(firstOf(rootDse, "defaultNamingContext"), profile.pattern));
}

}  // namespace ldapsnap

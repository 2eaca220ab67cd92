// The root DSE of a snapshot, and what stands in for it where there is none.
#pragma once

#include <string>
#include <vector>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// The root DSE of a snapshot. One without one (LDIF written by ldifde or slapcat) still shows where its
/// naming contexts begin: configuration, dMD, domainDNS and olcGlobal entries stand in for configurationNamingContext,
/// schemaNamingContext, defaultNamingContext, rootDomainNamingContext and configContext, and namingContexts is all that
/// it holds.
struct RootDse {
  Entry entry;
  /// Attributes that the server has and that could not be put together: a part of an Active Directory was exported.
  std::vector<std::string> unknown;
};
RootDse rootDseOf(const Snapshot& snapshot);

}  // namespace ldapsnap

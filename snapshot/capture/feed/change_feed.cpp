#include "snapshot/capture/feed/change_feed.h"

#include <algorithm>
#include <ldap.h>

#include "snapshot/base/text.h"
#include "snapshot/capture/dialect/dialects.h"

namespace ldapsnap {

std::vector<std::unique_ptr<ChangeFeed>> changeFeedsOf(const Entry& rootDse, const ServerProfile& profile,
                                                       const FollowedBases& bases) {
  std::vector<std::unique_ptr<ChangeFeed>> feeds;
  switch (profile.product) {
    case Product::OpenLdap: {
      const std::vector<std::string> contexts = valuesOf(rootDse, "namingContexts");
      const auto log = std::find_if(contexts.begin(), contexts.end(),
                                    [](const std::string& context) { return sameName(context, "cn=accesslog"); });
      if (log != contexts.end()) feeds.push_back(accessLogFeed(*log));
      if (hasValue(rootDse, "supportedControl", LDAP_CONTROL_SYNC)) feeds.push_back(syncReplFeed(bases));
      break;
    }
    case Product::Ds389:
      if (hasValue(rootDse, "supportedControl", LDAP_CONTROL_PERSIST_REQUEST))
        feeds.push_back(persistentSearchFeed(bases));
      break;
    case Product::ActiveDirectory:
    case Product::Samba:
      feeds.push_back(usnFeed(bases));
      break;
    case Product::Exchange55:
    case Product::Generic:
      break;
  }
  return feeds;
}

}  // namespace ldapsnap

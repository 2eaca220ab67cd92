#include "snapshot/capture/feed/change_feed.h"

#include <algorithm>
#include <ldap.h>

#include "snapshot/base/text.h"
#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

namespace {

/// The feed of one mechanism, or nullptr where this server has not set it up.
std::unique_ptr<ChangeFeed> feedOf(FeedMechanism mechanism, const Entry& rootDse, const ServerProfile& profile,
                                   const FollowedBases& bases) {
  switch (mechanism) {
    case FeedMechanism::AccessLog: {
      const std::vector<std::string> contexts = valuesOf(rootDse, "namingContexts");
      const auto log = std::find_if(contexts.begin(), contexts.end(),
                                    [](const std::string& context) { return sameName(context, "cn=accesslog"); });
      return log == contexts.end() ? nullptr : accessLogFeed(*log, profile.product);
    }
    case FeedMechanism::SyncRepl:
      return hasValue(rootDse, "supportedControl", LDAP_CONTROL_SYNC) ? syncReplFeed(bases) : nullptr;
    case FeedMechanism::PersistentSearch:
      return hasValue(rootDse, "supportedControl", LDAP_CONTROL_PERSIST_REQUEST) ? persistentSearchFeed(bases)
                                                                                 : nullptr;
    case FeedMechanism::Usn:
      return usnFeed(bases);
  }
  return nullptr;
}

}  // namespace

std::vector<std::unique_ptr<ChangeFeed>> changeFeedsOf(const Entry& rootDse, const ServerProfile& profile,
                                                       const FollowedBases& bases) {
  std::vector<std::unique_ptr<ChangeFeed>> feeds;
  for (const FeedMechanism mechanism : profile.behaviour().feeds)
    if (std::unique_ptr<ChangeFeed> feed = feedOf(mechanism, rootDse, profile, bases)) feeds.push_back(std::move(feed));
  return feeds;
}

}  // namespace ldapsnap

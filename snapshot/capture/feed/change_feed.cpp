#include "snapshot/capture/feed/change_feed.h"

#include <algorithm>

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
      return hasValue(rootDse, "supportedControl", kContentSyncControl) ? syncReplFeed(bases) : nullptr;
    case FeedMechanism::PersistentSearch:
      return hasValue(rootDse, "supportedControl", kPersistentSearchControl) ? persistentSearchFeed(bases) : nullptr;
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

std::string firstValueOrEmpty(const Entry& entry, std::string_view description) {
  const std::string* const value = entry.first(description);
  return value == nullptr ? std::string() : *value;
}

void takeFeedMessages(ServerConnection& connection, std::chrono::milliseconds timeout,
                      const std::function<void(FeedMessage)>& take) {
  for (int count = 0; count < kMostMessagesOfAPoll; ++count) {
    std::optional<FeedMessage> message = connection.nextFeedMessage(timeout);
    if (!message) return;
    take(*std::move(message));
    timeout = std::chrono::milliseconds(0);
  }
}

}  // namespace ldapsnap

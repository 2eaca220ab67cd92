// Persistent search (draft-ietf-ldapext-psearch-03): 389 Directory Server sends each entry when it changes, with the
// kind of the change.
#include <algorithm>

#include "snapshot/capture/feed/change_feed.h"
#include "snapshot/capture/feed/change_time.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

struct WatchedBase {
  std::string base;
  int search = 0;
};

JournalOperation operationOf(ChangedEntry::Type type) {
  switch (type) {
    case ChangedEntry::Type::Added:
      return JournalOperation::Added;
    case ChangedEntry::Type::Deleted:
      return JournalOperation::Deleted;
    case ChangedEntry::Type::Modified:
      return JournalOperation::Modified;
    case ChangedEntry::Type::Renamed:
      return JournalOperation::Renamed;
  }
  return JournalOperation::Written;
}

JournalEntry journalEntryOf(const ChangedEntry& change) {
  JournalEntry entry;
  entry.time = timeNow();
  entry.operation = operationOf(change.type);
  entry.dn = change.entry.dn;
  if (change.type == ChangedEntry::Type::Renamed) {
    entry.newDn = change.entry.dn;
    entry.dn = change.previousDn;
  }
  // Of a deletion the server sends the entry as it was before, whose modifiersName is not who deleted it.
  if (change.type == ChangedEntry::Type::Added) entry.by = firstValueOrEmpty(change.entry, "creatorsName");
  if (change.type == ChangedEntry::Type::Modified) entry.by = firstValueOrEmpty(change.entry, "modifiersName");
  return entry;
}

class PersistentSearchFeed : public ChangeFeed {
 public:
  explicit PersistentSearchFeed(FollowedBases bases) {
    for (std::string& base : bases) followed_.push_back({std::move(base)});
  }

  std::string source() const override { return "persistent search"; }
  AfterLoss afterLoss() const override { return AfterLoss::WithGap; }
  std::vector<Gap> gaps() const override { return gaps_; }

  void follow(ServerConnection& connection) override {
    connection_ = &connection;
    for (WatchedBase& followed : followed_) {
      SearchRequest request;
      request.base = followed.base;
      request.filter = "(|(objectClass=*)(objectClass=ldapSubentry))";
      request.attributes = {"creatorsName", "modifiersName"};
      request.pageSize = 0;
      followed.search = connection.startPersistentSearch(request);
    }
    waitUntilFollowed();
  }

  void poll(milliseconds timeout, const Deliver& deliver) override {
    takeFeedMessages(*connection_, timeout, [&](const FeedMessage& message) {
      if (const auto* change = std::get_if<ChangedEntry>(&message.content)) deliver(journalEntryOf(*change));
      if (const auto* result = std::get_if<SearchResult>(&message.content)) takeEnd(message.search, *result);
    });
  }

 private:
  /// The server does not say when a persistent search is set up. It starts the operations of one connection in order,
  /// so once it has answered one more search, it has started those before.
  void waitUntilFollowed() {
    SearchRequest request;
    request.scope = Scope::Base;
    request.attributes = {kNoAttributes};
    request.pageSize = 0;
    connection_->search(request, [](const Entry&) {});
  }

  void takeEnd(int search, const SearchResult& result) {
    const auto followed = std::find_if(followed_.begin(), followed_.end(),
                                       [search](const WatchedBase& each) { return each.search == search; });
    if (followed == followed_.end()) return;
    gaps_.push_back({followed->base, describe(result.code, result.diagnostic), ""});
    followed_.erase(followed);
  }

  ServerConnection* connection_ = nullptr;
  std::vector<WatchedBase> followed_;
  std::vector<Gap> gaps_;
};

}  // namespace

std::unique_ptr<ChangeFeed> persistentSearchFeed(FollowedBases bases) {
  return std::make_unique<PersistentSearchFeed>(std::move(bases));
}

}  // namespace ldapsnap

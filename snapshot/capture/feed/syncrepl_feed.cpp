// syncrepl (RFC 4533): slapd with the syncprov overlay. A cookie made of contextCSN keeps the refresh short: it returns
// only what changed since.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "snapshot/base/error.h"
#include "snapshot/capture/feed/change_feed.h"
#include "snapshot/capture/feed/change_time.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRefreshTimeout{30000};

/// One base that is followed.
struct SyncedBase {
  std::string base;
  std::string cookie = {};  ///< the newest that the server sent
  int search = 0;
  bool isRefreshed = false;  ///< messages report changes as they happen
  bool isOver = false;       ///< the server ended the search
};

/// The newest time among the CSNs of a cookie: "rid=000,csn=20261123115959.000001Z#...;2026...".
std::optional<ChangeTime> timeInCookie(std::string_view cookie) {
  std::optional<ChangeTime> newest;
  std::size_t at = cookie.find("csn=");
  if (at != std::string_view::npos) at += 4;
  while (at != std::string_view::npos) {
    const auto time = timeOfCsn(cookie.substr(at));
    if (time && (!newest || *time > *newest)) newest = time;
    at = cookie.find(';', at);
    if (at != std::string_view::npos) ++at;
  }
  return newest;
}

class SyncReplFeed : public ChangeFeed {
 public:
  explicit SyncReplFeed(FollowedBases bases) {
    for (std::string& base : bases) followed_.push_back({std::move(base)});
  }

  std::string source() const override { return "syncrepl"; }
  AfterLoss afterLoss() const override { return AfterLoss::WithGap; }  // a refresh does not name deleted entries
  std::vector<Gap> gaps() const override { return gaps_; }
  void follow(ServerConnection& connection) override;
  void poll(milliseconds timeout, const Deliver& deliver) override;

 private:
  std::string contextCookie(const std::string& base) const;
  bool isRefreshing() const;
  void take(const FeedMessage& message);
  void takeEntry(SyncedBase& followed, const SyncedEntry& synced);
  static void takeInfo(SyncedBase& followed, const SyncInfo& info);
  void takeEnd(SyncedBase& followed, const SearchResult& result);
  JournalOperation operationOf(const SyncedBase& followed, const SyncedEntry& synced, JournalEntry& entry);

  ServerConnection* connection_ = nullptr;
  std::vector<SyncedBase> followed_;
  bool isAgain_ = false;                                ///< following after a loss: what the refresh returns is new
  std::vector<JournalEntry> pending_;                   ///< not delivered yet
  std::unordered_map<std::string, std::string> names_;  ///< DNs of the entries seen so far, by entryUUID
  std::vector<Gap> gaps_;
};

/// The current contextCSN as a cookie; empty if there is none.
std::string SyncReplFeed::contextCookie(const std::string& base) const {
  SearchRequest request;
  request.base = base;
  request.scope = Scope::Base;
  request.attributes = {"contextCSN"};
  request.pageSize = 0;
  std::string cookie;
  connection_->search(request, [&cookie](const Entry& entry) {
    const Attribute* const csns = entry.find("contextCSN");
    if (csns == nullptr) return;
    for (const std::string& csn : csns->values) cookie += (cookie.empty() ? "rid=000,csn=" : ";") + csn;
  });
  return cookie;
}

bool SyncReplFeed::isRefreshing() const {
  return std::any_of(followed_.begin(), followed_.end(),
                     [](const SyncedBase& f) { return !f.isOver && !f.isRefreshed; });
}

void SyncReplFeed::follow(ServerConnection& connection) {
  connection_ = &connection;
  for (SyncedBase& followed : followed_)
    if (followed.cookie.empty() && !followed.isOver) followed.cookie = contextCookie(followed.base);
  for (SyncedBase& followed : followed_) {
    if (followed.isOver) continue;
    followed.isRefreshed = false;
    SearchRequest request;
    request.base = followed.base;
    request.attributes = {"entryCSN", "modifiersName", "modifyTimestamp"};
    request.pageSize = 0;
    followed.search = connection.startContentSync(request, followed.cookie);
  }
  while (isRefreshing()) {
    const std::optional<FeedMessage> message = connection.nextFeedMessage(kRefreshTimeout);
    if (!message) {
      throw Error(ErrorKind::Unreachable,
                  fmt::format("syncrepl did not begin within {} s",
                              std::chrono::floor<std::chrono::seconds>(kRefreshTimeout).count()))
          .at(connection.uri());
    }
    take(*message);
  }
  // What changed between reading contextCSN and the end of the refresh happened before the run.
  if (!isAgain_) pending_.clear();
  isAgain_ = true;
}

void SyncReplFeed::take(const FeedMessage& message) {
  const auto followed = std::find_if(followed_.begin(), followed_.end(),
                                     [&message](const SyncedBase& each) { return each.search == message.search; });
  if (followed == followed_.end()) return;
  if (const auto* synced = std::get_if<SyncedEntry>(&message.content)) takeEntry(*followed, *synced);
  if (const auto* info = std::get_if<SyncInfo>(&message.content)) takeInfo(*followed, *info);
  if (const auto* result = std::get_if<SearchResult>(&message.content)) takeEnd(*followed, *result);
}

void SyncReplFeed::takeEnd(SyncedBase& followed, const SearchResult& result) {
  const bool isRefused = result.code == ResultCode::UnavailableCriticalExtension;
  gaps_.push_back({followed.base, isRefused ? "no syncprov overlay" : describe(result.code, result.diagnostic), ""});
  followed.isOver = true;
}

/// For a rename, moves the new DN to entry.newDn and puts the old one in entry.dn: the server does not report renames,
/// but an entry whose UUID we have seen under another DN was renamed.
JournalOperation SyncReplFeed::operationOf(const SyncedBase& followed, const SyncedEntry& synced, JournalEntry& entry) {
  if (synced.state == SyncedEntry::State::Deleted) {
    names_.erase(synced.uuid);
    return JournalOperation::Deleted;
  }
  const auto [known, isNew] = names_.try_emplace(synced.uuid, entry.dn);
  if (!isNew && known->second != entry.dn) {
    entry.newDn = entry.dn;
    entry.dn = std::exchange(known->second, entry.newDn);
    return JournalOperation::Renamed;
  }
  if (!followed.isRefreshed) return JournalOperation::Written;  // a refresh returns states, not the changes before
  return synced.state == SyncedEntry::State::Added ? JournalOperation::Added : JournalOperation::Modified;
}

void SyncReplFeed::takeEntry(SyncedBase& followed, const SyncedEntry& synced) {
  if (synced.state == SyncedEntry::State::Present) return;
  if (!synced.cookie.empty()) followed.cookie = synced.cookie;
  JournalEntry entry;
  entry.dn = synced.entry.dn;
  entry.by = firstValueOrEmpty(synced.entry, "modifiersName");
  entry.operation = operationOf(followed, synced, entry);
  auto time = timeOfCsn(firstValueOrEmpty(synced.entry, "entryCSN"));
  if (!time) time = timeInCookie(synced.cookie);
  entry.time = time.value_or(timeNow());
  pending_.push_back(std::move(entry));
}

void SyncReplFeed::takeInfo(SyncedBase& followed, const SyncInfo& info) {
  if (!info.cookie.empty()) followed.cookie = info.cookie;
  const bool endsPhase = info.kind == SyncInfo::Kind::RefreshDelete || info.kind == SyncInfo::Kind::RefreshPresent;
  if (endsPhase && info.isRefreshDone) followed.isRefreshed = true;
}

void SyncReplFeed::poll(milliseconds timeout, const Deliver& deliver) {
  takeFeedMessages(*connection_, pending_.empty() ? timeout : milliseconds(0),
                   [this](const FeedMessage& message) { take(message); });
  for (JournalEntry& entry : pending_) deliver(std::move(entry));
  pending_.clear();
}

}  // namespace

std::unique_ptr<ChangeFeed> syncReplFeed(FollowedBases bases) {
  return std::make_unique<SyncReplFeed>(std::move(bases));
}

}  // namespace ldapsnap

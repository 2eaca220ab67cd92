// syncrepl (RFC 4533): slapd with the syncprov overlay. A cookie made of contextCSN makes the refresh short: it brings
// only what changed since.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "snapshot/base/error.h"
#include "snapshot/capture/feed/change_feed.h"
#include "snapshot/server/feed_messages.h"
#include "snapshot/server/sync_messages.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRefreshPatience{30000};

/// One context that is followed.
struct Followed {
  std::string base;
  std::string cookie;  ///< the newest of the server's
  int messageId = 0;
  bool isRefreshed = false;  ///< what comes now happens now
  bool isOver = false;
};

/// The newest time among the CSNs of a cookie: "rid=000,csn=20261123115959.000001Z#...;2026...".
std::optional<decltype(JournalEntry::time)> timeInCookie(std::string_view cookie) {
  std::optional<decltype(JournalEntry::time)> newest;
  std::size_t at = cookie.find("csn=");
  while (at != std::string_view::npos) {
    at += cookie[at] == ';' ? 1 : 4;
    const auto time = changeTime(cookie.substr(at));
    if (time && (!newest || *time > *newest)) newest = time;
    at = cookie.find(';', at);
  }
  return newest;
}

class SyncReplFeed : public ChangeFeed {
 public:
  explicit SyncReplFeed(FollowedBases bases) {
    for (std::string& base : bases) followed_.push_back({std::move(base), "", 0, false, false});
  }

  std::string source() const override { return "syncrepl"; }
  AfterLoss afterLoss() const override { return AfterLoss::WithGap; }  // which entries were deleted is not told
  std::vector<Gap> gaps() const override { return gaps_; }
  void follow(BoundHandle handle) override;
  void poll(milliseconds patience, const Deliver& deliver) override;

 private:
  std::string contextCookie(const std::string& base) const;
  bool isRefreshing() const;
  void take(LDAPMessage* message);
  void takeEntry(Followed& followed, LDAPMessage* message);
  void takeInfo(Followed& followed, LDAPMessage* message) const;
  JournalOperation operationOf(const Followed& followed, const SyncState& state, JournalEntry& entry);

  BoundHandle handle_;
  std::vector<Followed> followed_;
  bool isAgain_ = false;                                ///< following after a loss: the refresh is news
  std::vector<JournalEntry> pending_;                   ///< not delivered yet
  std::unordered_map<std::string, std::string> names_;  ///< of entries that we saw, by entryUUID
  std::vector<Gap> gaps_;
};

/// What contextCSN says now, as a cookie; empty when there is none.
std::string SyncReplFeed::contextCookie(const std::string& base) const {
  SearchResult result;
  const auto entries = searchNow(handle_, Scope::Base, base, "(objectClass=*)", {"contextCSN"}, {}, result);
  std::string cookie;
  for (const Entry& entry : entries)
    for (const Attribute& attribute : entry.attributes)
      for (const std::string& csn : attribute.values) cookie += (cookie.empty() ? "rid=000,csn=" : ";") + csn;
  return cookie;
}

bool SyncReplFeed::isRefreshing() const {
  return std::any_of(followed_.begin(), followed_.end(), [](const Followed& f) { return !f.isOver && !f.isRefreshed; });
}

void SyncReplFeed::follow(BoundHandle handle) {
  handle_ = std::move(handle);
  for (Followed& followed : followed_)
    if (followed.cookie.empty() && !followed.isOver) followed.cookie = contextCookie(followed.base);
  for (Followed& followed : followed_) {
    if (followed.isOver) continue;
    followed.isRefreshed = false;
    const LdapPtr<LDAPControl> request = syncRequest(SyncMode::RefreshAndPersist, followed.cookie);
    followed.messageId = sendSearch(handle_, followed.base, "(objectClass=*)",
                                    {"entryCSN", "modifiersName", "modifyTimestamp"}, {request.get()});
  }
  while (isRefreshing()) {
    const LdapPtr<LDAPMessage> message = nextMessage(handle_, kRefreshPatience);
    if (!message) throw Error(ErrorKind::Unreachable, "the feed of changes does not begin").at(handle_.uri);
    take(message.get());
  }
  if (!isAgain_) pending_.clear();  // it happened between contextCSN and the search: before the command
  isAgain_ = true;
}

void SyncReplFeed::take(LDAPMessage* message) {
  const auto followed = std::find_if(followed_.begin(), followed_.end(),
                                     [message](const Followed& each) { return each.messageId == ldap_msgid(message); });
  if (followed == followed_.end()) return;
  switch (ldap_msgtype(message)) {
    case LDAP_RES_SEARCH_ENTRY:
      takeEntry(*followed, message);
      break;
    case LDAP_RES_INTERMEDIATE:
      takeInfo(*followed, message);
      break;
    case LDAP_RES_SEARCH_RESULT: {
      const SearchResult result = resultIn(handle_, message);
      const bool isWithout = result.code == ResultCode::UnavailableCriticalExtension;
      gaps_.push_back(
          {followed->base, isWithout ? "no syncprov overlay" : describe(result.code, result.diagnostic), ""});
      followed->isOver = true;
      break;
    }
    default:
      break;
  }
}

JournalOperation SyncReplFeed::operationOf(const Followed& followed, const SyncState& state, JournalEntry& entry) {
  if (state.state == LDAP_SYNC_DELETE) {
    names_.erase(state.uuid);
    return JournalOperation::Deleted;
  }
  const auto [known, isNew] = names_.try_emplace(state.uuid, entry.dn);
  if (!isNew && known->second != entry.dn) {
    entry.newDn = entry.dn;
    entry.dn = std::exchange(known->second, entry.newDn);
    return JournalOperation::Renamed;
  }
  if (!followed.isRefreshed) return JournalOperation::Written;  // a refresh sends the states, not what led to them
  return state.state == LDAP_SYNC_ADD ? JournalOperation::Added : JournalOperation::Modified;
}

void SyncReplFeed::takeEntry(Followed& followed, LDAPMessage* message) {
  const LdapPtr<LDAPControl*> controls = controlsOf(handle_, message);
  const std::optional<SyncState> state = syncStateIn(controls.get());
  const std::optional<Entry> read = entryIn(handle_, message);
  if (!state || !read || state->state == LDAP_SYNC_PRESENT) return;
  if (!state->cookie.empty()) followed.cookie = state->cookie;
  JournalEntry entry;
  entry.dn = read->dn;
  entry.by = firstValue(*read, "modifiersName");
  entry.operation = operationOf(followed, *state, entry);
  auto time = changeTime(firstValue(*read, "entryCSN"));
  if (!time) time = timeInCookie(state->cookie);
  entry.time = time.value_or(timeNow());
  pending_.push_back(std::move(entry));
}

/// Whether the refresh is done.
void SyncReplFeed::takeInfo(Followed& followed, LDAPMessage* message) const {
  const std::optional<SyncInfo> info = syncInfoIn(handle_.ldap.get(), message);
  if (!info || info->kind == SyncInfo::Kind::IdSet) return;
  if (!info->cookie.empty()) followed.cookie = info->cookie;
  if (info->kind != SyncInfo::Kind::NewCookie && info->isRefreshDone) followed.isRefreshed = true;
}

void SyncReplFeed::poll(milliseconds patience, const Deliver& deliver) {
  const LdapPtr<LDAPMessage> first = nextMessage(handle_, pending_.empty() ? patience : milliseconds(0));
  if (first) take(first.get());
  while (const LdapPtr<LDAPMessage> more = nextMessage(handle_, milliseconds(0))) take(more.get());
  for (JournalEntry& entry : pending_) deliver(std::move(entry));
  pending_.clear();
}

}  // namespace

std::unique_ptr<ChangeFeed> syncReplFeed(FollowedBases bases) {
  return std::make_unique<SyncReplFeed>(std::move(bases));
}

}  // namespace ldapsnap

// syncrepl (RFC 4533): slapd with the syncprov overlay. A cookie made of contextCSN makes the refresh short: it brings
// only what changed since.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "snapshot/capture/change_feed.h"
#include "snapshot/capture/feed_messages.h"
#include "snapshot/error.h"

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

LdapPtr<LDAPControl> syncRequest(const std::string& cookie) {
  const BerPtr ber(ber_alloc_t(LBER_USE_DER));
  berval given{cookie.size(), const_cast<char*>(cookie.data())};  // NOLINT: only read
  if (cookie.empty()) {
    ber_printf(ber.get(), "{e}", LDAP_SYNC_REFRESH_AND_PERSIST);
  } else {
    ber_printf(ber.get(), "{eO}", LDAP_SYNC_REFRESH_AND_PERSIST, &given);
  }
  berval value{};
  LDAPControl* control = nullptr;
  if (ber_flatten2(ber.get(), &value, 0) == 0) ldap_control_create(LDAP_CONTROL_SYNC, 1, &value, 1, &control);
  return LdapPtr<LDAPControl>(control);
}

/// Sync State Control (RFC 4533, 2.3).
struct SyncState {
  int state = LDAP_SYNC_PRESENT;
  std::string uuid, cookie;
};

std::optional<SyncState> stateIn(LDAPControl** controls) {
  LDAPControl* const control = ldap_control_find(LDAP_CONTROL_SYNC_STATE, controls, nullptr);
  if (control == nullptr) return std::nullopt;
  const BerPtr ber(ber_init(&control->ldctl_value));
  SyncState state;
  ber_int_t number = 0;
  berval uuid{}, cookie{};
  if (!ber || ber_scanf(ber.get(), "{em", &number, &uuid) == LBER_ERROR) return std::nullopt;
  state.state = number;
  state.uuid.assign(uuid.bv_val, uuid.bv_len);
  ber_len_t length = 0;
  if (ber_peek_tag(ber.get(), &length) == LDAP_TAG_SYNC_COOKIE && ber_scanf(ber.get(), "m", &cookie) != LBER_ERROR)
    state.cookie.assign(cookie.bv_val, cookie.bv_len);
  return state;
}

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
    const LdapPtr<LDAPControl> request = syncRequest(followed.cookie);
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
      const bool isWithout = result.code == LDAP_UNAVAILABLE_CRITICAL_EXTENSION;
      gaps_.push_back(
          {followed->base, isWithout ? "no syncprov overlay" : describeResult(result.code, result.diagnostic), ""});
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
  const std::optional<SyncState> state = stateIn(controls.get());
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

/// Sync Info Message (RFC 4533, 2.5): whether the refresh is done.
void SyncReplFeed::takeInfo(Followed& followed, LDAPMessage* message) const {
  char* oid = nullptr;
  berval* data = nullptr;
  if (ldap_parse_intermediate(handle_.ldap.get(), message, &oid, &data, nullptr, 0) != LDAP_SUCCESS) return;
  const std::string name = takeText(oid);
  const std::unique_ptr<berval, decltype(&ber_bvfree)> owner(data, ber_bvfree);
  if (name != LDAP_SYNC_INFO || data == nullptr) return;
  const BerPtr ber(ber_init(data));
  ber_len_t length = 0;
  const ber_tag_t tag = ber_peek_tag(ber.get(), &length);
  berval cookie{};
  if (tag == LDAP_TAG_SYNC_NEW_COOKIE && ber_scanf(ber.get(), "m", &cookie) != LBER_ERROR)
    followed.cookie.assign(cookie.bv_val, cookie.bv_len);
  if (tag != LDAP_TAG_SYNC_REFRESH_DELETE && tag != LDAP_TAG_SYNC_REFRESH_PRESENT) return;
  ber_int_t isDone = 1;  // DEFAULT TRUE
  ber_scanf(ber.get(), "{");
  if (ber_peek_tag(ber.get(), &length) == LDAP_TAG_SYNC_COOKIE && ber_scanf(ber.get(), "m", &cookie) != LBER_ERROR)
    followed.cookie.assign(cookie.bv_val, cookie.bv_len);
  if (ber_peek_tag(ber.get(), &length) == LBER_BOOLEAN) ber_scanf(ber.get(), "b", &isDone);
  if (isDone != 0) followed.isRefreshed = true;
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

// Persistent search (draft-ietf-ldapext-psearch-03): 389 Directory Server sends each entry when it changes, with what
// was done to it.
#include <algorithm>

#include "snapshot/capture/feed/change_feed.h"
#include "snapshot/server/feed_messages.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

constexpr int kAllChanges = LDAP_CONTROL_PERSIST_ENTRY_CHANGE_ADD | LDAP_CONTROL_PERSIST_ENTRY_CHANGE_DELETE |
                            LDAP_CONTROL_PERSIST_ENTRY_CHANGE_MODIFY | LDAP_CONTROL_PERSIST_ENTRY_CHANGE_RENAME;

struct Followed {
  std::string base;
  int messageId = 0;
};

/// Entry Change Notification. Read here: ldap_parse_entrychange_control() of libldap 2.5 leaves the previous name in
/// memory that it has freed.
struct Notice {
  int changeType = 0;
  std::string previousDn;  ///< of a rename
};

std::optional<Notice> noticeIn(LDAPControl** controls) {
  LDAPControl* const control = ldap_control_find(LDAP_CONTROL_PERSIST_ENTRY_CHANGE_NOTICE, controls, nullptr);
  if (control == nullptr) return std::nullopt;
  const BerPtr ber(ber_init(&control->ldctl_value));
  ber_int_t type = 0;
  if (!ber || ber_scanf(ber.get(), "{e", &type) == LBER_ERROR) return std::nullopt;
  Notice notice{type, ""};
  ber_len_t length = 0;
  berval previous{};
  if (ber_peek_tag(ber.get(), &length) == LBER_OCTETSTRING && ber_scanf(ber.get(), "m", &previous) != LBER_ERROR)
    notice.previousDn.assign(previous.bv_val, previous.bv_len);
  return notice;
}

class PersistentSearchFeed : public ChangeFeed {
 public:
  explicit PersistentSearchFeed(FollowedBases bases) {
    for (std::string& base : bases) followed_.push_back({std::move(base)});
  }

  std::string source() const override { return "persistent search"; }
  AfterLoss afterLoss() const override { return AfterLoss::WithGap; }
  std::vector<Gap> gaps() const override { return gaps_; }

  void follow(BoundHandle handle) override {
    handle_ = std::move(handle);
    LDAPControl* created = nullptr;
    constexpr int kChangesOnly = 1, kWithNotice = 1;
    constexpr char kCritical = 1;
    ldap_create_persistentsearch_control(handle_.ldap.get(), kAllChanges, kChangesOnly, kWithNotice, kCritical,
                                         &created);
    const LdapPtr<LDAPControl> control(created);
    for (Followed& followed : followed_) {
      followed.messageId = sendSearch(handle_, followed.base, "(|(objectClass=*)(objectClass=ldapSubentry))",
                                      {"creatorsName", "modifiersName"}, {control.get()});
    }
    waitUntilFollowed();
  }

  void poll(milliseconds patience, const Deliver& deliver) override {
    LdapPtr<LDAPMessage> message = nextMessage(handle_, patience);
    for (; message; message = nextMessage(handle_, milliseconds(0))) {
      if (ldap_msgtype(message.get()) == LDAP_RES_SEARCH_RESULT) takeEnd(message.get());
      if (ldap_msgtype(message.get()) != LDAP_RES_SEARCH_ENTRY) continue;
      if (std::optional<JournalEntry> entry = changeIn(message.get())) deliver(*std::move(entry));
    }
  }

 private:
  /// The server does not say when a search stands. It takes operations of one connection in their order, so that the
  /// answer to one more tells that those before were begun.
  void waitUntilFollowed() {
    SearchResult result;
    searchNow(handle_, Scope::Base, "", "(objectClass=*)", {"1.1"}, {}, result);
  }

  void takeEnd(LDAPMessage* message) {
    const int id = ldap_msgid(message);
    const auto followed =
        std::find_if(followed_.begin(), followed_.end(), [id](const Followed& each) { return each.messageId == id; });
    if (followed == followed_.end()) return;
    const SearchResult result = resultIn(handle_, message);
    gaps_.push_back({followed->base, describe(result.code, result.diagnostic), ""});
    followed_.erase(followed);
  }

  std::optional<JournalEntry> changeIn(LDAPMessage* message) const {
    const LdapPtr<LDAPControl*> controls = controlsOf(handle_, message);
    const std::optional<Entry> read = entryIn(handle_, message);
    const std::optional<Notice> notice = noticeIn(controls.get());
    if (!notice || !read) return std::nullopt;
    JournalEntry entry;
    entry.time = timeNow();
    entry.operation = operationOf(notice->changeType);
    entry.dn = read->dn;
    if (entry.operation == JournalOperation::Renamed) {
      entry.newDn = read->dn;
      entry.dn = notice->previousDn;
    }
    // The entry of a deletion is the one that was: it names who changed it last, not who deleted it.
    if (entry.operation == JournalOperation::Added) entry.by = firstValue(*read, "creatorsName");
    if (entry.operation == JournalOperation::Modified) entry.by = firstValue(*read, "modifiersName");
    return entry;
  }

  static JournalOperation operationOf(int type) {
    if (type == LDAP_CONTROL_PERSIST_ENTRY_CHANGE_ADD) return JournalOperation::Added;
    if (type == LDAP_CONTROL_PERSIST_ENTRY_CHANGE_DELETE) return JournalOperation::Deleted;
    if (type == LDAP_CONTROL_PERSIST_ENTRY_CHANGE_RENAME) return JournalOperation::Renamed;
    return JournalOperation::Modified;
  }

  BoundHandle handle_;
  std::vector<Followed> followed_;
  std::vector<Gap> gaps_;
};

}  // namespace

std::unique_ptr<ChangeFeed> persistentSearchFeed(FollowedBases bases) {
  return std::make_unique<PersistentSearchFeed>(std::move(bases));
}

}  // namespace ldapsnap

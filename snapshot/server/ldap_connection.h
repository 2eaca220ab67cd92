// The ServerConnection seam over libldap.
#pragma once

#include <chrono>
#include <map>

#include "snapshot/server/controls.h"
#include "snapshot/server/ldap_handle.h"
#include "snapshot/server/server_connection.h"

namespace ldapsnap {

class LdapConnection : public ServerConnection {
 public:
  struct Limits {
    std::chrono::seconds timeout;        ///< for each response: how long the server may stay silent
    std::chrono::seconds timeLimit;      ///< for all searches together, counted from the construction; 0: none
    std::chrono::milliseconds retryFor;  ///< how long a search is repeated while the server says that it is busy
  };
  /// Takes a connected and bound handle.
  LdapConnection(LdapPtr<LDAP> handle, std::string uri, Limits limits)
      : handle_(std::move(handle)), uri_(std::move(uri)), limits_(limits) {}

  std::string uri() const override { return uri_; }
  Entry rootDse() override;
  using ServerConnection::search;
  SearchResult search(const SearchRequest& request, const EntryReceiver& deliver,
                      const EstimateReceiver& estimate) override;
  RefreshResult refresh(const SearchRequest& request, const std::string& cookie, const EntryReceiver& deliver) override;
  std::vector<std::string> boundAs() override;
  int startPersistentSearch(const SearchRequest& request) override;
  int startContentSync(const SearchRequest& request, const std::string& cookie) override;
  std::optional<FeedMessage> nextFeedMessage(std::chrono::milliseconds timeout) override;

 private:
  class Operation;
  /// A search that stays open, by its message ID in feeds_.
  struct Feed {
    enum class Mechanism { PersistentSearch, ContentSync } mechanism;
    std::string base;
  };
  /// A result with its response controls.
  struct Response {
    SearchResult result;
    LdapPtr<LDAPControl*> controls;
  };

  /// Sends a search. Returns its message ID.
  int send(const SearchRequest& request, const std::vector<Control>& controls);
  /// Sends a search, passes its entries and intermediate responses to `take` as they arrive, and returns its result.
  Response converse(const SearchRequest& request, const std::vector<Control>& controls,
                    const std::function<void(LDAPMessage*)>& take);
  /// One page. `cookie` becomes the server's for the next page, empty at the end.
  SearchResult searchPage(const SearchRequest& request, std::string& cookie, const EntryReceiver& deliver,
                          const EstimateReceiver& estimate);
  int startFeed(Feed::Mechanism mechanism, const SearchRequest& request, Control control);

  /// The next message of one search, or of any (LDAP_RES_ANY). nullptr when none arrives within `timeout`. `activity`
  /// says in an error what was being done: "reading o=Acme".
  LdapPtr<LDAPMessage> nextMessage(int messageId, std::chrono::milliseconds timeout, const std::string& activity);
  /// What a message of a feed says; nothing for one that says nothing about changes.
  std::optional<FeedMessage> feedMessageIn(LDAPMessage* message);

  // Decoding. All throw Error(Unreachable) for what cannot be decoded.
  Entry entryIn(LDAPMessage* message, const std::string& activity) const;
  SyncedEntry syncedEntryIn(LDAPMessage* message, const std::string& activity) const;
  ChangedEntry entryChangeIn(LDAPMessage* message, const std::string& activity) const;
  /// Nothing for an intermediate response that is not a Sync Info Message (RFC 4511, 4.13).
  std::optional<SyncInfo> syncInfoIn(LDAPMessage* message, const std::string& activity) const;
  Response resultIn(LDAPMessage* message, const std::string& activity) const;
  std::vector<std::string> referencesIn(LDAPMessage* message, const std::string& activity) const;
  LdapPtr<LDAPControl*> entryControlsIn(LDAPMessage* message, const std::string& activity) const;
  /// `decoded`, or the error that says it could not be.
  template <typename T>
  T decodedOrThrow(std::optional<T> decoded, const std::string& activity) const {
    if (!decoded) throwFailed(LDAP_DECODING_ERROR, activity);
    return *std::move(decoded);
  }

  [[noreturn]] void throwFailed(int code, const std::string& activity) const;
  void throwIfTimeIsUp(const std::string& activity) const;

  LdapPtr<LDAP> handle_;
  std::string uri_;
  Limits limits_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::map<int, Feed> feeds_;
};

}  // namespace ldapsnap

// The Directory seam over libldap.
#pragma once

#include <chrono>

#include "snapshot/server/directory.h"
#include "snapshot/server/ldap_handle.h"

namespace ldapsnap {

class LdapDirectory : public Directory {
 public:
  struct Patience {
    std::chrono::seconds timeout;        ///< of each answer: the server may be silent so long and no longer
    std::chrono::seconds timeLimit;      ///< of all searches together, from now; 0: none
    std::chrono::milliseconds retryFor;  ///< how long a search is tried again that found the server busy
  };
  /// Takes a connected and bound handle.
  LdapDirectory(LdapPtr<LDAP> handle, std::string uri, Patience patience)
      : handle_(std::move(handle)), uri_(std::move(uri)), patience_(patience) {}

  std::string uri() const override { return uri_; }
  Entry rootDse() override;
  /// ManageDsaIT goes along (RFC 3296: referral objects are entries to us). Searches may be nested: `deliver` may
  /// search.
  SearchResult search(const SearchRequest& request, const std::function<void(Entry)>& deliver) override;
  RefreshResult refresh(const SearchRequest& request, const std::string& cookie,
                        const std::function<void(Entry)>& deliver) override;
  std::vector<std::string> boundAs() override;

 private:
  class Operation;
  /// Sends a search and gives its messages to `take` as they come, the one with the result last. `cookie` becomes the
  /// server's for the next page, empty at the end.
  SearchResult converse(const SearchRequest& request, LDAPControl** controls, std::string& cookie,
                        const std::function<void(LDAPMessage*)>& take);
  /// One page. Returns its result.
  SearchResult searchPage(const SearchRequest& request, std::string& cookie, const std::function<void(Entry)>& deliver);
  LdapPtr<LDAPMessage> nextMessage(int messageId, const SearchRequest& request);
  SearchResult takeResult(LDAPMessage* message, const SearchRequest& request, std::string& cookie);
  [[noreturn]] void throwBroken(int code, const SearchRequest& request) const;
  void throwIfTimeIsUp(const SearchRequest& request) const;

  LdapPtr<LDAP> handle_;
  std::string uri_;
  Patience patience_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace ldapsnap

// An LDAP server made of a function: what a client sees when a server sends exactly these bytes.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace ldapsnap::test {

/// Listens on a port of 127.0.0.1, one connection at a time, in a thread of its own.
class LdapResponder {
 public:
  struct Response {
    std::string bytes = {};  ///< sent to the client; may be empty
    bool close = false;      ///< the connection is closed after them
  };
  /// Called in the thread of the responder for each request: its message ID, the tag of its operation (bind 0x60,
  /// search 0x63) and all of it. Not called for bind requests, which succeed, and for unbind and abandon, which have no
  /// response.
  using Answer = std::function<Response(int id, unsigned char operation, std::string_view request)>;

  explicit LdapResponder(Answer answer);
  ~LdapResponder();
  LdapResponder(const LdapResponder&) = delete;
  LdapResponder& operator=(const LdapResponder&) = delete;

  std::string uri() const;  ///< "ldap://127.0.0.1:40123"

 private:
  void serve();
  void serveOne(int client);

  Answer answer_;
  int port_ = 0, listener_ = -1;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace ldapsnap::test

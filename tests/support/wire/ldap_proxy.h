// Between ldapsnap and a real server: forwards LDAP messages, and damages them as a test asks.
#pragma once

#include <atomic>
#include <cstddef>
#include <limits>
#include <string>
#include <thread>

namespace ldapsnap::test {

/// What goes wrong. Counts are of bytes that the server sends, from the start of each connection.
struct ProxyFaults {
  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

  std::size_t cutAt = kNever;     ///< the connection is closed
  std::size_t garbleAt = kNever;  ///< every later byte is changed
  std::size_t silentAt = kNever;  ///< nothing more is forwarded, and the connection stays open
  /// Messages that contain this text are repeated forever, the text replaced by as many random letters.
  std::string endless = {};
  /// The first so many requests of this kind (the tag of RFC 4511: bind 0x60, search 0x63) get this result code.
  int refusals = 0;
  unsigned char refusedTag = 0x60;
  int resultCode = 51;
};

/// Listens on a port of 127.0.0.1, one connection at a time, in a thread of its own.
class LdapProxy {
 public:
  LdapProxy(int serverPort, ProxyFaults faults);
  ~LdapProxy();
  LdapProxy(const LdapProxy&) = delete;
  LdapProxy& operator=(const LdapProxy&) = delete;

  std::string uri() const;  ///< "ldap://127.0.0.1:40123"
  /// Bytes that the server has sent, over all connections.
  std::size_t received() const { return received_; }

 private:
  void serve();
  void serveOne(int client);

  int serverPort_, port_ = 0, listener_ = -1;
  ProxyFaults faults_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::size_t> received_ = 0;
  std::thread thread_;
};

}  // namespace ldapsnap::test

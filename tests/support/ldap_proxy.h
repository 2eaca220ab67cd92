// Between ldapsnap and a real server: passes LDAP messages on, and does to them what a test asks for.
#pragma once

#include <atomic>
#include <cstddef>
#include <limits>
#include <string>
#include <thread>

namespace ldapsnap::test {

/// What goes wrong. Counts are of bytes that the server sends, from the begin of each connection.
struct ProxyFaults {
  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

  std::size_t cutAt = kNever;     ///< the connection is closed
  std::size_t garbleAt = kNever;  ///< every later byte is another one
  std::size_t silentAt = kNever;  ///< nothing comes any more, and the connection stays
  /// Entries that hold this text are repeated for ever, the text replaced by as many random letters.
  std::string endless = {};
  /// So many requests of this kind (the tag of RFC 4511: bind 0x60, search 0x63) are answered with this result code.
  int refusals = 0;
  unsigned char refusedTag = 0x60;
  int resultCode = 51;
};

/// Listens on a port of 127.0.0.1 of its own; one connection at a time.
class LdapProxy {
 public:
  LdapProxy(int serverPort, ProxyFaults faults);
  ~LdapProxy();
  LdapProxy(const LdapProxy&) = delete;
  LdapProxy& operator=(const LdapProxy&) = delete;

  std::string uri() const;  ///< "ldap://127.0.0.1:40123"
  /// Bytes that the server sent, over all connections.
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

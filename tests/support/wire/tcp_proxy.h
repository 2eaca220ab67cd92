// Between a program and a server of any protocol: forwards bytes, late, or up to a point.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <limits>
#include <thread>

namespace ldapsnap::test {

struct TcpProxyFaults {
  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

  std::chrono::microseconds delay{0};  ///< for what goes to the server, and again for what comes back
  /// Bytes in both directions, from the start of each connection, after which it is closed.
  std::size_t cutAt = kNever;
};

/// Listens on a port of 127.0.0.1; each connection has a thread of its own.
class TcpProxy {
 public:
  TcpProxy(int serverPort, TcpProxyFaults faults);
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;

  int port() const { return port_; }
  /// How often a client has sent something after it had received something, over all connections: its round trips.
  std::size_t turns() const { return turns_; }

 private:
  void serve();
  void serveOne(int client);

  int serverPort_, port_ = 0, listener_ = -1;
  TcpProxyFaults faults_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::size_t> turns_ = 0;
  std::thread thread_;
};

}  // namespace ldapsnap::test

#include "tests/support/wire/tcp_proxy.h"

#include <algorithm>
#include <array>
#include <deque>
#include <fmt/format.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/support/wire/ldap_wire.h"

namespace ldapsnap::test {

namespace {

using Clock = std::chrono::steady_clock;

/// Bytes on their way, and when they arrive.
struct Late {
  Clock::time_point due;
  std::string bytes;
};

/// One direction of a connection.
struct Pipe {
  int from, to;
  std::deque<Late> late;
};

/// Reads what is there; false at the end.
bool take(Pipe& pipe, std::chrono::microseconds delay, std::size_t& left) {
  std::array<char, 65536> buffer{};
  const ssize_t size = ::recv(pipe.from, buffer.data(), std::min(buffer.size(), left), MSG_DONTWAIT);
  if (size <= 0) return false;
  left -= static_cast<std::size_t>(size);
  pipe.late.push_back({Clock::now() + delay, std::string(buffer.data(), static_cast<std::size_t>(size))});
  return true;
}

bool deliverDue(Pipe& pipe) {
  while (!pipe.late.empty() && pipe.late.front().due <= Clock::now()) {
    if (!sendAll(pipe.to, pipe.late.front().bytes)) return false;
    pipe.late.pop_front();
  }
  return true;
}

}  // namespace

TcpProxy::TcpProxy(int serverPort, TcpProxyFaults faults) : serverPort_(serverPort), faults_(faults) {
  listener_ = listenOnLoopback(port_);
  thread_ = std::thread([this] { serve(); });
}

TcpProxy::~TcpProxy() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

void TcpProxy::serve() {
  constexpr int kPoll = 20;
  std::vector<std::thread> connections;
  while (!stop_) {
    if (!isReadable(listener_, kPoll)) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) connections.emplace_back([this, client] { serveOne(client); });
  }
  for (std::thread& connection : connections) connection.join();
}

void TcpProxy::serveOne(int descriptor) {
  const Socket client(descriptor);
  const Socket server(connectTo(fmt::format("ldap://127.0.0.1:{}", serverPort_)));
  if (server.descriptor() < 0) return;
  Pipe toServer{client.descriptor(), server.descriptor(), {}}, toClient{server.descriptor(), client.descriptor(), {}};
  std::size_t left = faults_.cutAt;
  bool hasAnswered = true;
  while (!stop_ && left > 0) {
    std::array<pollfd, 2> fds{{{client.descriptor(), POLLIN, 0}, {server.descriptor(), POLLIN, 0}}};
    ::poll(fds.data(), fds.size(), toServer.late.empty() && toClient.late.empty() ? 20 : 1);
    if (fds[0].revents != 0) {
      if (!take(toServer, faults_.delay, left)) return;
      if (std::exchange(hasAnswered, false)) ++turns_;
    }
    if (fds[1].revents != 0) {
      if (!take(toClient, faults_.delay, left)) return;
      hasAnswered = true;
    }
    if (!deliverDue(toServer) || !deliverDue(toClient)) return;
  }
}

}  // namespace ldapsnap::test

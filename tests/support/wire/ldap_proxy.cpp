#include "tests/support/wire/ldap_proxy.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <poll.h>
#include <random>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/wire/ldap_wire.h"

namespace ldapsnap::test {

namespace {

constexpr int kPollMilliseconds = 20;

void sendForever(int client, std::string message, const std::string& placeholder, const std::atomic<bool>& stop) {
  std::minstd_rand random(1);
  const std::string original = message;
  while (!stop) {
    for (std::size_t at = 0; (at = original.find(placeholder, at)) != std::string::npos; at += placeholder.size()) {
      for (std::size_t i = 0; i < placeholder.size(); ++i) message[at + i] = static_cast<char>('a' + random() % 26);
    }
    if (!sendAll(client, message)) return;
  }
}

}  // namespace

LdapProxy::LdapProxy(int serverPort, ProxyFaults faults) : serverPort_(serverPort), faults_(std::move(faults)) {
  listener_ = listenOnLoopback(port_);
  thread_ = std::thread([this] { serve(); });
}

LdapProxy::~LdapProxy() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

std::string LdapProxy::uri() const { return fmt::format("ldap://127.0.0.1:{}", port_); }

void LdapProxy::serve() {
  while (!stop_) {
    if (!isReadable(listener_, kPollMilliseconds)) continue;
    const Socket client(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    serveOne(client.descriptor());
  }
}

void LdapProxy::serveOne(int client) {
  const Socket server(connectTo(fmt::format("ldap://127.0.0.1:{}", serverPort_)));
  if (server.descriptor() < 0) return;
  std::string requests, answers;
  std::size_t passed = 0;
  while (!stop_) {
    std::array<pollfd, 2> fds{{{client, POLLIN, 0}, {server.descriptor(), POLLIN, 0}}};
    ::poll(fds.data(), fds.size(), kPollMilliseconds);
    if (fds[0].revents != 0 && !receive(client, requests)) return;
    for (std::string message = takeLdapMessage(requests); !message.empty(); message = takeLdapMessage(requests)) {
      if (faults_.refusals > 0 && operationTagOf(message) == faults_.refusedTag) {
        --faults_.refusals;
        sendAll(client, responseTo(message, faults_.resultCode));
      } else if (!sendAll(server.descriptor(), message)) {
        return;
      }
    }
    if (fds[1].revents != 0 && !receive(server.descriptor(), answers)) return;
    for (std::string message = takeLdapMessage(answers); !message.empty(); message = takeLdapMessage(answers)) {
      received_ += message.size();
      const bool isEndless = !faults_.endless.empty() && message.find(faults_.endless) != std::string::npos;
      if (isEndless) return sendForever(client, message, faults_.endless, stop_);
      const std::size_t begin = passed;
      passed += message.size();
      for (std::size_t i = std::max(begin, faults_.garbleAt); i < passed; ++i) message[i - begin] ^= '\x5a';
      const std::size_t end = std::min(faults_.cutAt, faults_.silentAt);
      if (begin < end && !sendAll(client, message.substr(0, end - begin))) return;
      if (passed >= faults_.cutAt) return;
    }
  }
}

}  // namespace ldapsnap::test

#include "tests/support/wire/ldap_responder.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/wire/ldap_wire.h"

namespace ldapsnap::test {

namespace {

constexpr int kResponderPollMilliseconds = 5;
constexpr unsigned char kBindRequest = 0x60, kUnbindRequest = 0x42, kAbandonRequest = 0x50;

}  // namespace

LdapResponder::LdapResponder(Answer answer) : answer_(std::move(answer)) {
  listener_ = listenOnLoopback(port_);
  thread_ = std::thread([this] { serve(); });
}

LdapResponder::~LdapResponder() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

std::string LdapResponder::uri() const { return fmt::format("ldap://127.0.0.1:{}", port_); }

void LdapResponder::serve() {
  while (!stop_) {
    if (!isReadable(listener_, kResponderPollMilliseconds)) continue;
    const Socket client(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    serveOne(client.descriptor());
  }
}

void LdapResponder::serveOne(int client) {
  std::string requests;
  while (!stop_) {
    if (!isReadable(client, kResponderPollMilliseconds)) continue;
    if (!receive(client, requests)) return;
    for (std::string request = takeLdapMessage(requests); !request.empty(); request = takeLdapMessage(requests)) {
      const unsigned char operation = operationTagOf(request);
      if (operation == kUnbindRequest || operation == kAbandonRequest) continue;
      const Response response =
          operation == kBindRequest ? Response{responseTo(request, 0)} : answer_(idOf(request), operation, request);
      if (!sendAll(client, response.bytes) || response.close) return;
    }
  }
}

}  // namespace ldapsnap::test

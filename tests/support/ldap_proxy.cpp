#include "tests/support/ldap_proxy.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <random>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace ldapsnap::test {

namespace {

constexpr int kPollMilliseconds = 20;

sockaddr_in loopback(int port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  return name;
}

/// A socket, closed when it goes.
struct Socket {
  explicit Socket(int opened) : descriptor(opened) {}
  ~Socket() { ::close(descriptor); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int descriptor;
};

bool isReadable(int socket, int milliseconds) {
  pollfd wanted{socket, POLLIN, 0};
  return ::poll(&wanted, 1, milliseconds) > 0;
}

bool sendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// Appends what is there; false at the end.
bool receive(int socket, std::string& into) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (count > 0) into.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

unsigned byteAt(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes.at(i)); }

/// How many bytes the tag and length of the BER element at `begin` take, and its content.
struct Header {
  std::size_t header = 0, content = 0;
  std::size_t size() const { return header + content; }
};
Header headerAt(std::string_view bytes, std::size_t begin) {
  const unsigned first = byteAt(bytes, begin + 1);
  if (first < 0x80) return {2, first};
  Header result{2 + (first & 0x7F), 0};
  for (std::size_t i = 2; i < result.header; ++i) result.content = result.content * 256 + byteAt(bytes, begin + i);
  return result;
}

/// Takes the first whole LDAP message (RFC 4511, 4.1.1) out of `bytes`; empty when there is none yet.
std::string takeMessage(std::string& bytes) {
  constexpr std::size_t kEnoughForAHeader = 7;
  if (bytes.size() < kEnoughForAHeader) return {};
  const std::size_t size = headerAt(bytes, 0).size();
  if (bytes.size() < size) return {};
  std::string message = bytes.substr(0, size);
  bytes.erase(0, size);
  return message;
}

/// The message ID as it is encoded, and the operation's tag.
std::string_view messageId(std::string_view message) {
  const std::size_t begin = headerAt(message, 0).header;
  return message.substr(begin, headerAt(message, begin).size());
}
unsigned char tagOf(std::string_view message) {
  return static_cast<unsigned char>(byteAt(message, headerAt(message, 0).header + messageId(message).size()));
}

/// The answer to `request` with a result and no words: the response's tag is the request's and one, but a search's.
std::string refusalOf(std::string_view request, int resultCode) {
  const std::string result = {'\x0a', '\x01', static_cast<char>(resultCode), '\x04', '\x00', '\x04', '\x00'};
  const unsigned char tag = tagOf(request) == 0x63 ? 0x65 : static_cast<unsigned char>(tagOf(request) + 1);
  const std::string body = std::string(messageId(request)) + static_cast<char>(tag) + '\x07' + result;
  return std::string("\x30") + static_cast<char>(body.size()) + body;
}

void sendForEver(int client, std::string message, const std::string& placeholder, const std::atomic<bool>& stop) {
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
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name = loopback(0);
  socklen_t size = sizeof name;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&name), size) != 0 || ::listen(listener_, 8) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&name), &size);
  port_ = ntohs(name.sin_port);
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
    serveOne(client.descriptor);
  }
}

void LdapProxy::serveOne(int client) {
  const Socket server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in name = loopback(serverPort_);
  if (::connect(server.descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return;
  std::string requests, answers;
  std::size_t passed = 0;
  while (!stop_) {
    std::array<pollfd, 2> fds{{{client, POLLIN, 0}, {server.descriptor, POLLIN, 0}}};
    ::poll(fds.data(), fds.size(), kPollMilliseconds);
    if (fds[0].revents != 0 && !receive(client, requests)) return;
    for (std::string message = takeMessage(requests); !message.empty(); message = takeMessage(requests)) {
      if (faults_.refusals > 0 && tagOf(message) == faults_.refusedTag) {
        --faults_.refusals;
        sendAll(client, refusalOf(message, faults_.resultCode));
      } else if (!sendAll(server.descriptor, message)) {
        return;
      }
    }
    if (fds[1].revents != 0 && !receive(server.descriptor, answers)) return;
    for (std::string message = takeMessage(answers); !message.empty(); message = takeMessage(answers)) {
      received_ += message.size();
      const bool isEndless = !faults_.endless.empty() && message.find(faults_.endless) != std::string::npos;
      if (isEndless) return sendForEver(client, message, faults_.endless, stop_);
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

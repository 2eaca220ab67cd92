#include "tests/support/wire/ldap_wire.h"

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace ldapsnap::test {

namespace {

sockaddr_in nameOf(const std::string& address, int port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = ::inet_addr(address.c_str());
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  return name;
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

std::string bigEndian(unsigned value) {
  std::string bytes;
  for (; value > 0; value >>= 8U) bytes.insert(bytes.begin(), static_cast<char>(value & 0xFFU));
  return bytes;
}

/// Of a value that is not negative. A first bit that is set would make it so.
std::string integerBytes(int value) {
  std::string bytes = value == 0 ? std::string(1, '\0') : bigEndian(static_cast<unsigned>(value));
  if ((byteAt(bytes, 0) & 0x80U) != 0) bytes.insert(bytes.begin(), '\0');
  return bytes;
}

}  // namespace

std::string ber(unsigned char tag, std::string_view content) {
  std::string element(1, static_cast<char>(tag));
  if (content.size() < 0x80) {
    element += static_cast<char>(content.size());
  } else {
    const std::string length = bigEndian(static_cast<unsigned>(content.size()));
    element += static_cast<char>(0x80 | length.size());
    element += length;
  }
  return element.append(content);
}

std::string berOctets(std::string_view bytes) { return ber(0x04, bytes); }
std::string berInteger(int value) { return ber(0x02, integerBytes(value)); }
std::string berEnumerated(int value) { return ber(0x0a, integerBytes(value)); }
std::string berBoolean(bool value) { return ber(0x01, std::string(1, value ? '\xff' : '\0')); }
std::string berSequence(std::string_view content) { return ber(0x30, content); }
std::string berSet(std::string_view content) { return ber(0x31, content); }

std::string ldapMessage(int id, std::string_view operation, std::string_view controls) {
  std::string content = berInteger(id).append(operation);
  if (!controls.empty()) content += ber(0xa0, controls);
  return berSequence(content);
}

std::string ldapControl(std::string_view oid, std::string_view value) {
  return berSequence(berOctets(oid) + berOctets(value));
}

std::string ldapResult(int resultCode, std::string_view diagnostic) {
  return berEnumerated(resultCode) + berOctets("") + berOctets(diagnostic);
}

std::string takeLdapMessage(std::string& bytes) {
  constexpr std::size_t kEnoughForAHeader = 7;
  if (bytes.size() < kEnoughForAHeader) return {};
  const std::size_t size = headerAt(bytes, 0).size();
  if (bytes.size() < size) return {};
  std::string message = bytes.substr(0, size);
  bytes.erase(0, size);
  return message;
}

int idOf(std::string_view message) {
  const std::size_t begin = headerAt(message, 0).header;
  const Header id = headerAt(message, begin);
  int value = 0;
  for (std::size_t i = 0; i < id.content; ++i)
    value = value * 256 + static_cast<int>(byteAt(message, begin + id.header + i));
  return value;
}

unsigned char operationTagOf(std::string_view message) {
  const std::size_t begin = headerAt(message, 0).header;
  return static_cast<unsigned char>(byteAt(message, begin + headerAt(message, begin).size()));
}

int resultCodeOf(std::string_view response) {
  std::size_t at = headerAt(response, 0).header;
  at += headerAt(response, at).size();  // the message ID
  at += headerAt(response, at).header;  // into the operation
  const Header code = headerAt(response, at);
  int value = 0;
  for (std::size_t i = 0; i < code.content; ++i)
    value = value * 256 + static_cast<int>(byteAt(response, at + code.header + i));
  return value;
}

std::string diagnosticOf(std::string_view response) {
  std::size_t at = headerAt(response, 0).header;
  at += headerAt(response, at).size();  // the message ID
  at += headerAt(response, at).header;  // into the operation
  at += headerAt(response, at).size();  // resultCode
  at += headerAt(response, at).size();  // matchedDN
  const Header text = headerAt(response, at);
  return std::string(response.substr(at + text.header, text.content));
}

std::string responseTo(std::string_view request, int resultCode) {
  constexpr unsigned char kSearchRequest = 0x63, kSearchResultDone = 0x65;
  const unsigned char asked = operationTagOf(request);
  // A response has the tag after its request's, except that a search has entries in between.
  const auto tag = asked == kSearchRequest ? kSearchResultDone : static_cast<unsigned char>(asked + 1);
  return ldapMessage(idOf(request), ber(tag, ldapResult(resultCode)));
}

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

int listenOnLoopback(int& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name = nameOf("127.0.0.1", 0);
  socklen_t size = sizeof name;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&name), size) != 0 || ::listen(listener, 8) != 0)
    throw std::runtime_error("cannot listen on 127.0.0.1");
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&name), &size);
  port = ntohs(name.sin_port);
  return listener;
}

int connectTo(const std::string& uri) {
  const std::string host = uri.substr(uri.find("://") + 3);
  const std::size_t colon = host.find(':');
  const int port = colon == std::string::npos ? 389 : std::stoi(host.substr(colon + 1));
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in name = nameOf(host.substr(0, colon), port);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0) return descriptor;
  ::close(descriptor);
  return -1;
}

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

bool receive(int socket, std::string& into) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (count > 0) into.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

}  // namespace ldapsnap::test

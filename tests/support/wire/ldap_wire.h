// LDAP as bytes (RFC 4511, 5.1): building and reading messages without an LDAP library, and loopback sockets.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap::test {

// BER (X.690), definite lengths.
std::string ber(unsigned char tag, std::string_view content);
std::string berOctets(std::string_view bytes);
std::string berInteger(int value);
std::string berEnumerated(int value);
std::string berBoolean(bool value);
std::string berSequence(std::string_view content);
std::string berSet(std::string_view content);

/// An LDAPMessage: `operation` and `controls` are encoded already; no controls: empty.
std::string ldapMessage(int id, std::string_view operation, std::string_view controls = {});
/// Controls: the sequence of a message; each made by ldapControl().
std::string ldapControl(std::string_view oid, std::string_view value);
/// The fields that every response has (RFC 4511, 4.1.9), without a tag around them.
std::string ldapResult(int resultCode, std::string_view diagnostic = {});

/// Takes the first complete message out of `bytes`; empty if there is none yet.
std::string takeLdapMessage(std::string& bytes);
int idOf(std::string_view message);
/// "bind request" is 0x60, "search request" 0x63 (RFC 4511, 4.2 to 4.14).
unsigned char operationTagOf(std::string_view message);
/// The result code of a response; of any operation whose response is an LDAPResult.
int resultCodeOf(std::string_view response);
/// The diagnostic message of such a response.
std::string diagnosticOf(std::string_view response);
/// The same result for every kind of request: to `request`, as the server would send it.
std::string responseTo(std::string_view request, int resultCode);

/// Closed at the end of its life.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Listens on a free port of 127.0.0.1, which is stored in `port`. Throws std::runtime_error.
int listenOnLoopback(int& port);
/// To "ldap://ADDRESS:PORT" with a numeric IPv4 address; port 389 by default. -1 if nobody listens there.
int connectTo(const std::string& uri);
bool isReadable(int socket, int milliseconds);
bool sendAll(int socket, std::string_view bytes);
/// Appends what has arrived. False at the end of the connection.
bool receive(int socket, std::string& into);

}  // namespace ldapsnap::test

// How to reach a server: the options of ldapsearch and the settings of a profile as one value.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "snapshot/server/server_connection.h"

namespace ldapsnap {

/// A password in memory. The bytes are overwritten when it is destroyed or moved from.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

enum class StartTls { No, Try, Require };  ///< none, -Z, -ZZ

/// What a SASL bind over TLS tells the server about the connection (RFC 5056), so that it cannot be relayed.
enum class ChannelBinding {
  TlsEndpoint,  ///< a digest of the server's certificate (RFC 5929, 4): what domain controllers check
  TlsUnique,    ///< of the handshake (RFC 5929, 3); not with TLS 1.3
  None
};

/// An empty field is one that was not given: libldap then uses ldap.conf, ~/.ldaprc and LDAP* variables, as ldapsearch
/// does.
struct ConnectionSettings {
  std::string uri;            ///< -H
  std::string bindDn;         ///< -D
  std::string saslMechanism;  ///< -Y; empty: simple bind
  std::string saslUser;       ///< -U: the authentication identity of DIGEST-MD5, SCRAM-...
  std::string saslRealm;      ///< -R
  std::string saslAuthzId;    ///< -X: "dn:cn=x" or "u:x", the identity to act as (RFC 4513, 5.2.1.8)
  /// With GSSAPI and GSS-SPNEGO; other mechanisms bind as libldap does by itself.
  ChannelBinding channelBinding = ChannelBinding::TlsEndpoint;
  /// Try continues unencrypted if the server does not offer StartTLS, but never after a failed handshake or
  /// certificate, and never when a password would be sent.
  StartTls startTls = StartTls::No;
  std::string tlsCaFile;       ///< PEM; authorities to trust instead of the system's (TLS_CACERT)
  std::string tlsCertificate;  ///< PEM; the client's certificate (TLS_CERT)
  std::string tlsKey;          ///< PEM; its private key (TLS_KEY)
  // Where the password comes from; at most one may be set.
  std::string passwordFile;              ///< -y: the complete file, as with ldapsearch
  bool passwordFileMayBeShared = false;  ///< other users may be able to read the password file
  std::string passwordCommand;           ///< run by /bin/sh; its first output line
  std::string passwordVariable;          ///< name of an environment variable
  bool passwordPrompt = false;           ///< -W
  std::optional<std::string> password;   ///< -w; the caller has overwritten it in argv
  std::chrono::seconds timeout{30};      ///< for connecting and for each response
  std::chrono::seconds timeLimit{0};     ///< for everything done over the connection; 0: none
  /// How long to repeat a request that the server answers with busy (51) or unavailable (52); 0: do not repeat.
  std::chrono::milliseconds retryFor{10000};
};

/// Reads the password from the source that the settings name; empty if they name none. Throws Error(BadInput), also for
/// a file that other users can read, or Error(Usage), and Error(Interrupted) for Ctrl-C at the prompt.
Secret readPassword(const ConnectionSettings& settings);

/// Connects and binds, repeatedly while the server is busy. Throws Error(Unreachable) with the URI, the messages of
/// libldap and the server, and what to check; Error(BadInput) where a file in the current folder decides about TLS.
std::unique_ptr<ServerConnection> connect(const ConnectionSettings& settings);

/// `uri` as it may be shown and stored: scheme, host and port, without user information, path and query.
std::string uriWithoutCredentials(std::string_view uri);

}  // namespace ldapsnap

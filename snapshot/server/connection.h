// How to reach a server: ldapsearch's options and a profile's settings as one value, and the libldap behind them.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "snapshot/server/directory.h"

namespace ldapsnap {

/// A password in memory: wiped when it goes, and where it was moved from.
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

/// Empty fields mean: not given; libldap then takes ldap.conf, ~/.ldaprc and LDAP* variables, as ldapsearch does.
struct ConnectionSettings {
  std::string uri;            ///< -H
  std::string bindDn;         ///< -D
  std::string saslMechanism;  ///< -Y; empty: simple bind
  std::string saslUser;       ///< -U: the authentication identity of DIGEST-MD5, SCRAM-...
  std::string saslRealm;      ///< -R
  std::string saslAuthzId;    ///< -X: "dn:cn=x" or "u:x", whose rights are wanted (RFC 4513, 5.2.1.8)
  /// Try goes on in clear when the server does not offer StartTLS, and never after a handshake or a certificate failed.
  StartTls startTls = StartTls::No;
  std::string tlsCaFile;       ///< PEM; the authorities trusted instead of the system's (TLS_CACERT)
  std::string tlsCertificate;  ///< PEM; the client's certificate (TLS_CERT)
  std::string tlsKey;          ///< PEM; and its key (TLS_KEY)
  // Where the password comes from; at most one is set.
  std::string passwordFile;             ///< -y: the whole file, as ldapsearch takes it
  std::string passwordCommand;          ///< run by /bin/sh, its first output line
  std::string passwordVariable;         ///< name of an environment variable
  bool passwordPrompt = false;          ///< -W
  std::optional<std::string> password;  ///< -w; the caller has wiped it from argv
  std::chrono::seconds timeout{30};     ///< of connecting and of each answer
  std::chrono::seconds timeLimit{0};    ///< of everything that is done over the connection; 0: none
  /// How long a server that says busy (51) or unavailable (52) is asked again, with growing pauses; 0: not at all.
  std::chrono::milliseconds retryFor{10000};
};

/// Reads the password from where the settings say; empty when they say nothing. Throws Error(BadInput) or Error(Usage),
/// Error(Interrupted) for Ctrl-C at the prompt.
Secret readPassword(const ConnectionSettings& settings);

/// Connects and binds, again and again while the server is busy. Throws Error(Unreachable) with the URI, libldap's and
/// the server's words, and what to look at.
std::unique_ptr<Directory> connect(const ConnectionSettings& settings);

/// `uri` as it may be shown and kept: scheme, host and port; what stands before an '@' or behind the host is left out.
std::string uriWithoutCredentials(std::string_view uri);

}  // namespace ldapsnap

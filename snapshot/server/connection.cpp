#include "snapshot/server/connection.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include "snapshot/base/error.h"
#include "snapshot/server/backoff.h"
#include "snapshot/server/bound_handle.h"
#include "snapshot/server/ldap_directory.h"
#include "snapshot/server/ldap_handle.h"
#include "snapshot/server/sasl.h"

namespace ldapsnap {

namespace {

/// The first URI that libldap will try: the one given, or ldap.conf's.
std::string effectiveUri(LDAP* ld) {
  char* text = nullptr;
  ldap_get_option(ld, LDAP_OPT_URI, &text);
  const std::string all = takeText(text);
  return uriWithoutCredentials(all.substr(0, all.find_first_of(" ,")));
}

LdapPtr<LDAP> initialise(const ConnectionSettings& settings) {
  LDAP* ld = nullptr;
  const int code = ldap_initialize(&ld, settings.uri.empty() ? nullptr : settings.uri.c_str());
  if (code != LDAP_SUCCESS) {
    throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is no LDAP URI", uriWithoutCredentials(settings.uri)))
        .fix("write it as ldap://HOST:PORT, ldaps://HOST:PORT or ldapi://%2Fpath%2Fto%2Fsocket");
  }
  return LdapPtr<LDAP>(ld);
}

constexpr ber_len_t kLargestMessage = 256U << 20U;  ///< bytes; entries with 100,000 members have some 10 MB

/// Paths of PEM files; only those given, so that ldap.conf keeps its word on the others.
void setTlsFiles(LDAP* ld, const ConnectionSettings& settings) {
  bool any = false;
  const auto set = [&](int option, const std::string& value) {
    if (value.empty()) return;
    ldap_set_option(ld, option, value.c_str());
    any = true;
  };
  set(LDAP_OPT_X_TLS_CACERTFILE, settings.tlsCaFile);
  set(LDAP_OPT_X_TLS_CERTFILE, settings.tlsCertificate);
  set(LDAP_OPT_X_TLS_KEYFILE, settings.tlsKey);
  if (!any) return;
  const int isServer = 0;
  const int code = ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &isServer);
  if (code != LDAP_SUCCESS) {
    throw Error(ErrorKind::BadInput, "the TLS files cannot be used: " + describeResult(-1, diagnosticOf(ld)))
        .fix("check that tls-ca-file, tls-cert and tls-key (--tls-ca, --tls-cert, --tls-key) name readable PEM files");
  }
}

void setOptions(LDAP* ld, const ConnectionSettings& settings) {
  const int version = LDAP_VERSION3, noLimit = LDAP_NO_LIMIT;
  timeval timeout{};
  timeout.tv_sec = settings.timeout.count();
  ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &timeout);
  ldap_set_option(ld, LDAP_OPT_TIMEOUT, &timeout);
  // A limit of ldap.conf is meant for people who look things up; a capture is whole or says what the server cut.
  ldap_set_option(ld, LDAP_OPT_SIZELIMIT, &noLimit);
  ldap_set_option(ld, LDAP_OPT_TIMELIMIT, &noLimit);
  setTlsFiles(ld, settings);
  // What a broken or hostile server may make us allocate for one message.
  Sockbuf* socket = nullptr;
  ber_len_t largest = kLargestMessage;
  if (ldap_get_option(ld, LDAP_OPT_SOCKBUF, &socket) == LDAP_OPT_SUCCESS && socket != nullptr) {
    ber_sockbuf_ctrl(socket, LBER_SB_OPT_SET_MAX_INCOMING, &largest);
  }
}

/// A server that falls silent in the middle of a message: libldap reads on then without a limit of its own.
void limitSilence(LDAP* ld, std::chrono::seconds timeout) {
  int socket = -1;
  timeval limit{};
  limit.tv_sec = timeout.count();
  if (ldap_get_option(ld, LDAP_OPT_DESC, &socket) != LDAP_OPT_SUCCESS || socket < 0) return;
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

constexpr const char* kCertificateRemedy =
    "check the server's certificate: its dates, its host name, and the authority that signed it (TLS_CACERT in "
    "ldap.conf, tls-ca-file in the profile, --tls-ca)";

/// `code` as an error of reaching the server at all. A server that listens and then fails has a diagnostic, which
/// GnuTLS leaves at "(unknown error code)" for each certificate that it refuses.
[[noreturn]] void throwNotConnected(LDAP* ld, int code, const std::string& uri) {
  const bool isTls = uri.starts_with("ldaps:") && !diagnosticOf(ld).empty();
  throw Error(ErrorKind::Unreachable, isTls ? "cannot connect: the TLS handshake failed"
                                            : "cannot connect: " + std::string(ldap_err2string(code)))
      .at(uri)
      .fix(isTls ? kCertificateRemedy : "check host and port, and that the server runs");
}

void startTls(LDAP* ld, StartTls wanted, const std::string& uri) {
  if (wanted == StartTls::No) return;
  const int code = ldap_start_tls_s(ld, nullptr, nullptr);
  if (code == LDAP_SUCCESS) return;
  // A result of the server (positive) says that it does not offer TLS; the connection is good and still in clear.
  if (wanted == StartTls::Try && code > 0) return;
  const std::string reason = code > 0 ? describeResult(code, diagnosticOf(ld)) : "the TLS handshake failed";
  throw Error(ErrorKind::Unreachable, "StartTLS failed: " + reason)
      .at(uri)
      .fix(code > 0 ? "enable TLS on the server, or connect with ldaps:// or ldapi://" : kCertificateRemedy);
}

/// Who binds, for messages.
std::string identityOf(const ConnectionSettings& settings) {
  if (!settings.saslMechanism.empty()) {
    return settings.saslMechanism + (settings.saslUser.empty() ? "" : " user " + settings.saslUser);
  }
  return settings.bindDn.empty() ? "anonymous" : settings.bindDn;
}

std::string remedyOf(int code, const ConnectionSettings& settings, const Secret& password) {
  if (code < 0 && settings.saslMechanism.starts_with("GSS")) {
    return "get a Kerberos ticket (kinit), and look at it with klist";
  }
  if (code != LDAP_INVALID_CREDENTIALS) {
    return code < 0 ? "look at the server and its log" : "check how this server wants to be bound to (-D, -Y, -ZZ)";
  }
  if (!settings.passwordFile.empty() && password.bytes().ends_with('\n')) {
    return "the password file ends with a line break, which -y takes as part of the password; write it with printf %s";
  }
  if (!settings.saslMechanism.empty()) return "check the identity (-U, -R) and the password (-W, -y)";
  return "check the bind DN (-D) and the password (-W, -y)";
}

int simpleBind(LDAP* ld, const ConnectionSettings& settings, const Secret& password) {
  if (!settings.bindDn.empty() && password.bytes().empty()) {
    // RFC 4513, 5.1.2: servers take this for an anonymous bind, and the snapshot would silently hold less.
    throw Error(ErrorKind::Usage, fmt::format("no password for {}", settings.bindDn))
        .fix("give it with -W (prompt) or -y FILE, or leave the bind DN out to bind anonymously");
  }
  berval credentials{password.bytes().size(), const_cast<char*>(password.bytes().data())};  // NOLINT: only read
  const char* dn = settings.bindDn.empty() ? nullptr : settings.bindDn.c_str();
  return ldap_sasl_bind_s(ld, dn, LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr, nullptr);
}

int bind(LDAP* ld, const ConnectionSettings& settings, const Secret& password) {
  return settings.saslMechanism.empty() ? simpleBind(ld, settings, password) : saslBind(ld, settings, password);
}

[[noreturn]] void throwNotBound(LDAP* ld, int code, const ConnectionSettings& settings, const Secret& password,
                                const std::string& uri) {
  throw Error(ErrorKind::Unreachable,
              fmt::format("bind as {} failed: {}", identityOf(settings), describeResult(code, diagnosticOf(ld))))
      .at(uri)
      .fix(remedyOf(code, settings, password));
}

}  // namespace

std::string uriWithoutCredentials(std::string_view uri) {
  const std::size_t schemeEnd = uri.find("://");
  if (schemeEnd == std::string_view::npos) return std::string(uri);
  const std::size_t hostBegin = schemeEnd + 3;
  const std::string_view scheme = uri.substr(0, hostBegin);
  std::string_view authority = uri.substr(hostBegin);
  authority = authority.substr(0, authority.find_first_of("/?"));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  return std::string(scheme) + std::string(authority);
}

BoundHandle openBound(const ConnectionSettings& settings) {
  std::optional<Secret> password;  // asked for when there is a server, and once
  Backoff backoff(settings.retryFor);
  while (true) {
    LdapPtr<LDAP> ld = initialise(settings);
    const std::string uri = effectiveUri(ld.get());
    setOptions(ld.get(), settings);
    const int connected = ldap_connect(ld.get());
    if (connected != LDAP_SUCCESS) throwNotConnected(ld.get(), connected, uri);
    limitSilence(ld.get(), settings.timeout);
    startTls(ld.get(), settings.startTls, uri);
    if (!password) password = readPassword(settings);
    const int bound = bind(ld.get(), settings, *password);
    if (bound == LDAP_SUCCESS) return {std::move(ld), uri};
    if (!isTransient(ResultCode(bound)) || !backoff.pause()) throwNotBound(ld.get(), bound, settings, *password, uri);
  }
}

std::unique_ptr<Directory> connect(const ConnectionSettings& settings) {
  BoundHandle bound = openBound(settings);
  return std::make_unique<LdapDirectory>(
      std::move(bound.ldap), bound.uri,
      LdapDirectory::Patience{settings.timeout, settings.timeLimit, settings.retryFor});
}

}  // namespace ldapsnap

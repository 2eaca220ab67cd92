#include "snapshot/server/connection.h"

#include <cstring>
#include <fmt/format.h>
#include <sasl/sasl.h>
#include <sys/socket.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/server/backoff.h"
#include "snapshot/server/bind_refusal.h"
#include "snapshot/server/client_files.h"
#include "snapshot/server/ldap_connection.h"
#include "snapshot/server/ldap_handle.h"

namespace ldapsnap {

namespace {

/// The first URI that libldap will try: the one given, or ldap.conf's.
std::string effectiveUri(LDAP* ld) {
  char* text = nullptr;
  ldap_get_option(ld, LDAP_OPT_URI, &text);
  const std::string all = takeText(text);
  return uriWithoutCredentials(all.substr(0, all.find_first_of(" ,")));
}

/// An LDAP URL (RFC 4516) with a DN, attributes or a filter, which libldap takes for no server.
bool namesMoreThanAServer(const std::string& uri) {
  const std::size_t host = uri.find("://");
  const std::size_t slash = host == uri.npos ? host : uri.find('/', host + 3);
  return slash != uri.npos && slash + 1 < uri.size();
}

LdapPtr<LDAP> initialise(const ConnectionSettings& settings) {
  LDAP* ld = nullptr;
  const int code = ldap_initialize(&ld, settings.uri.empty() ? nullptr : settings.uri.c_str());
  if (code != LDAP_SUCCESS) {
    if (namesMoreThanAServer(settings.uri)) {
      throw Error(ErrorKind::BadInput, "a server's URI ends with its host and port")
          .at(uriWithoutCredentials(settings.uri))
          .fix("leave out the DN; -b DN reads only a part of the directory");
    }
    throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not an LDAP URI", uriWithoutCredentials(settings.uri)))
        .fix("write it as ldap://HOST:PORT, ldaps://HOST:PORT or ldapi://%2Fpath%2Fto%2Fsocket");
  }
  return LdapPtr<LDAP>(ld);
}

constexpr ber_len_t kLargestMessage = 256U << 20U;  ///< bytes; an entry with 100,000 members has about 10 MB

/// Sets only the paths of PEM files that are given; ldap.conf decides about the others.
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
    throw Error(ErrorKind::BadInput,
                "the TLS files cannot be used: " + describeFailure(LDAP_SERVER_DOWN, diagnosticOf(ld)))
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
  // The limits of ldap.conf are meant for interactive lookups. A capture is complete or names what the server cut off.
  ldap_set_option(ld, LDAP_OPT_SIZELIMIT, &noLimit);
  ldap_set_option(ld, LDAP_OPT_TIMELIMIT, &noLimit);
  setTlsFiles(ld, settings);
  // Bounds what a broken or hostile server can make us allocate for one message.
  Sockbuf* socket = nullptr;
  ber_len_t largest = kLargestMessage;
  if (ldap_get_option(ld, LDAP_OPT_SOCKBUF, &socket) == LDAP_OPT_SUCCESS && socket != nullptr) {
    ber_sockbuf_ctrl(socket, LBER_SB_OPT_SET_MAX_INCOMING, &largest);
  }
}

/// Without this, libldap waits forever for a server that falls silent in the middle of a message.
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

/// Throws `code` as a failure to reach the server. With ldaps:// a diagnostic is there only if the server accepted the
/// connection, so the TLS handshake failed; GnuTLS describes every refused certificate as "(unknown error code)".
[[noreturn]] void throwNotConnected(LDAP* ld, int code, const std::string& uri) {
  const bool isTls = uri.starts_with("ldaps:") && !diagnosticOf(ld).empty();
  throw Error(ErrorKind::Unreachable, isTls ? "cannot connect: the TLS handshake failed"
                                            : "cannot connect: " + std::string(ldap_err2string(code)))
      .at(uri)
      .fix(isTls ? kCertificateRemedy : "check host and port, and that the server runs");
}

/// Whether the bind sends a password that anybody on the way can read.
bool sendsPassword(const ConnectionSettings& settings) {
  const std::string& mechanism = settings.saslMechanism;
  if (mechanism.empty()) return !settings.bindDn.empty();
  return equalsIgnoreAsciiCase(mechanism, "PLAIN") || equalsIgnoreAsciiCase(mechanism, "LOGIN");
}

void startTls(LDAP* ld, const ConnectionSettings& settings, const std::string& uri) {
  const StartTls wanted = settings.startTls;
  if (wanted == StartTls::No) return;
  const int code = ldap_start_tls_s(ld, nullptr, nullptr);
  if (code == LDAP_SUCCESS) return;
  // A result of the server (positive) means that it does not offer TLS, or that somebody on the way says so for it. The
  // connection still works, unencrypted.
  if (wanted == StartTls::Try && code > 0) {
    if (!sendsPassword(settings)) return;
    throw Error(ErrorKind::Unreachable, "StartTLS failed, and the password would be sent unencrypted: " +
                                            describeFailure(code, diagnosticOf(ld)))
        .at(uri)
        .fix(
            "enable TLS on the server, or connect with ldaps:// or ldapi://; without -Z the password is sent as it is");
  }
  const std::string reason = code > 0 ? describeFailure(code, diagnosticOf(ld)) : "the TLS handshake failed";
  throw Error(ErrorKind::Unreachable, "StartTLS failed: " + reason)
      .at(uri)
      .fix(code > 0 ? "enable TLS on the server, or connect with ldaps:// or ldapi://" : kCertificateRemedy);
}

/// The identity that binds, for messages.
std::string identityOf(const ConnectionSettings& settings) {
  if (!settings.saslMechanism.empty()) {
    return settings.saslMechanism + (settings.saslUser.empty() ? "" : " user " + settings.saslUser);
  }
  return settings.bindDn.empty() ? "anonymous" : settings.bindDn;
}

/// Kerberos by either of its mechanisms (RFC 4752, [MS-SPNG]).
bool usesGss(const ConnectionSettings& settings) { return asciiLower(settings.saslMechanism).starts_with("gss"); }

std::string remedyOf(int code, const std::string& diagnostic, bool isOverTls, const ConnectionSettings& settings,
                     const Secret& password) {
  if (const std::string_view advice = adviceOnRefusedBind(code, diagnostic, isOverTls); !advice.empty())
    return std::string(advice);
  if (code < 0 && usesGss(settings)) return "get a Kerberos ticket (kinit), and check it with klist";
  if (code != LDAP_INVALID_CREDENTIALS) {
    return code < 0 ? "check the server and its log" : "check how clients have to bind to this server (-D, -Y, -ZZ)";
  }
  if (!settings.passwordFile.empty() && password.bytes().ends_with('\n')) {
    return "the password file ends with a line break, which -y takes as part of the password; write it with printf %s";
  }
  if (!settings.saslMechanism.empty()) return "check the identity (-U, -R) and the password (-W, -y)";
  return "check the bind DN (-D) and the password (-W, -y)";
}

int simpleBind(LDAP* ld, const ConnectionSettings& settings, const Secret& password) {
  if (!settings.bindDn.empty() && password.bytes().empty()) {
    // RFC 4513, 5.1.2: servers treat this as an anonymous bind, and the snapshot would silently hold less.
    throw Error(ErrorKind::Usage, fmt::format("no password for {}", settings.bindDn))
        .fix("give it with -W (prompt) or -y FILE, or leave the bind DN out to bind anonymously");
  }
  berval credentials = viewOf(password.bytes());
  const char* dn = settings.bindDn.empty() ? nullptr : settings.bindDn.c_str();
  return ldap_sasl_bind_s(ld, dn, LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr, nullptr);
}

struct SaslAnswers {
  std::string user, realm, authorization, password;

  const std::string* find(unsigned long question) const {
    switch (question) {
      case SASL_CB_AUTHNAME:
        return &user;
      case SASL_CB_GETREALM:
        return &realm;
      case SASL_CB_USER:
        return &authorization;
      case SASL_CB_PASS:
        return &password;
      default:
        return nullptr;
    }
  }
};

std::string optionOr(LDAP* ld, const std::string& given, int option) {
  if (!given.empty()) return given;
  char* text = nullptr;
  ldap_get_option(ld, option, &text);
  return takeText(text);
}

/// LDAP_SASL_INTERACT_PROC: answers each question with our value or the mechanism's own default. The texts live in
/// `defaults` until the bind is over.
int answer(LDAP*, unsigned, void* defaults, void* questions) {
  const auto* answers = static_cast<const SaslAnswers*>(defaults);
  for (auto* question = static_cast<sasl_interact_t*>(questions); question->id != SASL_CB_LIST_END; ++question) {
    const std::string* text = answers->find(question->id);
    const char* fallback = question->defresult == nullptr ? "" : question->defresult;
    const char* result = text != nullptr && !text->empty() ? text->c_str() : fallback;
    question->result = result;
    question->len = static_cast<unsigned>(std::strlen(result));
  }
  return LDAP_SUCCESS;
}

int channelBindingOption(ChannelBinding binding) {
  switch (binding) {
    case ChannelBinding::TlsEndpoint:
      return LDAP_OPT_X_SASL_CBINDING_TLS_ENDPOINT;
    case ChannelBinding::TlsUnique:
      return LDAP_OPT_X_SASL_CBINDING_TLS_UNIQUE;
    case ChannelBinding::None:
      break;
  }
  return LDAP_OPT_X_SASL_CBINDING_NONE;
}

/// What domain controllers demand of Kerberos ([MS-ADTS] 5.1.1.1.2): over TLS no second layer, and the binding to the
/// certificate where they enforce it; without TLS at least signatures, which must not be given up because somebody on
/// the way offers none. What ldap.conf demands beyond that stays.
void protectGss(LDAP* ld, const ConnectionSettings& settings, const std::string& uri) {
  ber_len_t least = 0, most = 0;
  ldap_get_option(ld, LDAP_OPT_X_SASL_SSF_MIN, &least);
  ldap_get_option(ld, LDAP_OPT_X_SASL_SSF_MAX, &most);
  if (ldap_tls_inplace(ld) != 0) {
    const int binding = channelBindingOption(settings.channelBinding);
    ldap_set_option(ld, LDAP_OPT_X_SASL_CBINDING, &binding);
    const ber_len_t none = 0;
    if (least == 0) ldap_set_option(ld, LDAP_OPT_X_SASL_SSF_MAX, &none);
  } else if (!uri.starts_with("ldapi:") && least == 0 && most > 0) {
    const ber_len_t signatures = 1;
    ldap_set_option(ld, LDAP_OPT_X_SASL_SSF_MIN, &signatures);
  }
}

/// RFC 4513, 5.2: EXTERNAL, GSSAPI, DIGEST-MD5, SCRAM. Whatever the mechanism asks for comes from the settings or from
/// ldap.conf's SASL_* options; the user is never prompted.
int saslBind(LDAP* ld, const ConnectionSettings& settings, const Secret& password) {
  SaslAnswers answers{optionOr(ld, settings.saslUser, LDAP_OPT_X_SASL_AUTHCID),
                      optionOr(ld, settings.saslRealm, LDAP_OPT_X_SASL_REALM),
                      optionOr(ld, settings.saslAuthzId, LDAP_OPT_X_SASL_AUTHZID), password.bytes()};
  const char* dn = settings.bindDn.empty() ? nullptr : settings.bindDn.c_str();
  const int code = ldap_sasl_interactive_bind_s(ld, dn, settings.saslMechanism.c_str(), nullptr, nullptr,
                                                LDAP_SASL_QUIET, answer, &answers);
  const Secret wiped(std::move(answers.password));
  return code;
}

int bindAs(LDAP* ld, const ConnectionSettings& settings, const Secret& password, const std::string& uri) {
  if (usesGss(settings)) protectGss(ld, settings, uri);
  return settings.saslMechanism.empty() ? simpleBind(ld, settings, password) : saslBind(ld, settings, password);
}

[[noreturn]] void throwNotBound(LDAP* ld, int code, const ConnectionSettings& settings, const Secret& password,
                                const std::string& uri) {
  const std::string diagnostic = diagnosticOf(ld);
  throw Error(ErrorKind::Unreachable,
              fmt::format("bind as {} failed: {}", identityOf(settings), describeFailure(code, diagnostic)))
      .at(uri)
      .fix(remedyOf(code, diagnostic, ldap_tls_inplace(ld) != 0, settings, password));
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

std::unique_ptr<ServerConnection> connect(const ConnectionSettings& settings) {
  std::optional<Secret> password;  // read once, and only after the server was reached: it may be a prompt
  Backoff backoff(settings.retryFor);
  while (true) {
    LdapPtr<LDAP> ld = initialise(settings);
    const std::string uri = effectiveUri(ld.get());
    if (uri.starts_with("ldaps:") || settings.startTls != StartTls::No) refuseTlsOptionsOfCurrentFolder();
    setOptions(ld.get(), settings);
    const int connected = ldap_connect(ld.get());
    if (connected != LDAP_SUCCESS) throwNotConnected(ld.get(), connected, uri);
    limitSilence(ld.get(), settings.timeout);
    startTls(ld.get(), settings, uri);
    if (!password) password = readPassword(settings);
    const int bound = bindAs(ld.get(), settings, *password, uri);
    if (bound == LDAP_SUCCESS) {
      const LdapConnection::Limits limits{settings.timeout, settings.timeLimit, settings.retryFor};
      return std::make_unique<LdapConnection>(std::move(ld), uri, limits);
    }
    if (!isTransient(ResultCode(bound)) || !backoff.pause()) throwNotBound(ld.get(), bound, settings, *password, uri);
  }
}

}  // namespace ldapsnap

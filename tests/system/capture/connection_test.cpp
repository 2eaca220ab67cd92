// Reaching a real slapd: binds, TLS that fails closed, and the one clear line for what goes wrong.
#include "snapshot/server/connection.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/servers/certificates.h"
#include "tests/support/servers/free_port.h"
#include "tests/support/servers/slapd.h"

namespace ldapsnap {
namespace {

using test::CertificateAuthority;
using test::CertificateFiles;
using test::SlapdOptions;
using test::SlapdServer;
using test::TempFolder;

ConnectionSettings adminOf(const SlapdServer& server) {
  ConnectionSettings settings;
  settings.uri = server.uri();
  settings.bindDn = server.rootDn();
  settings.password = SlapdServer::password();
  return settings;
}

/// The error of connecting; fails the test when there is none.
Error errorOf(const ConnectionSettings& settings) {
  try {
    connect(settings);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "the connection should have failed";
  return {ErrorKind::Internal, "no error"};
}

std::size_t entriesAt(ServerConnection& directory, const std::string& base) {
  SearchRequest request;
  request.base = base;
  std::size_t count = 0;
  EXPECT_TRUE(directory.search(request, [&](const Entry&) { ++count; }).ok()) << base;
  return count;
}

TEST(Connection, UnreachableServerGivesOneLineError) {
  ConnectionSettings settings;
  settings.uri = "ldap://127.0.0.1:" + std::to_string(test::freePort());
  const Error error = errorOf(settings);
  EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
  EXPECT_EQ(error.what(), settings.uri +
                              ": cannot connect: Can't contact LDAP server; check host and port, and that "
                              "the server runs");
}

TEST(Connection, WrongPasswordErrorNamesTheBindDn) {
  const SlapdServer server;
  ConnectionSettings settings = adminOf(server);
  settings.password = "wrong";
  const Error error = errorOf(settings);
  EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
  EXPECT_EQ(error.what(), server.uri() +
                              ": bind as cn=admin,o=Acme failed: invalidCredentials (49); check the bind DN "
                              "(-D) and the password (-W, -y)");
}

TEST(Connection, NeverBindsWithADnAndAnEmptyPassword) {
  const SlapdServer server;
  ConnectionSettings settings = adminOf(server);
  settings.password.reset();
  const Error error = errorOf(settings);
  EXPECT_EQ(error.kind(), ErrorKind::Usage);
  EXPECT_STREQ(error.what(),
               "no password for cn=admin,o=Acme; give it with -W (prompt) or -y FILE, or leave the bind DN out to bind "
               "anonymously");
  EXPECT_EQ(server.log().find(" BIND "), std::string::npos) << "an unauthenticated bind reached the server";
}

TEST(Connection, APasswordFileThatEndsWithALineBreakIsExplained) {
  const SlapdServer server;
  const TempFolder folder;
  ConnectionSettings settings = adminOf(server);
  settings.password.reset();
  settings.passwordFile = folder.write("password", "secret\n").string();
  std::filesystem::permissions(settings.passwordFile, std::filesystem::perms::owner_read);
  EXPECT_EQ(errorOf(settings).what(),
            server.uri() +
                ": bind as cn=admin,o=Acme failed: invalidCredentials (49); the password file ends with a "
                "line break, which -y takes as part of the password; write it with printf %s");
}

TEST(Connection, PasswordFileThatOthersCanReadIsRefused) {
  const SlapdServer server;
  const TempFolder folder;
  ConnectionSettings settings = adminOf(server);
  settings.password.reset();
  settings.passwordFile = folder.write("password", SlapdServer::password()).string();
  std::filesystem::permissions(settings.passwordFile, std::filesystem::perms(0644));
  EXPECT_EQ(errorOf(settings).what(), settings.passwordFile +
                                          ": other users can read the password file; chmod 600 " +
                                          settings.passwordFile +
                                          ", or allow it with --shared-password-file (shared-password-file = true in "
                                          "the profile)");
  settings.passwordFileMayBeShared = true;
  EXPECT_EQ(entriesAt(*connect(settings), "o=Acme"), 1U);
  settings.passwordFileMayBeShared = false;
  std::filesystem::permissions(settings.passwordFile, std::filesystem::perms(0600));
  EXPECT_EQ(entriesAt(*connect(settings), "o=Acme"), 1U);
}

TEST(Connection, InvalidUriIsBadInput) {
  ConnectionSettings settings;
  settings.uri = "http://acme.example";
  const Error error = errorOf(settings);
  EXPECT_EQ(error.kind(), ErrorKind::BadInput);
  EXPECT_STREQ(error.what(),
               "\"http://acme.example\" is not an LDAP URI; write it as ldap://HOST:PORT, ldaps://HOST:PORT or "
               "ldapi://%2Fpath%2Fto%2Fsocket");
}

TEST(Connection, ExternalOverLdapiBindsAsThePeer) {
  const SlapdServer server;
  ConnectionSettings settings;
  settings.uri = server.ldapi();
  settings.saslMechanism = "EXTERNAL";
  const std::unique_ptr<ServerConnection> directory = connect(settings);
  EXPECT_GT(entriesAt(*directory, "cn=config"), 5U);
}

TEST(Connection, UnknownMechanismFails) {
  const SlapdServer server;
  ConnectionSettings settings;
  settings.uri = server.uri();
  settings.saslMechanism = "NO-SUCH-MECHANISM";
  EXPECT_EQ(errorOf(settings).kind(), ErrorKind::Unreachable);
}

// One page holds fewer entries than there are: the cookie is sent back until it is empty.
TEST(Connection, ReadsAllPages) {
  SlapdOptions options;
  options.data = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
  for (int i = 0; i < 250; ++i) {
    options.data += "dn: ou=" + std::to_string(i) + ",o=Acme\nobjectClass: organizationalUnit\n\n";
  }
  const SlapdServer server(options);
  const std::unique_ptr<ServerConnection> directory = connect(adminOf(server));
  for (const int pageSize : {0, 1, 100, 251, 1000}) {
    SearchRequest request;
    request.base = "o=Acme";
    request.pageSize = pageSize;
    std::size_t count = 0;
    EXPECT_TRUE(directory->search(request, [&](const Entry&) { ++count; }).ok());
    EXPECT_EQ(count, 251U) << "in pages of " << pageSize;
  }
}

TEST(Connection, NestedSearchesAreAllowed) {
  const SlapdServer server;
  const std::unique_ptr<ServerConnection> directory = connect(adminOf(server));
  SearchRequest request;
  request.base = "o=Acme";
  std::size_t inner = 0;
  EXPECT_TRUE(directory->search(request, [&](const Entry&) { inner += entriesAt(*directory, "o=Acme"); }).ok());
  EXPECT_EQ(inner, 1U);
}

TEST(Connection, StaysUsableAfterAnAbandonedSearch) {
  const SlapdServer server;
  const std::unique_ptr<ServerConnection> directory = connect(adminOf(server));
  SearchRequest request;
  request.base = "o=Acme";
  EXPECT_THROW(directory->search(request, [](const Entry&) { throw Error(ErrorKind::Interrupted, "enough"); }), Error);
  EXPECT_EQ(entriesAt(*directory, "o=Acme"), 1U);
}

TEST(Connection, BrokenConnectionIsUnreachable) {
  SlapdServer server;
  const std::unique_ptr<ServerConnection> directory = connect(adminOf(server));
  server.kill();
  try {
    directory->rootDse();
    FAIL() << "the server is gone";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
    EXPECT_EQ(error.what(), server.uri() +
                                ": reading the root DSE failed: Can't contact LDAP server; the connection "
                                "broke; check the server and its log, then try again");
  }
}

/// A slapd with certificates; `issued` may be wrong in one way or another.
class TlsServer {
 public:
  TlsServer(const CertificateAuthority& authority, const CertificateFiles& issued,
            const std::string& verifyClient = "never")
      : server_(optionsFor(authority, issued, verifyClient)) {}

  ConnectionSettings overLdaps(const std::string& caFile) const {
    ConnectionSettings settings = adminOf(server_);
    settings.uri = server_.ldaps();
    settings.tlsCaFile = caFile;
    return settings;
  }
  ConnectionSettings overStartTls(const std::string& caFile, StartTls mode = StartTls::Require) const {
    ConnectionSettings settings = adminOf(server_);
    settings.startTls = mode;
    settings.tlsCaFile = caFile;
    return settings;
  }
  const SlapdServer& server() const { return server_; }

 private:
  static SlapdOptions optionsFor(const CertificateAuthority& authority, const CertificateFiles& issued,
                                 const std::string& verifyClient) {
    SlapdOptions options;
    options.tls = true;
    options.globalLines = {"olcTLSCACertificateFile: " + authority.file(),
                           "olcTLSCertificateFile: " + issued.certificate, "olcTLSCertificateKeyFile: " + issued.key,
                           "olcTLSVerifyClient: " + verifyClient};
    return options;
  }

  SlapdServer server_;
};

void expectRefused(const ConnectionSettings& settings, const SlapdServer& server) {
  const Error error = errorOf(settings);
  EXPECT_EQ(error.kind(), ErrorKind::Unreachable) << error.what();
  EXPECT_NE(std::string(error.what()).find("check the server's certificate"), std::string::npos) << error.what();
  EXPECT_EQ(server.log().find(" BIND "), std::string::npos) << "the password was sent to a server that is not trusted";
}

TEST(Tls, ValidCertificateConnects) {
  const TempFolder folder;
  const CertificateAuthority authority(folder, "acme-ca");
  const TlsServer tls(authority, authority.issue("server", "IP:127.0.0.1"));
  EXPECT_EQ(entriesAt(*connect(tls.overLdaps(authority.file())), "o=Acme"), 1U);
  EXPECT_EQ(entriesAt(*connect(tls.overStartTls(authority.file())), "o=Acme"), 1U);
}

TEST(Tls, ExpiredCertificateIsRejected) {
  const TempFolder folder;
  const CertificateAuthority authority(folder, "acme-ca");
  const TlsServer tls(authority, authority.issue("server", "IP:127.0.0.1", std::chrono::hours(-1)));
  expectRefused(tls.overLdaps(authority.file()), tls.server());
  expectRefused(tls.overStartTls(authority.file()), tls.server());
}

TEST(Tls, CertificateOfAnotherHostIsRejected) {
  const TempFolder folder;
  const CertificateAuthority authority(folder, "acme-ca");
  const TlsServer tls(authority, authority.issue("elsewhere", "DNS:elsewhere.example"));
  expectRefused(tls.overLdaps(authority.file()), tls.server());
  expectRefused(tls.overStartTls(authority.file()), tls.server());
}

TEST(Tls, CertificateOfAnUnknownAuthorityIsRejected) {
  const TempFolder folder;
  const CertificateAuthority authority(folder, "acme-ca"), other(folder, "other-ca");
  const TlsServer tls(authority, authority.issue("server", "IP:127.0.0.1"));
  expectRefused(tls.overLdaps(other.file()), tls.server());
  expectRefused(tls.overStartTls(other.file()), tls.server());
}

// -Z goes on in clear only where the server offers no TLS at all; a bad certificate may be somebody in between.
TEST(Tls, OptionalStartTlsStillRejectsUntrustedCertificates) {
  const TempFolder folder;
  const CertificateAuthority authority(folder, "acme-ca"), other(folder, "other-ca");
  const TlsServer tls(authority, authority.issue("server", "IP:127.0.0.1"));
  expectRefused(tls.overStartTls(other.file(), StartTls::Try), tls.server());
}

// Somebody on the way can take StartTLS out of the conversation: -Z goes on where nothing can be overheard.
TEST(Tls, ServerWithoutTlsGetsNoPassword) {
  const SlapdServer server;
  ConnectionSettings settings = adminOf(server);
  settings.startTls = StartTls::Try;
  EXPECT_EQ(errorOf(settings).what(),
            server.uri() +
                ": StartTLS failed, and the password would be sent unencrypted: protocolError (2): unsupported "
                "extended operation; enable TLS on the server, or connect with ldaps:// or ldapi://; without -Z the "
                "password is sent as it is");
  EXPECT_EQ(server.log().find(" BIND "), std::string::npos) << server.log();
  settings.bindDn.clear();
  settings.password.reset();
  connect(settings);
  EXPECT_NE(server.log().find("BIND dn=\"\" method=128"), std::string::npos) << "an anonymous bind shows nothing";
}

TEST(Tls, ServerWithoutTlsFailsIfTlsIsRequired) {
  const SlapdServer server;
  ConnectionSettings settings = adminOf(server);
  settings.startTls = StartTls::Require;
  EXPECT_EQ(errorOf(settings).what(), server.uri() +
                                          ": StartTLS failed: protocolError (2): unsupported extended "
                                          "operation; enable TLS on the server, or connect with ldaps:// or "
                                          "ldapi://");
}

TEST(Tls, ClientCertificateBindsByExternal) {
  const TempFolder folder;
  const CertificateAuthority authority(folder, "acme-ca");
  const CertificateFiles client = authority.issue("client", "");
  const TlsServer tls(authority, authority.issue("server", "IP:127.0.0.1"), "demand");
  ConnectionSettings settings = tls.overLdaps(authority.file());
  EXPECT_EQ(errorOf(settings).kind(), ErrorKind::Unreachable) << "without a client certificate";
  settings.bindDn.clear();
  settings.password.reset();
  settings.saslMechanism = "EXTERNAL";
  settings.tlsCertificate = client.certificate;
  settings.tlsKey = client.key;
  connect(settings);
  EXPECT_NE(tls.server().log().find("BIND authcid=\"cn=client\""), std::string::npos) << tls.server().log();
}

TEST(Tls, MissingFilesAreBadInput) {
  ConnectionSettings settings;
  settings.uri = "ldaps://127.0.0.1:1";
  settings.tlsCaFile = "/nowhere/ca.pem";
  EXPECT_EQ(errorOf(settings).kind(), ErrorKind::BadInput);
}

}  // namespace
}  // namespace ldapsnap

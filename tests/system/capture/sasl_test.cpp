// SASL mechanisms on real servers: GSSAPI against Samba's own KDC, DIGEST-MD5 and SCRAM on slapd, and a client's
// certificate from the command line.
#include <gtest/gtest.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "tests/support/servers/certificates.h"
#include "tests/support/servers/expectations.h"
#include "tests/support/servers/ldap_server.h"
#include "tests/support/servers/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

/// Ann may read everything; her password is in clear, because that is what the mechanisms compute with.
SlapdOptions withAnn() {
  SlapdOptions options;
  options.data =
      "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
      "dn: cn=ann,o=Acme\nobjectClass: person\nsn: Lee\nuserPassword: password-of-ann\n\n";
  options.globalLines = {"olcAuthzRegexp: uid=([^,]*),.*cn=auth cn=$1,o=Acme", "olcAuthzPolicy: to"};
  options.databaseLines = {"olcAccess: to * by users read by anonymous auth"};
  return options;
}

bool offers(const SlapdServer& server, const std::string& mechanism) {
  const ProcessResult rootDse =
      runProcess({"ldapsearch", "-LLL", "-x", "-H", server.uri(), "-b", "", "-s", "base", "supportedSASLMechanisms"});
  return rootDse.out.find("supportedSASLMechanisms: " + mechanism + "\n") != std::string::npos;
}

TEST(Sasl, OfferedPasswordMechanismsBind) {
  const SlapdServer server(withAnn());
  Workplace place;
  place.environment()["ANNS_PASSWORD"] = "password-of-ann";
  int tried = 0;
  for (const std::string mechanism : {"DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"}) {
    if (!offers(server, mechanism)) continue;
    ++tried;
    const ProcessResult result = place.ldapsnap(
        {"capture", server.uri(), "-Y", mechanism, "-U", "ann", "-b", "o=Acme", "--password-env", "ANNS_PASSWORD"});
    EXPECT_EQ(result.exitCode, 0) << mechanism << ": " << result.err;
    EXPECT_NE(server.log().find("dn=\"cn=ann,o=acme\" mech=" + mechanism), std::string::npos) << server.log();
    const ProcessResult wrong = place.ldapsnap(
        {"capture", server.uri(), "-Y", mechanism, "-U", "ann", "-b", "o=Acme", "--password-command", "echo wrong"});
    EXPECT_EQ(wrong.exitCode, 4);
    EXPECT_TRUE(wrong.err.starts_with("ldapsnap: " + server.uri() + ": bind as " + mechanism + " user ann failed: "))
        << wrong.err;
  }
  if (tried == 0) GTEST_SKIP() << "slapd offers none of them: the package libsasl2-modules is not installed";
}

TEST(Sasl, ClientCertificateOptionsBindByExternal) {
  const TempFolder folder;
  const CertificateAuthority authority(folder, "acme-ca");
  const CertificateFiles client = authority.issue("client", ""), issued = authority.issue("server", "IP:127.0.0.1");
  SlapdOptions options;
  options.tls = true;
  options.globalLines = {"olcTLSCACertificateFile: " + authority.file(), "olcTLSCertificateFile: " + issued.certificate,
                         "olcTLSCertificateKeyFile: " + issued.key, "olcTLSVerifyClient: demand"};
  options.databaseLines = {"olcAccess: to * by users read"};
  const SlapdServer server(options);
  const Workplace place;
  const ProcessResult result =
      place.ldapsnap({"capture", server.ldaps(), "-Y", "EXTERNAL", "-b", "o=Acme", "--tls-ca", authority.file(),
                      "--tls-cert", client.certificate, "--tls-key", client.key});
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_NE(server.log().find("BIND authcid=\"cn=client\""), std::string::npos) << server.log();
  const ProcessResult untrusted = place.ldapsnap({"capture", server.ldaps(), "-Y", "EXTERNAL", "-b", "o=Acme"});
  EXPECT_EQ(untrusted.exitCode, 4);
  EXPECT_EQ(untrusted.err,
            "ldapsnap: " + server.ldaps() +
                ": cannot connect: the TLS handshake failed; check the server's certificate: its dates, its host "
                "name, and the authority that signed it (TLS_CACERT in ldap.conf, tls-ca-file in the profile, "
                "--tls-ca)\n");
}

/// Why no ticket can be had here; empty when it can.
std::string whyNoKerberos() {
  if (::access("/usr/bin/kinit", X_OK) != 0) return "the package krb5-user is not installed";
  if (::access("/usr/lib/x86_64-linux-gnu/sasl2/libgssapiv2.so", R_OK) != 0) {
    return "the package libsasl2-modules-gssapi-mit is not installed";
  }
  return SambaServer::whyNot();
}

/// The environment of a client of the domain, with a ticket for the administrator.
void enterDomain(const SambaServer& server, Workplace& place) {
  place.environment()["KRB5CCNAME"] = "FILE:" + place.path("ticket");
  place.environment()["LDAPSASL_NOCANON"] = "on";
  place.environment()["KRB5_CONFIG"] =
      place.write("krb5.conf",
                  "[libdefaults]\n default_realm = EXAMPLE.TEST\n dns_lookup_kdc = false\n rdns = false\n"
                  " dns_canonicalize_hostname = false\n[realms]\n EXAMPLE.TEST = {\n  kdc = " +
                      server.address() + "\n }\n");
  ProcessOptions ticket;
  ticket.environment = place.environment();
  ticket.stdinText = SambaServer::password() + "\n";
  mustSucceed({"kinit", "Administrator@EXAMPLE.TEST"}, ticket);
}

/// The name of the service follows the host of the URI, which is an address here.
void nameServiceByAddress(const SambaServer& server, const CertificateAuthority& authority, const Workplace& place) {
  const std::string name =
      place.write("name.ldif", "dn: CN=DC1,OU=Domain Controllers," + SambaServer::suffix() +
                                   "\nchangetype: modify\nadd: servicePrincipalName\nservicePrincipalName: ldap/" +
                                   server.address() + "\n");
  ProcessOptions trusting;
  trusting.environment = {{"LDAPTLS_CACERT", authority.file()}};
  mustSucceed({"ldapmodify", "-x", "-H", server.ldaps(), "-D", SambaServer::rootDn(), "-w", SambaServer::password(),
               "-f", name},
              trusting);
}

// Signing required, as Windows Server 2025 does by default.
TEST(Sasl, HardenedDomainControllerSaysWhatToDoAndIsReached) {
  if (const std::string reason = whyNoKerberos(); !reason.empty()) GTEST_SKIP() << reason;
  const TempFolder folder;
  const CertificateAuthority authority(folder, "enterprise-ca");
  SambaOptions options;
  options.kdc = true;
  options.strongAuth = "allow_sasl_over_tls";
  options.authority = &authority;
  const SambaServer server(options);
  Workplace place;
  enterDomain(server, place);
  place.environment()["PASSWORD"] = SambaServer::password();
  const std::string base = "OU=Domain Controllers," + SambaServer::suffix();
  const auto capture = [&](const std::string& uri, std::vector<std::string> words) {
    words.insert(words.begin(), {"capture", uri, "-b", base});
    return place.ldapsnap(words);
  };
  const std::vector<std::string> simple = {"-D", SambaServer::rootDn(), "--password-env", "PASSWORD"};

  const ProcessResult inClear = capture(server.uri(), simple);
  EXPECT_EQ(inClear.exitCode, 4);
  EXPECT_EQ(inClear.err,
            "ldapsnap: " + server.uri() + ":389: bind as " + SambaServer::rootDn() +
                " failed: strongerAuthRequired (8): BindSimple: Transport encryption required.; the server refuses "
                "binds that are neither signed nor encrypted: bind with -Y GSSAPI (Kerberos), which signs, or connect "
                "with ldaps:// or -ZZ and trust the server's authority with --tls-ca\n");

  std::vector<std::string> overTls = simple;
  overTls.insert(overTls.end(), {"--tls-ca", authority.file()});
  const ProcessResult encrypted = capture(server.ldaps(), overTls);
  EXPECT_EQ(encrypted.exitCode, 0) << encrypted.err;
  overTls.push_back("-ZZ");
  const ProcessResult startTls = capture(server.uri(), overTls);
  EXPECT_EQ(startTls.exitCode, 0) << startTls.err;

  nameServiceByAddress(server, authority, place);
  const ProcessResult sealed = capture(server.uri(), {"-Y", "GSSAPI"});
  EXPECT_EQ(sealed.exitCode, 0) << sealed.err;
  const ProcessResult bound = capture(server.ldaps(), {"-Y", "GSSAPI", "--tls-ca", authority.file()});
  EXPECT_EQ(bound.exitCode, 0) << bound.err;

  place.environment()["LDAPSASL_SECPROPS"] = "maxssf=0";
  const ProcessResult unsealed = capture(server.uri(), {"-Y", "GSSAPI"});
  EXPECT_EQ(unsealed.exitCode, 4);
  const std::string where = sambaBindsSaslToTls() ? " without TLS" : "";
  EXPECT_NE(
      unsealed.err.find("the server accepts a SASL bind" + where + " only when it signs or encrypts what follows"),
      std::string::npos)
      << unsealed.err;

  place.environment()["PASSWORD"] = "wrong";
  const ProcessResult wrong = capture(
      server.ldaps(), {"-D", SambaServer::rootDn(), "--password-env", "PASSWORD", "--tls-ca", authority.file()});
  EXPECT_EQ(wrong.exitCode, 4);
  EXPECT_NE(wrong.err.find("data 52e"), std::string::npos) << wrong.err;
  EXPECT_TRUE(
      wrong.err.ends_with("; the account or the password is wrong: check the bind DN (-D) and the password "
                          "(-W, -y)\n"))
      << wrong.err;
}

// Samba's default: over TLS a SASL bind has to name the certificate of the connection, or is refused altogether.
TEST(Sasl, DomainControllerThatRequiresChannelBindingSaysWhatToDoAndIsReached) {
  if (const std::string reason = whyNoKerberos(); !reason.empty()) GTEST_SKIP() << reason;
  const TempFolder folder;
  const CertificateAuthority authority(folder, "enterprise-ca");
  SambaOptions options;
  options.kdc = true;
  options.strongAuth = "yes";
  options.authority = &authority;
  const SambaServer server(options);
  Workplace place;
  enterDomain(server, place);
  nameServiceByAddress(server, authority, place);
  place.environment()["PASSWORD"] = SambaServer::password();
  const std::string base = "OU=Domain Controllers," + SambaServer::suffix();
  const auto capture = [&](const std::string& uri, std::vector<std::string> words) {
    words.insert(words.begin(), {"capture", uri, "-b", base});
    return place.ldapsnap(words);
  };
  const std::vector<std::string> simple = {"-D",       SambaServer::rootDn(), "--password-env", "PASSWORD",
                                           "--tls-ca", authority.file()};

  const ProcessResult inClear = capture(server.uri(), simple);
  EXPECT_EQ(inClear.exitCode, 4);
  EXPECT_NE(inClear.err.find("strongerAuthRequired (8)"), std::string::npos) << inClear.err;
  EXPECT_TRUE(
      inClear.err.ends_with("bind with -Y GSSAPI (Kerberos), which signs, or connect with ldaps:// or -ZZ and "
                            "trust the server's authority with --tls-ca\n"))
      << inClear.err;
  const ProcessResult encrypted = capture(server.ldaps(), simple);
  EXPECT_EQ(encrypted.exitCode, 0) << encrypted.err;
  const ProcessResult sealed = capture(server.uri(), {"-Y", "GSSAPI"});
  EXPECT_EQ(sealed.exitCode, 0) << sealed.err;

  const std::vector<std::string> kerberos = {"-Y", "GSSAPI", "--tls-ca", authority.file()};
  const ProcessResult bound = capture(server.ldaps(), kerberos);
  if (!sambaBindsSaslToTls()) {
    EXPECT_EQ(bound.exitCode, 4);
    EXPECT_TRUE(
        bound.err.ends_with("the server accepts no SASL bind over TLS: connect with ldap:// and -Y GSSAPI, which "
                            "signs and encrypts, or bind with a password over ldaps://\n"))
        << bound.err;
    return;
  }
  EXPECT_EQ(bound.exitCode, 0) << bound.err;
  std::vector<std::string> startTls = kerberos;
  startTls.push_back("-ZZ");
  EXPECT_EQ(capture(server.uri(), startTls).exitCode, 0);

  place.write("config.toml", "[sites.unbound]\nuri = \"" + server.ldaps() + "\"\nbase = \"" + base +
                                 "\"\nsasl-mech = \"GSSAPI\"\nsasl-channel-binding = \"none\"\ntls-ca-file = \"" +
                                 authority.file() + "\"\n");
  const ProcessResult unbound = place.ldapsnap({"--config", place.path("config.toml"), "capture", "unbound"});
  EXPECT_EQ(unbound.exitCode, 4);
  EXPECT_NE(unbound.err.find("80090346"), std::string::npos) << unbound.err;
  EXPECT_NE(unbound.err.find("the domain controller requires channel binding"), std::string::npos) << unbound.err;
}

TEST(Sasl, GssapiBindsWithATicketFromSamba) {
  if (const std::string reason = whyNoKerberos(); !reason.empty()) GTEST_SKIP() << reason;
  SambaOptions options;
  options.kdc = true;
  const SambaServer server(options);
  Workplace place;
  place.environment()["KRB5CCNAME"] = "FILE:" + place.path("ticket");
  place.environment()["LDAPSASL_NOCANON"] = "on";
  place.environment()["KRB5_CONFIG"] =
      place.write("krb5.conf",
                  "[libdefaults]\n default_realm = EXAMPLE.TEST\n dns_lookup_kdc = false\n rdns = false\n"
                  " dns_canonicalize_hostname = false\n[realms]\n EXAMPLE.TEST = {\n  kdc = " +
                      server.address() + "\n }\n");
  // The service's name follows the host of the URI, which is an address here.
  server.apply("dn: CN=DC1,OU=Domain Controllers," + SambaServer::suffix() +
               "\nchangetype: modify\nadd: servicePrincipalName\nservicePrincipalName: ldap/" + server.address() +
               "\n");
  const std::vector<std::string> capture = {"capture", server.uri(), "-Y",
                                            "GSSAPI",  "-b",         "OU=Domain Controllers," + SambaServer::suffix()};
  const ProcessResult without = place.ldapsnap(capture);
  EXPECT_EQ(without.exitCode, 4);
  EXPECT_TRUE(without.err.starts_with("ldapsnap: " + server.uri() + ":389: bind as GSSAPI failed: ")) << without.err;
  EXPECT_TRUE(without.err.ends_with("; get a Kerberos ticket (kinit), and check it with klist\n")) << without.err;
  ProcessOptions ticket;
  ticket.environment = place.environment();
  ticket.stdinText = SambaServer::password() + "\n";
  mustSucceed({"kinit", "Administrator@EXAMPLE.TEST"}, ticket);
  const ProcessResult with = place.ldapsnap(capture);
  EXPECT_EQ(with.exitCode, 0) << with.err;
}

}  // namespace
}  // namespace ldapsnap::test

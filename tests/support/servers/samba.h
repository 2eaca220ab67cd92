// A real Samba Active Directory domain controller for a test, in a temporary folder that is gone with the test. The
// domain is a copy of one that is made from nothing once a build tree: two servers with the same options have the same
// SIDs and GUIDs.
#pragma once

#include <memory>
#include <string>

#include "tests/support/process.h"
#include "tests/support/servers/certificates.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

struct SambaOptions {
  std::string baseSchema = "2008_R2";  ///< as samba-tool's --base-schema takes it
  bool kdc = false;                    ///< also gives Kerberos tickets, at port 88 of its address
  std::string strongAuth = "no";       ///< "ldap server require strong auth": "no", "allow_sasl_over_tls", "yes"
  /// Issues the certificate of its address for LDAPS; nullptr: Samba makes one by itself. Outlives the server.
  const CertificateAuthority* authority = nullptr;
  std::string dnsBackend = "NONE";  ///< as samba-tool's --dns-backend takes it: with "SAMBA_INTERNAL" the zones exist
  /// Of another domain than EXAMPLE.TEST on dc1, whose names the functions below give.
  std::string realm = "EXAMPLE.TEST", domain = "EXAMPLE", host = "dc1";
};

/// The domain EXAMPLE.TEST with the LDAP service alone, in one process. Its ports are fixed (389, 636, 3268, 3269), so
/// it listens on an address of its own in 127.0.0.0/8, which is added to the loopback interface and removed again.
/// The first of its options takes ten to thirty seconds to make.
class SambaServer {
 public:
  /// Why it cannot run here ("only root can start it"), for GTEST_SKIP; empty when it can.
  static std::string whyNot();

  /// Returns when the server answers. Throws std::runtime_error with the words of what failed.
  explicit SambaServer(SambaOptions options = {});
  ~SambaServer();
  SambaServer(const SambaServer&) = delete;
  SambaServer& operator=(const SambaServer&) = delete;

  std::string uri() const { return "ldap://" + address_; }  ///< "ldap://127.42.3.17"
  std::string ldapi() const;                                ///< "ldapi://%2Ftmp%2F..."
  const std::string& address() const { return address_; }
  static std::string suffix() { return "DC=example,DC=test"; }
  static std::string configuration() { return "CN=Configuration," + suffix(); }
  static std::string schemaDn() { return "CN=Schema," + configuration(); }
  std::string ldaps() const { return "ldaps://" + address_; }
  /// The administrator; may read and write everything, the schema included. Simple bind without TLS is allowed, unless
  /// the options demand more.
  static std::string rootDn() { return "CN=Administrator,CN=Users," + suffix(); }
  static std::string password() { return "Passw0rd!of-a-test"; }
  /// For samba-tool: "-s" and "-H". The database may be changed while the server runs.
  std::string configFile() const { return fileIn("dc/etc/smb.conf"); }
  std::string databaseFile() const { return fileIn("dc/private/sam.ldb"); }
  pid_t pid() const { return process_->pid(); }
  std::string log() const;

  /// Applies LDIF change records, or adds content records, as the root DN. Throws std::runtime_error with ldapmodify's
  /// words.
  void apply(const std::string& ldif) const;

  void stop();     ///< in order, as an administrator stops it
  void restart();  ///< stop() and start again on the same address

 private:
  std::string fileIn(const std::string& name) const { return (folder_ / name).string(); }
  void provision() const;
  void start();

  SambaOptions options_;
  CertificateFiles certificate_;  ///< of the authority in the options
  TempFolder folder_;
  std::string address_;
  std::unique_ptr<BackgroundProcess> process_;
};

}  // namespace ldapsnap::test

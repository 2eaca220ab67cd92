// A real OpenLDAP server for a test: made from nothing in a temporary folder, gone with the test.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

struct SlapdOptions {
  std::string suffix = "o=Acme";
  /// LDIF files with cn=schema,cn=config entries, loaded in this order.
  std::vector<std::string> schemaFiles = {"/etc/ldap/schema/core.ldif", "/etc/ldap/schema/cosine.ldif",
                                          "/etc/ldap/schema/inetorgperson.ldif"};
  std::vector<std::string> modules;      ///< beside back_mdb: "memberof"
  std::vector<std::string> overlays;     ///< LDIF attribute lines of one overlay each, "olcOverlay: ..." first
  bool syncprov = true;                  ///< gives the suffix a contextCSN
  std::vector<std::string> globalLines;  ///< of cn=config: "olcTLSCertificateFile: ..."
  /// Of the database: "olcLimits: ...", "olcAccess: ...". Without olcAccess only the root DN can read it.
  std::vector<std::string> databaseLines;
  std::string data;  ///< LDIF loaded by slapadd before the start; empty: the suffix entry alone
  bool tls = false;  ///< listens on ldaps:// as well; globalLines name the certificates
};

/// Listens on 127.0.0.1 and on an ldapi socket. The suffix's root DN is "cn=admin,SUFFIX", cn=config's is
/// "cn=admin,cn=config", the password of both is "secret". The suffix's root DN may read cn=config; the user who runs
/// the test manages it over ldapi by EXTERNAL.
class SlapdServer {
 public:
  /// Returns when the server answers. Throws std::runtime_error with the end of its log when it does not come up.
  explicit SlapdServer(SlapdOptions options = {});

  std::string uri() const;    ///< "ldap://127.0.0.1:40123"
  std::string ldapi() const;  ///< "ldapi://%2Ftmp%2F..."
  std::string ldaps() const;  ///< with SlapdOptions::tls
  int port() const { return port_; }
  const std::string& suffix() const { return options_.suffix; }
  std::string rootDn() const { return "cn=admin," + options_.suffix; }
  static std::string configRootDn() { return "cn=admin,cn=config"; }
  static std::string password() { return "secret"; }
  pid_t pid() const { return process_->pid(); }
  /// What the server has logged so far (level stats: every operation with its bind DN).
  std::string log() const;

  /// Applies LDIF change records, or adds content records, as the suffix's root DN. Throws std::runtime_error with
  /// ldapmodify's words.
  void apply(const std::string& ldif) const { apply(ldif, rootDn()); }
  /// The same to cn=config as its root DN.
  void applyToConfig(const std::string& ldif) const { apply(ldif, configRootDn()); }

  void kill();     ///< SIGKILL: the connection breaks
  void stop();     ///< in order, as an administrator stops it
  void restart();  ///< stop() and start again on the same port

 private:
  std::string fileIn(const std::string& name) const { return (folder_ / name).string(); }
  void build();
  std::string configLdif() const;
  bool start();
  void apply(const std::string& ldif, const std::string& bindDn) const;

  SlapdOptions options_;
  TempFolder folder_;
  int port_ = 0, tlsPort_ = 0;
  std::unique_ptr<BackgroundProcess> process_;
};

}  // namespace ldapsnap::test

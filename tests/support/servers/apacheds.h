// A real Apache Directory Server for a test: made from nothing in a temporary folder, gone with the test.
#pragma once

#include <memory>
#include <string>

#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

/// Debian's package with its default configuration, on 127.0.0.1. Takes about four seconds to start.
class ApacheDsServer {
 public:
  /// Why it cannot run here ("the package apacheds is not installed"), for GTEST_SKIP; empty when it can.
  static std::string whyNot();

  /// Returns when the server answers. Throws std::runtime_error with the end of its log when it does not come up.
  ApacheDsServer();

  std::string uri() const;  ///< "ldap://127.0.0.1:40123"
  static std::string suffix() { return "dc=example,dc=com"; }
  /// May read and write everything.
  static std::string rootDn() { return "uid=admin,ou=system"; }
  static std::string password() { return "secret"; }
  std::string log() const;

  /// Applies LDIF change records, or adds content records, as the root DN. Throws std::runtime_error with ldapmodify's
  /// words.
  void apply(const std::string& ldif) const;

  void restart();  ///< in order, on the same port

 private:
  void start();

  TempFolder folder_;
  int port_ = 0, tlsPort_ = 0;
  std::unique_ptr<BackgroundProcess> process_;
};

}  // namespace ldapsnap::test

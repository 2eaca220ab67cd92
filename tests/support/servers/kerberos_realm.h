// A realm of MIT Kerberos with its database in a slapd, made by kdb5_ldap_util as an administrator makes it.
#pragma once

#include <string>
#include <vector>

#include "tests/support/workplace.h"

namespace ldapsnap::test {

/// The realm KRB.TEST in cn=krbContainer below the server's suffix. Its files lie in `workplace`.
class KerberosRealm {
 public:
  /// Why it cannot be made here, for GTEST_SKIP; empty when it can.
  static std::string whyNot();
  /// Loads the schema that the package ships for OpenLDAP.
  static void loadSchema(const SlapdServer& server);

  KerberosRealm(const Workplace& workplace, const SlapdServer& server);

  /// "env KRB5_CONFIG=... kdb5_ldap_util ... create": asks for passwords on its standard input.
  std::vector<std::string> create() const;
  /// What it asks for: the server's password, and the realm's master password twice.
  std::string answers() const;

 private:
  std::string config_, kdcProfile_, uri_, suffix_;
};

}  // namespace ldapsnap::test

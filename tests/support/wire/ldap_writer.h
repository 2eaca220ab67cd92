// Sends changes over one connection, as fast as the server takes them. ServerConnection only reads.
#pragma once

#include <string>
#include <string_view>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/server/result_code.h"
#include "tests/support/wire/ldap_wire.h"

namespace ldapsnap::test {

class LdapWriter {
 public:
  /// Binds with a password. Throws std::runtime_error with the result if that fails.
  LdapWriter(const std::string& uri, std::string_view bindDn, std::string_view password);

  /// Replaces all values of an attribute by `value` (RFC 4511, 4.6), and returns the result. Throws std::runtime_error
  /// when the server closes the connection.
  ResultCode replace(std::string_view dn, std::string_view description, std::string_view value);

  struct Answer {
    ResultCode code = ResultCode::Success;
    std::string diagnostic;
  };
  /// Sends a change record as it is, without its controls. Throws as replace() does.
  Answer apply(const LdifRecord& record);

 private:
  Answer exchange(std::string_view operation);
  ResultCode send(std::string_view operation);

  Socket server_;
  int lastId_ = 0;
};

}  // namespace ldapsnap::test

// A real server that is asked whether values match, and what we say of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/server/server_connection.h"
#include "tests/system/differential/differential_pairs.h"

namespace ldapsnap::test {

class Asker {
 public:
  /// `name` stands in the messages of failures: "slapd".
  Asker(std::string name, const std::string& uri, const std::string& bindDn, const std::string& password);

  /// Expects the pair's verdict of our rule for `attribute` by `schema`, of our filter, and of the server, whose entry
  /// `dn` holds the pair's first value.
  void expectVerdict(const std::string& dn, std::string_view attribute, const Pair& pair, const Schema& schema);
  /// Expects it of our filter and of the server's, for an entry of the server as it is.
  void expectVerdict(const std::string& dn, std::string_view filter, Verdict expected, const Schema& schema);

  /// The schema in the entries of `scope` at `dn`.
  Schema schema(const std::string& dn, Scope scope);
  Entry read(const std::string& dn);

 private:
  Verdict ask(const std::string& dn, const Filter& filter);

  std::string name_;
  std::unique_ptr<ServerConnection> directory_;
};

}  // namespace ldapsnap::test

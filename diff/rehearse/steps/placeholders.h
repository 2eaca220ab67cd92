// What setups write for the names that differ from forest to forest (ldifde -c FROM TO).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

class Placeholders {
 public:
  /// Of a root DSE: `DC=X` at the end of a DN, #defaultNamingContext, #configurationNamingContext,
  /// #schemaNamingContext.
  explicit Placeholders(const Entry& rootDse);

  /// `dn` with the placeholder at its end replaced; as it is when it ends otherwise.
  std::string fill(const std::string& dn) const;
  /// The names of a record, and the values that end so.
  void fill(LdifRecord& record) const;

 private:
  void add(const char* from, const std::string* to);
  void fillValues(Attribute& attribute) const;

  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace ldapsnap

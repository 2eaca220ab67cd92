// What setups write in place of the names that differ from forest to forest (ldifde -c FROM TO).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

class Placeholders {
 public:
  /// The naming contexts of a root DSE, for `DC=X`, #defaultNamingContext, #configurationNamingContext and
  /// #schemaNamingContext, and Exchange's <SchemaContainerDN>, <ConfigurationContainerDN>, <RootDomainDN>, <DomainDN>.
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

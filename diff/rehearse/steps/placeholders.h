// What setups write in place of the names that differ from forest to forest.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// FROM and TO of ldifde's -c.
struct Replacement {
  std::string from, to;
};

class Placeholders {
 public:
  /// Replaces nothing.
  Placeholders() = default;

  /// The naming contexts of Active Directory in `target`, as its root DSE names them, or its entries show: for
  /// `DC=X` and `CN=Configuration,DC=X` (adprep, AD LDS), #defaultNamingContext, #configurationNamingContext and
  /// #schemaNamingContext (ldifde), <SchemaContainerDN>, <ConfigurationContainerDN>, <RootDomainDN>, <DomainDN> and
  /// <DomainContainerDN> (Exchange's setup).
  ///
  /// `replacements` go before these. Every occurrence of `from` in a name or a value is replaced, in their order, as
  /// ldifde does it. A `to` that begins with # is one of the words above. Throws Error(BadInput) for one that is not,
  /// or that the target does not say, and for an empty `from`.
  explicit Placeholders(const Snapshot& target, std::vector<Replacement> replacements = {});

  /// `dn`, or a value, with the placeholders replaced: those in angle brackets anywhere, the others at its end.
  std::string fill(const std::string& dn) const;
  /// The names of a record, and its values.
  void fill(LdifRecord& record) const;

 private:
  void add(const char* from, const std::string& to, bool isAnywhere);
  void fillValues(Attribute& attribute) const;

  struct Known {
    std::string from, to;
    bool isAnywhere;
  };
  std::vector<Replacement> replacements_;
  std::vector<Known> known_;
};

}  // namespace ldapsnap

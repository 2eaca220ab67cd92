// A directory in memory that takes change records as strictly as RFC 4511 asks of a server.
#pragma once

#include <map>
#include <string>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {

class LdapModel {
 public:
  /// Starts with the entries of `snapshot`, whose schema it keeps using.
  explicit LdapModel(const Snapshot& snapshot);

  /// Throws std::runtime_error with the result code's name and the DN: "notAllowedOnNonLeaf: ou=a,dc=x".
  void apply(const LdifRecord& record);

  /// The entries as they are now, without their identities, which no client can set.
  MemorySnapshot snapshot() const;

 private:
  using Entries = std::map<std::string, Entry>;  ///< by normal form: a parent's is the start of its children's

  std::string keyOf(const Dn& dn) const { return normalForm(dn, schema_); }
  Entry& entryAt(const Dn& dn);
  Entry& existing(const Dn& dn);
  void mustExist(const Dn& parent) const;
  void mustBeFree(const Dn& dn) const;
  bool isBelow(const Entry& entry, const Dn& top) const;
  bool hasValue(const Entry& entry, const std::string& description, const std::string& value) const;
  void addValue(Entry& entry, const std::string& description, const std::string& value) const;
  void removeValue(Entry& entry, const std::string& description, const std::string& value) const;
  void removeAttribute(Entry& entry, const std::string& description) const;

  void add(const LdifRecord& record, const Dn& dn);
  void remove(const Dn& dn);
  void modify(const LdifRecord& record, const Dn& dn);
  void rename(const LdifRecord& record, const Dn& dn);

  const Schema& schema_;
  Entries entries_;
};

/// `snapshot` without entryUUID, objectGUID and nsUniqueId.
MemorySnapshot withoutIdentities(const Snapshot& snapshot);

}  // namespace ldapsnap

// What the object classes of an entry require and allow (RFC 4512, 2.4), along SUP.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The attribute types of one class and of all that it is derived from, as Schema::identity() names them.
struct ClassContents {
  std::set<std::string> must, may;
  bool isAnything = false;  ///< extensibleObject (RFC 4512, 4.3), or a class that the schema does not know

  bool allows(const std::string& identity) const {
    return isAnything || must.contains(identity) || may.contains(identity);
  }
};

/// Answers from one schema, which outlives it. Each class is put together once.
class ClassCatalog {
 public:
  explicit ClassCatalog(const Schema& schema) : schema_(schema) {}

  const ClassContents& of(std::string_view className);
  /// Whether any of the entry's classes allows the type; an entry that shows no class allows everything.
  bool allows(const Entry& entry, const std::string& identity);

 private:
  void gather(const std::string& className, ClassContents& contents, int depth) const;

  const Schema& schema_;
  std::unordered_map<std::string, ClassContents> known_;  ///< by lower-case name
};

}  // namespace ldapsnap

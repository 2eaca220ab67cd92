// Filters of rules that can never hold: types and classes that nothing knows, values that their syntaxes refuse.
#pragma once

#include <string>
#include <vector>

#include "diff/rules/pack/pack.h"
#include "snapshot/base/name_index.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// What is known of attribute types and object classes: built-in schemas, those of the servers, collections of the
/// packs, and what the fixtures of a family hold. A rule about a product whose schema nothing knows has fixtures that
/// show it.
class KnownElements {
 public:
  /// Reads the collections of `packs` and the fixtures of `family`. Throws Error(BadInput) for one that cannot be read.
  KnownElements(const Packs& packs, const Family& family);

  /// One line for each item of `filter` that cannot match an entry, in the filter's order.
  std::vector<std::string> remarksOn(const Filter& filter) const;

 private:
  void take(const Schema& schema);
  void takeFixtures(const Packs& packs, const Family& family);
  void collect(const Filter& filter, std::vector<std::string>& remarks) const;
  void collectItem(const Filter& item, std::vector<std::string>& remarks) const;
  bool isRefused(const std::string& type, const std::string& value, std::string& expected) const;

  NameSet types_, classes_;
  std::vector<const Schema*> schemas_;
};

}  // namespace ldapsnap

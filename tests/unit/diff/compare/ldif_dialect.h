// One directory, written as LDIF in all the ways that are met: for the property that the way does not count.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// Writes entries by chance: in any order, attributes and values too, folded anywhere, with LF or CRLF, comments,
/// base64 where it is not needed, "changetype: add", names in another spelling.
class LdifDialect {
 public:
  explicit LdifDialect(unsigned seed) : random_(seed) {}

  std::string write(std::vector<Entry> entries);
  /// The same with something between the records that is not content, or not LDIF, or there twice.
  std::string writeWithFaults(std::vector<Entry> entries);

 private:
  bool oneIn(unsigned count) { return random_() % count == 0; }
  std::string record(Entry entry);
  std::string line(const std::string& type, const std::string& value);
  std::string comment();
  std::string fault(const std::vector<Entry>& entries);
  std::string end();

  std::mt19937 random_;
  bool hasReturns_ = false, saysAdd_ = false;
};

}  // namespace ldapsnap

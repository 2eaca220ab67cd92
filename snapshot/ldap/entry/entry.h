// An entry: a DN and its attributes, bytes as the server gave them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {

struct Entry {
  std::string dn;  ///< RFC 4514 text as the server or file spelled it, UTF-8; empty for the root DSE
  std::vector<Attribute> attributes;

  /// The attribute whose description folds to the same as `description` (no schema: `cn` does not find `2.5.4.3`), or
  /// nullptr.
  const Attribute* find(std::string_view description) const;
  /// The first value of find(), or nullptr.
  const std::string* first(std::string_view description) const;
  /// Adds a value to the attribute of that description, which is created when missing.
  void add(std::string_view description, std::string value);

  /// The one order in which an entry is stored and hashed: attributes by folded description, values by bytes, each
  /// value once. Servers give both in any order (slapd changes it over a restart).
  void canonicalise();

  bool operator==(const Entry&) const = default;
};

}  // namespace ldapsnap

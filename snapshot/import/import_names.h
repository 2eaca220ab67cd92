// Which names an LDIF file holds, and which it holds twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// 16 bytes a name: ten million names are 160 MB. Hashes tell who may be equal, and only those are read again.
class ImportNames {
 public:
  /// A record of a DN that an earlier record of the file has too.
  struct Repeated {
    std::size_t first, second;  ///< offsets of the records in the text
  };

  void reserve(std::size_t names) { names_.reserve(names); }
  /// `offset`: where the record begins in the text.
  void add(std::string_view dn, std::size_t offset);
  /// To be called when all names are in.
  void finish();

  /// True when a record of a name that folds alike (dn.h) was added.
  bool holds(std::string_view dn) const;
  /// By `second`. Names are compared with `schema`; `text` is the one that the offsets are of.
  std::vector<Repeated> repeated(std::string_view text, const Schema& schema) const;

 private:
  struct Name {
    std::uint64_t hash;  ///< of the key's path
    std::size_t offset;

    bool operator<(const Name& other) const {
      return hash < other.hash || (hash == other.hash && offset < other.offset);
    }
  };

  std::vector<Name> names_;  ///< sorted by finish()
};

}  // namespace ldapsnap

// What has to be known of an LDIF file before its first entry can be taken: its schema, and the server it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// Which names an LDIF file holds, and which it holds twice. 16 bytes a name: ten million names are 160 MB. Hashes show
/// which names may be equal, and only those are read again.
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

/// Looks through LDIF text once, at the speed of memory: only entries that hold schema, and the root DSE, are decoded.
/// What cannot be read is passed over here; the reader that comes after reports it.
class ImportSurvey {
 public:
  void look(std::string_view text);
  void look(const Entry& entry);
  /// As look(text) at one record of it, but for its name, which is not kept. Records come in the order of the text.
  void look(const RawLdifRecord& raw);
  /// To be called when all was looked at; what follows can then be asked.
  void finish();

  const Schema& schema() const { return schema_; }
  /// From the root DSE; without one, from attributes that only one kind of server has.
  Product product() const;
  const std::string& vendor() const { return vendor_; }
  const std::string& version() const { return version_; }
  /// What a server of this root DSE is read by and the file holds. Empty when there is no root DSE: the file is then
  /// all that is known.
  std::vector<std::string> searchBases() const;
  /// The same where names() is not filled: `holds` tells whether the file has an entry of that name.
  std::vector<std::string> searchBases(const std::function<bool(const std::string&)>& holds) const;
  const ImportNames& names() const { return names_; }

  /// What a record gives away. A survey that looks at the first record of a server's kind and at all that hold schema
  /// knows what one that looks at all knows.
  enum class Mark { None, Product, Schema };
  static Mark markOf(const RawLdifRecord& raw);

  /// Gives their memory back.
  void forgetNames() { names_ = ImportNames(); }

 private:
  void lookBelow(std::string_view dn, const RawLdifRecord& raw);
  void lookAtRootDse(const Entry& rootDse);

  Schema schema_;
  ImportNames names_;
  Product product_ = Product::Generic;  ///< by the root DSE
  Product guess_ = Product::Generic;    ///< by attributes
  std::string vendor_, version_;
  std::vector<std::string> bases_;  ///< of what a capture of that server would read
};

}  // namespace ldapsnap

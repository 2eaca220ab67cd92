// Which attributes are volatile and which are secret: data, per product, with the schema's own word added.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snapshot/base/name_index.h"

namespace ldapsnap {

class Schema;

/// Attribute types by name, and what in a schema makes others belong to them. From
/// snapshot/ldap/product/data/volatile-attributes.json, secret-attributes.json or server-owned.json (format:
/// data/README.md there).
class AttributeList {
 public:
  struct Rules {
    NameSet names;
    std::vector<std::string> suffixes;  ///< "-bl", lower case: every type that ends so
    NameSet kept;                       ///< never in the list, whatever its name or the schema says
    unsigned systemFlags = 0;           ///< any of these bits in the schema ([MS-ADTS] 2.2.10)
    unsigned searchFlags = 0;           ///< any of these bits in the schema ([MS-ADTS] 2.2.9)
    bool backLinks = false;             ///< an odd linkID in the schema
  };

  AttributeList() = default;
  explicit AttributeList(Rules rules) : rules_(std::move(rules)) {}

  /// True for a listed type, whatever its options, in any case, for a name or OID that `schema` knows as a listed one,
  /// and for a type that `schema` marks.
  bool contains(std::string_view description, const Schema& schema) const;

 private:
  Rules rules_;
};

/// The servers that we know apart. Generic takes what all products list together.
enum class Product { Generic, OpenLdap, Ds389, ActiveDirectory, Samba, Exchange55 };
/// "generic", "openldap", "389ds", "active-directory", "samba", "exchange-5.5": as in data files and manifests.
std::string_view nameOf(Product product);
Product productNamed(std::string_view name);  ///< Generic for a name that is not known

/// State and bookkeeping of the server: changes without anybody's doing. Folded and counted in reports, never lost.
/// What identifies an entry (entryUUID, nsUniqueId, objectGUID, objectSid) is not volatile: it never changes unless the
/// entry was deleted and created again.
const AttributeList& volatileAttributes(Product product);
/// Passwords, keys, hashes: replaced at capture by a keyed digest.
const AttributeList& secretAttributes(Product product);
/// What the server sets or derives, beside what the schema marks NO-USER-MODIFICATION: no client can write it.
const AttributeList& serverOwnedAttributes(Product product);

}  // namespace ldapsnap

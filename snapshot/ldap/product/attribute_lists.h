// Which attributes are volatile, secret or owned by the server: per product, from data files, extended by flags in the
// schema.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snapshot/base/name_index.h"
#include "snapshot/ldap/product/product.h"

namespace ldapsnap {

class Schema;

/// Attribute types by name, and the flags in a schema that add others. From data/volatile-attributes.json,
/// secret-attributes.json, server-owned.json or free-names.json (format: data/README.md).
class AttributeList {
 public:
  struct Rules {
    NameSet names;
    std::vector<std::string> suffixes;  ///< "-bl", lower case: every type whose name ends with it
    NameSet kept;                       ///< never in the list, whatever its name or flags in the schema
    unsigned systemFlags = 0;           ///< any of these bits in the schema ([MS-ADTS] 2.2.10)
    unsigned searchFlags = 0;           ///< any of these bits in the schema ([MS-ADTS] 2.2.9)
    bool backLinks = false;             ///< an odd linkID in the schema
  };

  AttributeList() = default;
  explicit AttributeList(Rules rules) : rules_(std::move(rules)) {}

  /// True for a listed type, in upper or lower case and with any options; for a name or an OID that is a listed type's
  /// in `schema`; and for a type that has one of the flags in `schema`.
  bool contains(std::string_view description, const Schema& schema) const;

 private:
  Rules rules_;
};

// The lists of a product. Those of the generic product are all products' lists together: a file of unknown origin may
// come from any server. They live as long as the program; the first call reads the installed file, and throws
// Error(Internal) when it is missing, Error(BadInput) when it is damaged.

/// State and bookkeeping of the server, which change although nobody changes the entry. Reports count them and hide
/// them unless asked. What identifies an entry (entryUUID, nsUniqueId, objectGUID, objectSid) is not volatile: it
/// changes only when the entry is deleted and created again.
const AttributeList& volatileAttributes(Product product);
/// Passwords, keys and their hashes. A capture replaces their values by keyed digests.
const AttributeList& secretAttributes(Product product);
/// Those secret in any product.
const AttributeList& secretAttributesOfAnyProduct();
/// Attributes that the server sets or derives, in addition to those that the schema marks NO-USER-MODIFICATION: no
/// client can write them.
const AttributeList& serverOwnedAttributes(Product product);
/// Attributes whose value is a DN that need not be the name of an entry: olcRootDN, creatorsName.
const AttributeList& freeNameAttributes(Product product);

}  // namespace ldapsnap
